/** The journal of a room in a cluster: what this node says, and what the others say, in one order. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import { DATABASE_RETRY_MAX_MS, RECORD_OVERHEAD_BYTES } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Holder } from "../cluster.ts";
import type {
  Draft,
  HeldRules,
  Journal,
  RulesAnswer,
  SearchFound,
  SearchWanted,
  Sink,
  Stored,
  TimeRange,
} from "../journal.ts";
import { StorageError } from "../backbone.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";
import type { Followed, Follower } from "./follower.ts";
import { Remembered, type Said, saidOf } from "./remembered.ts";
import { RoomOrder } from "./room_order.ts";
import { type DraftRow, draftRow, type EventRow, jsonOf, storable, storedOf } from "./rows.ts";
import { RoomReader } from "./room_reader.ts";
import type { TableSearch } from "./search.ts";
import { SET_RULES } from "./statements.ts";
import type { Entry, Place, Writer } from "./writer.ts";

/** What a journal works with. */
export interface JournalOptions<By> {
  /** The name of its room, and its number. */
  readonly name: string;
  readonly room: number;
  /** The number of the node. */
  readonly node: number;
  /** The random name of the log. */
  readonly log: string;
  /** The position of the newest event that is in the tail. */
  readonly pos: number;
  /** Its time, in milliseconds since 1970. */
  readonly ms: number;
  /** Id of the newest message. */
  readonly last: number;
  /** The newest events, in their order. */
  readonly tail: readonly EventRow[];
  readonly sink: Sink<By>;
  readonly writer: Writer;
  readonly follower: Follower;
  readonly search: TableSearch;
  /** For reads. */
  readonly database: Database;
  /** For rules. */
  readonly control: Database;
  readonly clock: Clock;
  readonly onFenced: (cause: Refusal) => void;
  /** A `cid` for a draft that has none. */
  readonly ownCid: () => string;
  /** Told when it is closed. */
  readonly onClosed: () => void;
}

/** A draft of this node. */
interface Own<By> {
  readonly draft: Draft;
  readonly by: By;
}

/** An event with its author, where it is this node's; or rules, in their turn among the events. */
type Placed<By> =
  | {
    readonly ms: number;
    readonly stored: Stored;
    readonly own: Own<By> | undefined;
    readonly said: Said;
  }
  | { readonly ms: number; readonly ruled: HeldRules | undefined };

/** A journal on the tables of a cluster. */
export class PostgresJournal<By> implements Journal<By>, Followed {
  readonly log: string;
  /** What was handed on last. */
  readonly remembered: Remembered;
  readonly #options: JournalOptions<By>;
  readonly #reader: RoomReader;
  #isAbandoned = false;
  readonly #order: RoomOrder<Placed<By>>;
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  /** Drafts whose `cid` was known, by the position of the event they repeat. */
  #repeated: { readonly pos: number; readonly id: number | null; readonly own: Own<By> }[] = [];
  readonly #owned = new WeakMap<Entry, Own<By>>();
  #last: number;
  #ms: number;
  #taken = 0;
  #returned = 0;
  #bytes = 0;
  #isClosed = false;
  /** Whether what was placed is handed on in this turn of the event loop. */
  #isDue = false;

  constructor(options: JournalOptions<By>) {
    this.#options = options;
    this.log = options.log;
    this.#reader = new RoomReader(options.database, options.room);
    this.remembered = new Remembered(options.name, options.tail);
    this.#order = new RoomOrder(options.pos);
    this.#last = options.last;
    this.#ms = options.ms;
  }

  get last(): number {
    return this.#last;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  get pos(): number {
    return this.#order.pos;
  }

  get ms(): number {
    return this.#ms;
  }

