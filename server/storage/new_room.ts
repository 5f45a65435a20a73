/**
 * A room of which nothing is kept yet. Who comes and goes in it is shown, and stays in memory until the
 * first message or topic: its log begins then. So a room in which nobody speaks takes no space on the disk.
 */

import { encodeFrame, type MsgFrame } from "../../protocol/frames.ts";
import { MAX_UNKEPT_EVENTS } from "../limits.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Backbone } from "./backbone.ts";
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
} from "./journal.ts";

/** What a new room needs. */
export interface NewRoomOptions {
  readonly backbone: Backbone;
  readonly clock: Pick<Clock, "date">;
  /** Told how it went each time its log was to begin. */
  readonly tried: (failure: Error | undefined) => void;
}

/** A new room. */
export interface NewRoom<By> extends Opened<By> {
  /** Tries to begin the log now: for a look at the health after that has failed. */
  readonly begin: () => Promise<void>;
}

/** Opens the room `name`, of which `options.backbone` keeps nothing. */
export function openNewRoom<By>(
  name: string,
  sink: Sink<By>,
  options: NewRoomOptions,
): NewRoom<By> {
  const journal = new NewRoomJournal(name, sink, options);
  return { journal, tail: [], begin: () => journal.begin() };
}

/** Whether a draft is worth a log of its own. */
function isKept({ type }: Draft): boolean {
  return type === "msg" || type === "topic";
}

/** A journal that asks the backbone for its log only when it has something to keep. */
class NewRoomJournal<By> implements Journal<By> {
  readonly #name: string;
  readonly #sink: Sink<By>;
  readonly #options: NewRoomOptions;
  /** The journal of the backbone, once there is something to keep. */
  #kept: Journal<By> | undefined;
  /** What waits for it, or for the end of this turn of the event loop. */
  #queue: Pending<By>[] = [];
  #isBusy = false;
  #taken = 0;
  #returned = 0;
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  /** What was shown and is not kept, oldest first. */
  #past: Stored[] = [];

  constructor(name: string, sink: Sink<By>, options: NewRoomOptions) {
    this.#name = name;
    this.#sink = sink;
    this.#options = options;
  }

  get log(): string | undefined {
    return this.#kept?.log;
  }

  get last(): number {
    return this.#kept?.last ?? 0;
  }

  get waitingBytes(): number {
    const waiting = this.#queue.reduce((sum, { draft }) => sum + JSON.stringify(draft).length, 0);
    return waiting + (this.#kept?.waitingBytes ?? 0);
  }

  append(draft: Draft, by: By): void {
    this.#taken++;
    if (this.#kept !== undefined) return this.#kept.append(draft, by);
    this.#queue.push({ draft, by });
    if (this.#isBusy) return;
    this.#isBusy = true;
    queueMicrotask(() => void this.#work());
  }

  async read(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]> {
    return await this.#kept?.read(first, last, maxBytes) ?? [];
  }

  async events(range: TimeRange): Promise<Stored[]> {
    if (this.#kept !== undefined) return await this.#kept.events(range);
    const { after, before, count, newest } = range;
    const within = this.#past.filter(({ event }) => {
      const ms = Date.parse(event.ts);
      return ms > after && ms < before;
    });
    return newest ? within.slice(-count) : within.slice(0, count);
  }

  async search(wanted: SearchWanted, signal: AbortSignal): Promise<SearchFound> {
    return await this.#kept?.search(wanted, signal) ??
      { messages: [], next: undefined, isComplete: true };
  }

  settled(): Promise<void> {
    if (this.#returned === this.#taken) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count: this.#taken, resolve }));
  }

  async close(): Promise<void> {
    while (this.#returned < this.#taken) await this.settled();
    await this.#kept?.close();
  }

  async begin(): Promise<void> {
    if (this.#kept !== undefined || this.#isBusy) return await this.settled();
    this.#isBusy = true;
    await this.#begin().catch(() => {
      // it was told by `tried`
    });
    await this.#work();
  }

  /** Hands back what is not kept, until something has to be: then the backbone takes all the rest. */
  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      const count = this.#queue.findIndex(({ draft }) => isKept(draft));
      const shown = this.#queue.splice(0, count < 0 ? this.#queue.length : count);
      if (shown.length > 0) this.#show(shown);
      if (this.#queue.length === 0) break;
      try {
        await this.#begin();
        break;
      } catch (cause) {
        const failed = this.#queue.splice(0);
        this.#handBack(failed.length, () => this.#sink.failed(failed, cause as Error));
      }
    }
    this.#isBusy = false;
  }

  async #begin(): Promise<void> {
    const sink: Sink<By> = {
      stored: (events, by) => {
        this.#handBack(events.length, () => this.#sink.stored(events, by));
      },
      failed: (drafts, cause) => {
        this.#handBack(drafts.length, () => this.#sink.failed(drafts, cause));
      },
    };
    const journal = await this.#openLog(sink);
    this.#kept = journal;
    this.#past = [];
    for (const { draft, by } of this.#queue.splice(0)) journal.append(draft, by);
  }

  async #openLog(sink: Sink<By>): Promise<Journal<By>> {
    const { backbone, tried } = this.#options;
    try {
      const { journal } = await backbone.open(this.#name, sink, this.#past);
      tried(undefined);
      return journal;
    } catch (cause) {
      tried(cause as Error);
      throw cause;
    }
  }

  #show(waiting: readonly Pending<By>[]): void {
    const now = Math.floor(this.#options.clock.date());
    let lastMs = Date.parse(this.#past.at(-1)?.event.ts ?? "1970-01-01");
    const events = waiting.map(({ draft }): Stored => {
      lastMs = Math.max(now, lastMs + 1);
      const event = { ts: new Date(lastMs).toISOString(), ...draft } as Stored["event"];
      return { event, line: encodeFrame(event) };
    });
    this.#past = [...this.#past, ...events].slice(-MAX_UNKEPT_EVENTS);
    this.#handBack(events.length, () => this.#sink.stored(events, waiting.map(({ by }) => by)));
  }

  #handBack(count: number, tell: () => void): void {
    tell();
    this.#returned += count;
    while ((this.#waiters[0]?.count ?? Infinity) <= this.#returned) {
      this.#waiters.shift()!.resolve();
    }
  }
}
