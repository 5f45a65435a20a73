/** A backbone without a disk, for tests: it keeps its events as long as the object lives. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { checkRoom } from "../../protocol/names.ts";
import { type Backbone, StorageError, type StorageHealth } from "../../server/storage/backbone.ts";
import type {
  Draft,
  Journal,
  Opened,
  Pending,
  SearchFound,
  SearchWanted,
  Sink,
  Stored,
  TimeRange,
} from "../../server/storage/journal.ts";
import { SearchMatch } from "../../server/storage/search_match.ts";
import type { Clock } from "../../runtime/clock.ts";
import { record } from "../../server/storage/local/record.ts";

/** What a {@linkcode MemoryBackbone} can be given. */
export interface MemoryBackboneOptions {
  /** By default it stands still. */
  readonly clock?: Pick<Clock, "date">;
  /** Names a new log; by default all have the same name. */
  readonly logName?: () => string;
}

/** A backbone whose disk a test holds in its hand: it can be slow, full, and opened again. */
export class MemoryBackbone implements Backbone {
  readonly #clock: Pick<Clock, "date">;
  readonly #logs = new Map<string, Stored[]>();
  readonly #logName: () => string;
  readonly #names = new WeakMap<readonly Stored[], string>();
  readonly #open = new Map<string, MemoryJournal<unknown>>();
  #held = false;
  #isClosed = false;
  /** While it is set, nothing can be made durable, for this reason. */
  failure: Error | undefined;
  /** While it is set, no messages can be read, for this reason. */
  readFailure: Error | undefined;
  /** Messages whose records are damaged, by their ids. */
  readonly damaged = new Set<number>();

  constructor(
    { clock = { date: () => Date.UTC(2026, 10, 23) }, logName = () => "the-log-in-memory" }:
      MemoryBackboneOptions = {},
  ) {
    this.#clock = clock;
    this.#logName = logName;
  }

  /** From now on the disk answers nothing, until {@linkcode release}. */
  hold(): void {
    this.#held = true;
  }

