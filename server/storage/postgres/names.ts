/** Who has which nickname, over all nodes: claims go to the database, and what came of them is followed. */

import { capitalLook, foldNick } from "../../../protocol/fold.ts";
import { DATABASE_RETRY_MAX_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import {
  type HolderWatcher,
  type Letter,
  type NamedSession,
  type NameLog,
  StorageError,
} from "../backbone.ts";
import type { Row, Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";
import type { Followed } from "./follower.ts";
import { RoomOrder } from "./room_order.ts";
import type { EventRow } from "./rows.ts";
import { CLAIM, NAMES, RELEASE, RENAME, RESUME, TAKE_LETTERS, TELL } from "./statements.ts";

/** What the log of names works with. */
export interface NamesOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** The number of the node. */
  readonly node: number;
  /** The number of an open room. */
  readonly roomOf: (name: string) => number | undefined;
  /** Whether this node may count on being alive. */
  readonly isAlive: () => boolean;
  readonly onFenced: (cause: Refusal) => void;
}

/** The log of names. */
export class PostgresNames implements NameLog, Followed {
  readonly #options: NamesOptions;
  readonly #order: RoomOrder<EventRow>;
  readonly #first: readonly Row[];
  readonly #watchers: HolderWatcher[] = [];
  /** Sessions whose nicknames are being given up. */
  readonly #releasing = new Set<number>();
  #isClosed = false;

  private constructor(options: NamesOptions, rows: readonly Row[]) {
    this.#options = options;
    this.#order = new RoomOrder(rows[0]!.pos);
    this.#first = rows.filter(({ nick }) => nick !== null);
  }

  /** Reads who has a nickname now. */
  static async open(options: NamesOptions): Promise<PostgresNames> {
    return new PostgresNames(options, await options.database.run(NAMES));
  }

  get pos(): number {
    return this.#order.pos;
  }

  async claim(nick: string, secret: string): Promise<number | undefined> {
    const { node } = this.#options;
    const [row] = await this.#ask(CLAIM, [node, ...looksOf(nick), nick, await digest(secret)]);
    return row!.session ?? undefined;
  }

  async resume(nick: string, room: string, secret: string): Promise<NamedSession | undefined> {
    const { node, roomOf } = this.#options;
    const [row] = await this.#ask(RESUME, [
      ...[node, roomOf(room) ?? 0, ...looksOf(nick), nick, await digest(secret)],
    ]);
    if (row === undefined) return undefined;
    this.#releasing.delete(row.session);
    return { session: row.session, isHeld: row.held, isSeated: row.seated };
  }

  async rename(session: number, nick: string): Promise<boolean> {
    const { node } = this.#options;
    const [row] = await this.#ask(RENAME, [node, session, ...looksOf(nick), nick]);
    return row!.done;
  }

  release(session: number): void {
    this.#releasing.add(session);
    void this.#release(session);
  }

  async tell(session: number, letter: Letter): Promise<boolean> {
    const [row] = await this.#ask(TELL, [session, JSON.stringify(letter)]);
    return row!.told;
  }

  /** Takes what other nodes have sent to members of this one. */
  async takeLetters(): Promise<void> {
    const { database, node } = this.#options;
    // what is lost is not sent again: it is in no log
    const rows = await database.run(TAKE_LETTERS, [node]).catch(() => []);
    for (const { session, body } of rows) {
      for (const watcher of this.#watchers) watcher.told(session, body);
    }
  }

  watch(watcher: HolderWatcher): void {
    this.#watchers.push(watcher);
    const { node: here } = this.#options;
    for (const { nick, session, node } of this.#first) {
      watcher.named({ nick, session, isHere: node === here });
    }
  }

  followed(rows: readonly EventRow[]): void {
    for (const row of rows) this.#order.add(row.pos, row);
    for (const row of this.#order.take()) {
      for (const watcher of this.#watchers) this.#tell(watcher, row);
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #tell(watcher: HolderWatcher, { kind, nick, session, node, extra }: EventRow): void {
    if (kind === "g") watcher.gone(session);
    else if (kind === "r") watcher.renamed(session, (extra as { to: string }).to);
    else watcher.named({ nick, session, isHere: node === this.#options.node });
  }

  async #release(session: number): Promise<void> {
    const { database, node, clock } = this.#options;
    while (this.#releasing.has(session) && !this.#isClosed) {
      try {
        await database.run(RELEASE, [node, session]);
        this.#releasing.delete(session);
      } catch (cause) {
        if (cause instanceof Refusal) break;
        await new Promise<void>((resolve) => clock.after(DATABASE_RETRY_MAX_MS, resolve));
      }
    }
  }

  /** @throws {StorageError} `unreachable`. */
  async #ask(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]> {
    const { database, isAlive, onFenced } = this.#options;
    if (!isAlive()) throw new StorageError("unreachable", {});
    try {
      return await database.run(statement, values);
    } catch (cause) {
      if (cause instanceof Refusal && cause.code === "CH001") onFenced(cause);
      throw new StorageError("unreachable", {}, { cause });
    }
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
