/**
 * Group commit: what is asked for while the disk is busy goes out together, in one write and one
 * sync, and comes back in order.
 *
 * 1. `append` MUST NOT block, write or call the sink: it only queues.
 * 2. At most one batch is on its way; the next one forms meanwhile.
 * 3. Ids and times are given out when a batch begins and used up when it is durable: a failed one
 *    leaves no gap.
 * 4. The sink is called once for each batch, in order, never from within `append`.
 */

import type { MsgFrame, RoomEvent } from "../../../protocol/frames.ts";
import { MAX_BATCH_BYTES, RECORD_OVERHEAD_BYTES } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Draft, Journal, Pending, Sink, Stored, TimeRange } from "../backbone.ts";
import { StorageError } from "../backbone.ts";
import type { RoomLog } from "./room_log.ts";
import { type OnDamage, readMessages } from "./read_messages.ts";
import { readEvents } from "./read_events.ts";
import { record } from "./record.ts";
import { Timestamps } from "./timestamps.ts";

/** What a journal needs besides its log. */
export interface JournalOptions<By> {
  readonly sink: Sink<By>;
  readonly clock: Pick<Clock, "date">;
  readonly warn: (message: string) => void;
  readonly onDamage: OnDamage;
  /** Told when the journal has let go of its files. */
  readonly onClosed: () => void;
  /** Id of the newest message in the log. */
  readonly last: number;
  /** Time of the newest event in the log. */
  readonly lastMs: number;
}

/** A journal on a log of files. */
export class LocalJournal<By> implements Journal<By> {
  readonly #log: RoomLog;
  readonly #options: JournalOptions<By>;
  readonly #timestamps = new Timestamps();
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  #last: number;
  #lastMs: number;
  #drafts: Draft[] = [];
  #by: By[] = [];
  #queuedBytes = 0;
  #flyingBytes = 0;
  /** How many drafts were ever taken, and how many of them handed back. */
  #taken = 0;
  #returned = 0;
  #running = false;
  #failing = false;
  #closed = false;
  #ended = false;

  constructor(log: RoomLog, options: JournalOptions<By>) {
    this.#log = log;
    this.#options = options;
    this.#last = options.last;
    this.#lastMs = options.lastMs;
  }

  get last(): number {
    return this.#last;
  }

  get waitingBytes(): number {
    return this.#queuedBytes + this.#flyingBytes;
  }

  append(draft: Draft, by: By): void {
    this.#drafts.push(draft);
    this.#by.push(by);
    this.#queuedBytes += weight(draft);
    this.#taken++;
    if (this.#running) return;
    this.#running = true;
    // at the end of the turn: what one chunk of a connection asks for goes out together
    queueMicrotask(() => void this.#run());
  }

  async read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]> {
    const { segments, size } = this.#log;
    const wanted = { first, last: Math.min(last, this.#last), maxBytes };
    if (wanted.first > wanted.last) return [];
    return await readMessages([...segments], size, wanted, this.#options.onDamage);
  }

  async events(range: TimeRange): Promise<Stored[]> {
    const { segments, size } = this.#log;
    const durable = { segments: [...segments], bytes: size };
    return await readEvents(durable, range, this.#options.onDamage);
  }

  settled(): Promise<void> {
    if (this.#returned === this.#taken) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count: this.#taken, resolve }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while (this.#running) await this.settled();
    this.#ended = true;
    await this.#log.close().finally(this.#options.onClosed);
  }

  /** Writes batches until nothing waits. */
  async #run(): Promise<void> {
    while (this.#drafts.length > 0) {
      const { drafts, by } = this.#take();
      let events: Stored[] | undefined;
      let failure: Error | undefined;
      try {
        events = await this.#store(drafts);
      } catch (cause) {
        failure = cause as Error;
      }
      this.#flyingBytes = 0;
      this.#report(failure);
      if (events) this.#options.sink.stored(events, by);
      else this.#options.sink.failed(pending(drafts, by), failure!);
      this.#returned += drafts.length;
      while ((this.#waiters[0]?.count ?? Infinity) <= this.#returned) {
        this.#waiters.shift()!.resolve();
      }
    }
    this.#running = false;
  }

  #take(): { drafts: Draft[]; by: By[] } {
    if (this.#queuedBytes <= MAX_BATCH_BYTES) {
      const batch = { drafts: this.#drafts, by: this.#by };
      this.#drafts = [];
      this.#by = [];
      this.#flyingBytes = this.#queuedBytes;
      this.#queuedBytes = 0;
      return batch;
    }
    let count = 0;
    while (this.#flyingBytes < MAX_BATCH_BYTES) this.#flyingBytes += weight(this.#drafts[count++]!);
    this.#queuedBytes -= this.#flyingBytes;
    return { drafts: this.#drafts.splice(0, count), by: this.#by.splice(0, count) };
  }

  /** Gives the drafts their places and makes them durable. */
  async #store(drafts: readonly Draft[]): Promise<Stored[]> {
    if (this.#ended) throw new StorageError("unwritable", "Cannot write a log that is closed");
    const now = Math.floor(this.#options.clock.date());
    const nextId = this.#last + 1;
    let last = this.#last;
    let lastMs = this.#lastMs;
    let text = "";
    const events: RoomEvent[] = [];
    const ends = [0];
    for (const draft of drafts) {
      lastMs = Math.max(now, lastMs + 1);
      if (draft.type === "msg") last++;
      const { event, line } = record(draft, last, this.#timestamps.format(lastMs));
      text += line;
      ends.push(text.length);
      events.push(event);
    }
    await this.#log.append(encoder.encode(text), nextId);
    this.#last = last;
    this.#lastMs = lastMs;
    // as parts of one string: each by itself would be kept as the pieces it was made of
    return events.map((event, at) => ({ event, line: text.slice(ends[at], ends[at + 1]) }));
  }

  /** Says once that the log cannot be written, and once that it can be again. */
  #report(failure: Error | undefined): void {
    if (this.#ended) return; // not the disk's fault, and whoever asked is told
    if (failure && !this.#failing) this.#options.warn(failure.message);
    if (!failure && this.#failing) this.#options.warn("The log can be written again");
    this.#failing = failure !== undefined;
  }
}

const encoder = new TextEncoder();

function weight(draft: Draft): number {
  return RECORD_OVERHEAD_BYTES + draft.nick.length + (draft.type === "msg" ? draft.text.length : 0);
}

function pending<By>(drafts: readonly Draft[], by: readonly By[]): Pending<By>[] {
  return drafts.map((draft, at) => ({ draft, by: by[at]! }));
}