  /** The disk answers: what waits is handed back before this returns. */
  release(): void {
    this.#held = false;
    for (const journal of this.#open.values()) journal.flush();
  }

  /** Whether the disk is silent. */
  get held(): boolean {
    return this.#held;
  }

  /** Takes rooms again after it was closed. */
  reopen(): void {
    this.#isClosed = false;
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  get waitingBytes(): number {
    return this.#open.values().reduce((sum, journal) => sum + journal.waitingBytes, 0);
  }

  get health(): StorageHealth {
    return { failure: undefined, waitingMs: 0 };
  }

  /** The name of a log. */
  nameOf(log: readonly Stored[]): string {
    const name = this.#names.get(log) ?? this.#logName();
    this.#names.set(log, name);
    return name;
  }

  /** All events of a room, oldest first. */
  log(room: string): readonly Stored[] {
    return this.#logs.get(room) ?? [];
  }

  get rooms(): number {
    return this.#logs.size;
  }

  has(room: string): Promise<boolean> {
    return Promise.resolve(this.#logs.has(room));
  }

  // deno-lint-ignore require-await
  async open<By>(room: string, sink: Sink<By>, past: readonly Stored[] = []): Promise<Opened<By>> {
    const checked = checkRoom(room);
    if (!checked.ok || checked.value !== room) throw new RangeError(`No room name: "${room}"`);
    if (this.#isClosed) throw new Error("Cannot open a room: the backbone is closed");
    if (this.#open.has(room)) throw new Error(`Cannot open the room ${room} twice`);
    const log = this.#logs.get(room) ?? [...past];
    this.#logs.set(room, log);
    const tail = log.slice();
    const journal = new MemoryJournal(this, log, sink, this.#clock, () => this.#open.delete(room));
    this.#open.set(room, journal as MemoryJournal<unknown>);
    return { journal, tail };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#open.values()].map((journal) => journal.close()));
    this.#open.clear();
  }
}

class MemoryJournal<By> implements Journal<By> {
  readonly #disk: MemoryBackbone;
  readonly #log: Stored[];
  readonly #sink: Sink<By>;
  readonly #clock: Pick<Clock, "date">;
  readonly #settled: (() => void)[] = [];
  #pending: Pending<By>[] = [];
  #scheduled = false;
  #closed = false;

  readonly #onClosed: () => void;

  constructor(
    disk: MemoryBackbone,
    log: Stored[],
    sink: Sink<By>,
    clock: Pick<Clock, "date">,
    onClosed: () => void,
  ) {
    this.#disk = disk;
    this.#onClosed = onClosed;
    this.#log = log;
    this.#sink = sink;
    this.#clock = clock;
  }

  get log(): string {
    return this.#disk.nameOf(this.#log);
  }

  get last(): number {
    return messages(this.#log).at(-1)?.event.id ?? 0;
  }

  /** Bytes of drafts that wait, about. */
  get waitingBytes(): number {
    return this.#pending.reduce((sum, { draft }) => sum + JSON.stringify(draft).length, 0);
  }

  append(draft: Draft, by: By): void {
    this.#pending.push({ draft, by });
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }

  read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]> {
    const { readFailure, damaged } = this.#disk;
    if (readFailure !== undefined) return Promise.reject(readFailure);
    const page: Stored<MsgFrame>[] = [];
    let bytes = 0;
    for (const message of messages(this.#log).toReversed()) {
      if (damaged.has(message.event.id)) continue;
      if (message.event.id < first || message.event.id > last) continue;
      bytes += new TextEncoder().encode(message.line).length;
      if (page.length > 0 && bytes > maxBytes) break;
      page.unshift(message);
    }
    return Promise.resolve(page);
  }

  events({ after, before, count, maxBytes, newest }: TimeRange): Promise<Stored[]> {
    const page: Stored[] = [];
    let bytes = 0;
    for (const stored of newest ? this.#log.toReversed() : this.#log) {
      const { event, line } = stored;
      const ms = Date.parse(event.ts);
      if (ms <= after || ms >= before || (event.type === "topic" && event.set)) continue;
      bytes += new TextEncoder().encode(line).length;
      if (page.length >= count || (page.length > 0 && bytes > maxBytes)) break;
      page.push(stored);
    }
    return Promise.resolve(newest ? page.reverse() : page);
  }

  search(wanted: SearchWanted, signal: AbortSignal): Promise<SearchFound> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const page = new SearchMatch(wanted);
    for (const message of messages(this.#log).toReversed()) page.offer(message);
    return Promise.resolve(page.isFull ? page.result(true) : page.end());
  }

  settled(): Promise<void> {
    if (this.#pending.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  async close(): Promise<void> {
    await this.settled();
    this.#closed = true;
    this.#onClosed();
  }

  /** Hands back what waits, batch by batch, unless the disk is held. */
  flush(): void {
    this.#scheduled = true;
    while (this.#pending.length > 0 && !this.#disk.held) {
      const batch = this.#pending;
      this.#pending = [];
      const failure = this.#closed ? new StorageError("log_closed", {}) : this.#disk.failure;
      if (failure) this.#sink.failed(batch, failure);
      else this.#sink.stored(batch.map(({ draft }) => this.#store(draft)), batch.map((p) => p.by));
    }
    this.#scheduled = false;
    if (this.#pending.length === 0) { for (const resolve of this.#settled.splice(0)) resolve(); }
  }

  #store(draft: Draft): Stored {
    const newest = this.#log.at(-1)?.event.ts;
    const ms = Math.max(this.#clock.date(), newest === undefined ? 0 : Date.parse(newest) + 1);
    const id = draft.type === "msg" ? this.last + 1 : 0;
    const stored = record(draft, id, new Date(ms).toISOString());
    this.#log.push(stored);
    return stored;
  }
}

function messages(log: readonly Stored[]): Stored<MsgFrame>[] {
  return log.filter((stored): stored is Stored<MsgFrame> => stored.event.type === "msg");
}
