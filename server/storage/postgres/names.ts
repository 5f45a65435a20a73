/** Who has which nickname, over all nodes: claims go to the database, and what came of them is followed. */

import { capitalLook, foldNick } from "../../../protocol/nick_fold.ts";
import { DATABASE_RETRY_MAX_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { HolderWatcher, Letter, NamedSession, NameLog, Person, Told } from "../cluster.ts";
import { ask, type Asking } from "./ask.ts";
import type { Row, Statement } from "./client.ts";
import { Refusal } from "./database_error.ts";
import type { Followed } from "./follower.ts";
import { PostgresLetters } from "./letters.ts";
import { RoomOrder } from "./room_order.ts";
import { type EventRow, jsonOf } from "./rows.ts";
import { Secrets } from "./secrets.ts";
import { CLAIM, DESCRIBE, NAMES, RELEASE, RENAME, RESUME } from "./statements.ts";

/** What the log of names works with. */
export interface NamesOptions extends Asking {
  readonly clock: Clock;
  /** The number of an open room. */
  readonly roomOf: (name: string) => number | undefined;
  /** Takes what else stands in the log: changes of bans. */
  readonly onOther: (row: EventRow) => void;
}

/** The log of names. */
export class PostgresNames implements NameLog, Followed {
  /** What is sent to members of other nodes, and comes from them. */
  readonly letters: PostgresLetters;
  readonly #options: NamesOptions;
  readonly #order: RoomOrder<EventRow>;
  readonly #first: readonly Row[];
  #ms: number;
  readonly #watchers: HolderWatcher[] = [];
  /** Sessions whose nicknames are being given up. */
  readonly #releasing = new Set<number>();
  /** The newest descriptions of sessions that are not in the log yet. */
  readonly #persons = new Map<number, Person>();
  readonly #secrets = new Secrets();
  #isClosed = false;

  private constructor(options: NamesOptions, rows: readonly Row[]) {
    this.#options = options;
    this.letters = new PostgresLetters({ ...options, watchers: this.#watchers });
    this.#order = new RoomOrder(rows[0]!.pos);
    this.#ms = rows[0]!.ms;
    this.#first = rows.filter(({ nick }) => nick !== null);
  }

  /** Reads who has a nickname now. */
  static async open(options: NamesOptions): Promise<PostgresNames> {
    return new PostgresNames(options, await options.database.run(NAMES));
  }

  get pos(): number {
    return this.#order.pos;
  }

  get ms(): number {
    return this.#ms;
  }

  /** Nobody reads it beside the nodes. */
  get log(): string {
    return "";
  }

  /** The digests of the secrets of this node's sessions, by their numbers. */
  get secrets(): ReadonlyMap<number, string> {
    return this.#secrets.bySession;
  }

  async claim(nick: string, secret: string, person: Person = {}): Promise<number | undefined> {
    const { node } = this.#options;
    const hash = await digest(secret);
    const [row] = await this.#ask(CLAIM, [node, ...looksOf(nick), nick, hash, jsonOf(person)]);
    if (row!.session === null) return undefined;
    this.#secrets.add(row!.session, hash);
    return row!.session;
  }

  async resume(
    nick: string,
    room: string,
    secret: string,
    person: Person = {},
  ): Promise<NamedSession | undefined> {
    const { node, roomOf } = this.#options;
    const hash = await digest(secret);
    const [row] = await this.#ask(RESUME, [
      ...[node, roomOf(room) ?? 0, ...looksOf(nick), nick, hash, jsonOf(person)],
    ]);
    if (row === undefined) return undefined;
    const { session, held, seated, away } = row;
    this.#secrets.add(session, hash);
    this.#releasing.delete(session);
    return { session, isHeld: held, isSeated: seated, ...(away === null ? {} : { away }) };
  }

  async rename(session: number, nick: string): Promise<boolean> {
    const { node } = this.#options;
    const [row] = await this.#ask(RENAME, [node, session, ...looksOf(nick), nick]);
    return row!.done;
  }

  release(session: number): void {
    this.#persons.delete(session);
    this.#secrets.remove(session);
    this.#releasing.add(session);
    void this.#insist(RELEASE, [session], {
      isWanted: () => this.#releasing.has(session),
      done: () => this.#releasing.delete(session),
    });
  }

  describe(session: number, person: Person): void {
    const isWaiting = this.#persons.has(session);
    this.#persons.set(session, person);
    if (!isWaiting) void this.#describe(session);
  }

  tell(session: number, letter: Letter): Promise<Told> {
    return this.letters.tell(session, letter);
  }

  watch(watcher: HolderWatcher): void {
    this.#watchers.push(watcher);
    const { node: here } = this.#options;
    for (const { nick, session, node, person } of this.#first) {
      watcher.named({ nick, session, isHere: node === here, person });
    }
  }

  followed(rows: readonly EventRow[]): void {
    // what comes before somebody watches comes again: the place in the log stays where it was
    if (this.#watchers.length === 0) return;
    for (const row of rows) this.#order.add(row.pos, row);
    for (const row of this.#order.take()) {
      this.#ms = row.ms;
      this.#secrets.followed(row, this.#options.node);
      if (row.kind === "b" || row.kind === "u") this.#options.onOther(row);
      else for (const watcher of this.#watchers) this.#tell(watcher, row);
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #tell(watcher: HolderWatcher, { kind, nick, session, node, ms, extra }: EventRow): void {
    if (kind === "g") return watcher.gone(session);
    if (kind === "r") return watcher.renamed(session, (extra as { to: string }).to);
    const person: Person = extra ?? {};
    if (kind === "a") return watcher.described(session, person, ms);
    watcher.named({ nick, session, isHere: node === this.#options.node, person });
  }

  /** Keeps the newest description of a session, and what it becomes meanwhile. */
  async #describe(session: number): Promise<void> {
    const isWanted = () => this.#persons.has(session);
    let kept: Person;
    do {
      kept = this.#persons.get(session)!;
      await this.#insist(DESCRIBE, [session, jsonOf(kept)], { isWanted });
    } while (isWanted() && kept !== this.#persons.get(session));
    this.#persons.delete(session);
  }

  /** Asks for a change until it is made or refused, or nobody wants it any more. */
  async #insist(
    statement: Statement,
    values: readonly unknown[],
    { isWanted, done = () => {} }: { readonly isWanted: () => boolean; readonly done?: () => void },
  ): Promise<void> {
    const { database, node, clock } = this.#options;
    while (isWanted() && !this.#isClosed) {
      try {
        await database.run(statement, [node, ...values]);
        return done();
      } catch (cause) {
        if (cause instanceof Refusal) return;
        await new Promise<void>((resolve) => clock.after(DATABASE_RETRY_MAX_MS, resolve));
      }
    }
  }

  #ask(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]> {
    return ask(this.#options, statement, values);
  }
}

/** How a nickname looks: two that look alike are the same one. */
function looksOf(nick: string): [fold: string, capitals: string] {
  return [foldNick(nick), capitalLook(nick)];
}

/** What the database has of a secret: nobody who reads it can go on with a session. */
async function digest(secret: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return `\\x${new Uint8Array(bytes).toHex()}`;
}
