/**
 * A room's journal: gives events their ids and times, and hands them back when they are durable.
 *
 * 1. `append` MUST NOT block, write or call the sink: it only queues.
 * 2. Ids and times are given out when a batch begins and used up when it is durable: a failed one
 *    leaves no gap.
 * 3. The sink is called once for each batch, in order, never from within `append`.
 */

import { SEARCH_TALK_MS } from "../../limits.ts";
import type { MsgFrame, RoomEvent } from "../../../protocol/frames.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type {
  Draft,
  Journal,
  Pending,
  SearchFound,
  SearchWanted,
  Sink,
  Stored,
  TimeRange,
} from "../journal.ts";
import { StorageError } from "../backbone.ts";
import { DraftQueue, type Drafts } from "./draft_queue.ts";
import type { Part } from "./batch_writer.ts";
import type { GroupCommit, Participant } from "./group_commit.ts";
import { readEvents } from "./read_events.ts";
import type { OnDamage } from "./damage.ts";
import { readMessages } from "./read_messages.ts";
import { record } from "./record.ts";
import type { RoomLog } from "./room_log.ts";
import type { Searcher } from "./searcher.ts";
import type { TimesAhead } from "./times_ahead.ts";
import { Timestamps } from "./timestamps.ts";

/** What a journal needs besides its log. */
export interface JournalOptions<By> {
  /** Makes its events durable, together with those of other rooms. */
  readonly commit: GroupCommit;
  readonly sink: Sink<By>;
  readonly clock: Pick<Clock, "date">;
  readonly warn: (message: string) => void;
  readonly onDamage: OnDamage;
  readonly search: Searcher;
  /** Told of the times that are given out. */
  readonly timesAhead: TimesAhead;
  /** Told when the journal has closed its files. */
  readonly onClosed: () => void;
  /** The random name of the log. */
  readonly name: string;
  /** Id of the newest message in the log. */
  readonly last: number;
  /** Time of the newest event in the log. */
  readonly lastMs: number;
}

/** Drafts on their way to the disk, with the places they have got. */
interface Batch<By> extends Drafts<By> {
  /** How many of the things that were taken it has. */
  readonly count: number;
  readonly events: readonly RoomEvent[];
  /** Their records, and where each of them ends. */
  readonly text: string;
  readonly ends: readonly number[];
  readonly last: number;
  readonly lastMs: number;
}

/** A journal on a log of files. */
export class LocalJournal<By> implements Journal<By>, Participant {
  readonly #log: RoomLog;
  readonly #options: JournalOptions<By>;
  readonly #timestamps = new Timestamps();
  readonly #queue = new DraftQueue<By>();
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  #last: number;
  #lastMs: number;
  #batch: Batch<By> | undefined;
  /** How many drafts were ever taken, and how many of them handed back. */
  #taken = 0;
  #returned = 0;
  /** How many times a new file was asked for since the last batch began. They count as taken. */
  #renewals = 0;
  #failing = false;
  #closed = false;
  #ended = false;

  constructor(log: RoomLog, options: JournalOptions<By>) {
    this.#log = log;
    this.#options = options;
    this.#last = options.last;
    this.#lastMs = options.lastMs;
  }

  get log(): string {
    return this.#options.name;
  }

  get last(): number {
    return this.#last;
  }

  get waitingBytes(): number {
    return this.#queue.bytes + (this.#batch?.bytes ?? 0);
  }

  get hasWaiting(): boolean {
    return this.#queue.length > 0;
  }

  append(draft: Draft, by: By): void {
    this.#taken++;
    this.#options.commit.request(this, this.#queue.push(draft, by));
  }

  /** Stores nothing, yet begins a new file if that is due: nobody may speak for a long time. */
  renew(): void {
    if (this.#closed) return;
    this.#taken++;
    this.#renewals++;
    this.#options.commit.request(this, 0);
  }

  async read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]> {
    const wanted = { first, last: Math.min(last, this.#last), maxBytes };
    if (wanted.first > wanted.last) return [];
    return await readMessages(this.#log.readable, wanted, this.#options.onDamage);
  }

  async events(range: TimeRange): Promise<Stored[]> {
    return await readEvents(this.#log.readable, range, this.#options.onDamage);
  }

  async search(wanted: SearchWanted, signal: AbortSignal): Promise<SearchFound> {
    const before = Math.min(wanted.before, this.#last + 1);
    const { search, commit } = this.#options;
    const isGentle = commit.quietMs < SEARCH_TALK_MS;
    return await search(this.#log.readable, { ...wanted, before, isGentle }, signal);
  }

  settled(): Promise<void> {
    if (this.#returned === this.#taken) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count: this.#taken, resolve }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while (this.#returned < this.#taken) await this.settled();
    this.#ended = true;
    await this.#log.close().finally(this.#options.onClosed);
  }

  /** Gives the drafts that wait their places. Called when a batch begins. */
  take(maxBytes: number): Part {
    const drafts = this.#queue.take(maxBytes);
    const batch = this.#batch = this.#placed(drafts);
    if (this.#ended) throw new StorageError("log_closed", {});
    return { log: this.#log, records: encoder.encode(batch.text), nextId: this.#last + 1 };
  }

  /** Hands the events of a batch back, now that they are durable. */
  stored(): void {
    const { events, text, ends, by, last, lastMs } = this.#batch!;
    this.#last = last;
    this.#lastMs = lastMs;
    if (this.#failing) this.#options.warn("The log can be written again");
    this.#failing = false;
    // as parts of one string: each by itself would be kept as the pieces it was made of
    const stored = events.map((event, at) => ({ event, line: text.slice(ends[at], ends[at + 1]) }));
    this.#handBack(() => stored.length > 0 && this.#options.sink.stored(stored, by));
  }

  /** Hands the drafts of a batch back: they have no place in the order. */
  failed(cause: Error): void {
    // one who asks after the end is told so, and the disk is not to blame
    if (!this.#failing && !this.#ended) this.#options.warn(cause.message);
    this.#failing = true;
    const { drafts, by } = this.#batch!;
    this.#handBack(() =>
      drafts.length > 0 && this.#options.sink.failed(pending(drafts, by), cause)
    );
  }

  #handBack(tell: () => unknown): void {
    const { count, bytes } = this.#batch!;
    this.#batch = undefined;
    this.#options.commit.release(bytes);
    tell();
    this.#returned += count;
    while ((this.#waiters[0]?.count ?? Infinity) <= this.#returned) {
      this.#waiters.shift()!.resolve();
    }
  }

  #placed(drafts: Drafts<By>): Batch<By> {
    const now = Math.floor(this.#options.clock.date());
    let last = this.#last;
    let lastMs = this.#lastMs;
    this.#options.timesAhead.check(lastMs, now);
    let text = "";
    const events: RoomEvent[] = [];
    const ends = [0];
    for (const draft of drafts.drafts) {
      lastMs = Math.max(now, lastMs + 1);
      if (draft.type === "msg") last++;
      const { event, line } = record(draft, last, this.#timestamps.format(lastMs));
      text += line;
      ends.push(text.length);
      events.push(event);
    }
    const count = drafts.drafts.length + this.#renewals;
    this.#renewals = 0;
    return { ...drafts, count, events, text, ends, last, lastMs };
  }
}

const encoder = new TextEncoder();

function pending<By>(drafts: readonly Draft[], by: readonly By[]): Pending<By>[] {
  return drafts.map((draft, at) => ({ draft, by: by[at]! }));
}