  append(draft: Draft, by: By, session = 0, isQuit = false): void {
    this.#taken++;
    const own = { draft, by };
    if (this.#isClosed) {
      queueMicrotask(() => this.#fail(own, new StorageError("log_closed", {})));
      return;
    }
    const row = draftRow(draft, this.#options.ownCid(), isQuit);
    const bytes = RECORD_OVERHEAD_BYTES + row.nick.length + (row.text?.length ?? 0);
    this.#bytes += bytes;
    const entry: Entry = {
      ...{ room: this.#options.room, session, row, bytes },
      placed: (place) => this.#placed(own, session, row, bytes, place),
      failed: (cause) => {
        this.#bytes -= bytes;
        this.#fail(own, cause);
      },
    };
    this.#owned.set(entry, own);
    this.#options.writer.push(entry);
  }

  followed(rows: readonly EventRow[]): void {
    const { node, writer } = this.#options;
    for (const row of rows) {
      if (row.kind === "u") {
        this.#order.add(row.pos, { ms: row.ms, ruled: rulesOf(row) });
        continue;
      }
      const entry = row.node === node ? writer.inFlight(row.seq) : undefined;
      const own = entry && this.#owned.get(entry);
      const said = saidOf(row);
      this.#order.add(row.pos, { ms: row.ms, stored: storedOf(row), own, said });
    }
    this.#handOn();
  }

  read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]> {
    return this.#reader.messages(first, Math.min(last, this.#last), maxBytes);
  }

  events(range: TimeRange): Promise<Stored[]> {
    return this.#reader.events(range, this.pos);
  }

  search(wanted: SearchWanted, signal: AbortSignal): Promise<SearchFound> {
    return this.#options.search.search(this.#options.room, this.#last, wanted, signal);
  }

  async setRules(
    rules: object,
    from: number,
    { nick, session }: Pick<Holder, "nick" | "session">,
  ): Promise<RulesAnswer> {
    const { room, node, control, clock, onFenced } = this.#options;
    const values = [node, room, session, storable(nick), jsonOf(rules), from];
    while (!this.#isClosed) {
      try {
        const [row] = await control.run(SET_RULES, values);
        return { isDone: row!.done, pos: row!.pos, rules: row!.rules };
      } catch (cause) {
        // an outcome that is unknown is found by the next try: others have decided then
        if (cause instanceof Refusal && cause.code === "CH001") onFenced(cause);
        if (cause instanceof Refusal) throw cause;
        await new Promise<void>((resolve) => clock.after(DATABASE_RETRY_MAX_MS, resolve));
      }
    }
    throw new StorageError("log_closed", {});
  }

  settled(): Promise<void> {
    if (this.#returned === this.#taken) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count: this.#taken, resolve }));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    while (this.#returned < this.#taken) await this.settled();
    this.#options.onClosed();
  }

  /** Waits for nothing any more: this node may not write, and what has become of the rest is unknown. */
  abandon(): void {
    this.#isClosed = true;
    this.#isAbandoned = true;
    this.#return(this.#taken - this.#returned);
  }

  #placed(own: Own<By>, session: number, row: DraftRow, bytes: number, place: Place): void {
    this.#bytes -= bytes;
    // it is not shown any more, so who has said it says it again elsewhere
    if (this.#isAbandoned) return;
    if (place.was) this.#repeated.push({ pos: place.pos, id: place.id, own });
    else if (place.pos > this.pos) {
      const stored = storedOf({ ...row, id: place.id, ms: place.ms });
      const said = { pos: place.pos, ms: place.ms, session, row };
      this.#order.add(place.pos, { ms: place.ms, stored, own, said });
    }
    // all of a batch are handed on together
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#handOn());
  }

  #handOn(): void {
    this.#isDue = false;
    if (this.#isAbandoned) return;
    let returned = 0;
    const placed = this.#order.take();
    this.#ms = placed.at(-1)?.ms ?? this.#ms;
    for (const run of runsOf(placed)) {
      if ("ruled" in run) this.#options.sink.ruled?.(run.ruled);
      else returned += this.#store(run.events);
    }
    if (this.#repeated.length > 0) {
      const seen = this.#repeated.filter(({ pos }) => pos <= this.pos);
      this.#repeated = this.#repeated.filter(({ pos }) => pos > this.pos);
      for (const { own, id } of seen) {
        this.#options.sink.repeated?.(own.draft, own.by, id ?? undefined);
      }
      returned += seen.length;
    }
    if (this.#order.hasGap || this.#repeated.length > 0) {
      this.#options.follower.look([this.#options.room]);
    }
    this.#return(returned);
  }

  /** Hands events on; how many of them are this node's. */
  #store(events: readonly PlacedEvent<By>[]): number {
    const { room, search } = this.#options;
    for (const { stored: { event }, own, said } of events) {
      this.remembered.add(said);
      if (event.type !== "msg") continue;
      this.#last = event.id;
      if (own !== undefined) search.words.stored(room, event.id);
    }
    const by = events.map(({ own }) => own?.by as By);
    this.#options.sink.stored(events.map(({ stored }) => stored), by);
    return events.reduce((sum, { own }) => own === undefined ? sum : sum + 1, 0);
  }

  #fail({ draft, by }: Own<By>, cause: Error): void {
    this.#options.sink.failed([{ draft, by }], cause);
    this.#return(1);
  }

  #return(count: number): void {
    this.#returned += count;
    while ((this.#waiters[0]?.count ?? Infinity) <= this.#returned) {
      this.#waiters.shift()!.resolve();
    }
  }
}

type PlacedEvent<By> = Extract<Placed<By>, { stored: Stored }>;

/** Events that stand together, and rules between them. */
function runsOf<By>(
  placed: readonly Placed<By>[],
): ({ readonly events: PlacedEvent<By>[] } | { readonly ruled: HeldRules })[] {
  const runs: ReturnType<typeof runsOf<By>> = [];
  for (const one of placed) {
    const last = runs.at(-1);
    if ("ruled" in one) {
      if (one.ruled !== undefined) runs.push({ ruled: one.ruled });
    } else if (last !== undefined && "events" in last) last.events.push(one);
    else runs.push({ events: [one] });
  }
  return runs;
}

/** The rules of an event; `undefined` where later ones hold already. */
function rulesOf({ extra, pos }: EventRow): HeldRules | undefined {
  return extra === null ? undefined : { rules: (extra as HeldRules).rules, pos };
}
