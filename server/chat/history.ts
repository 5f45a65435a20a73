/** A room's messages for those who ask: from memory or from its log, and whether what they have is of this log. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { messageOf } from "../../runtime/message_of.ts";
import { MAX_HISTORY_BYTES } from "../limits.ts";
import type { Journal, SearchFound, SearchWanted, Stored, TimeRange } from "../storage/journal.ts";
import type { Recent } from "./recent.ts";

/** Which messages are asked for: all after `since`, or the last `count`. */
export interface HistoryRequest {
  /** Read when the room is open. */
  readonly since?: number | undefined;
  /** The time of message `since`, and the name of the log that it is in, as far as they are known. */
  readonly sinceTs?: string | undefined;
  readonly log?: string | undefined;
  readonly count: number;
}

/** Old messages, oldest first. */
export interface OldMessages {
  readonly messages: readonly Stored<MsgFrame>[];
  /** Whether `since` was an id of another log. */
  readonly isOtherLog: boolean;
}

/** Where the messages of a room are read. */
export interface HistoryOptions {
  readonly journal: Pick<Journal<unknown>, "log" | "last" | "read" | "events" | "search">;
  readonly recent: Pick<Recent, "range">;
  /** Tells the operator of the server which message cannot be read. */
  readonly warn: (fields: { readonly id: number; readonly cause: string }) => void;
}

/** The messages of one room. */
export class History {
  readonly #options: HistoryOptions;

  constructor(options: HistoryOptions) {
    this.#options = options;
  }

  /**
   * The messages that a joining member asks for, oldest first; the newest when they are too many. When
   * `since` is an id of another log, it does not count.
   */
  async asked(request: HistoryRequest): Promise<OldMessages> {
    const { since, count } = request;
    const { last } = this.#options.journal;
    const isOtherLog = since !== undefined && await this.#isOtherLog({ ...request, since }, last);
    const first = since === undefined || isOtherLog ? last - count + 1 : since + 1;
    return { messages: await this.range(first, last), isOtherLog };
  }

  /** Messages `first` to `last`, oldest first; the newest of them when they are too many. */
  async range(first: number, last: number): Promise<Stored<MsgFrame>[]> {
    const { journal, recent } = this.#options;
    const to = Math.min(last, journal.last);
    const from = Math.max(1, first, to - MAX_HISTORY_MESSAGES + 1);
    return recent.range(from, to) ?? await journal.read(from, to, MAX_HISTORY_BYTES);
  }

  /** Message `id`; `undefined` when its record cannot be read any more. */
  async one(id: number): Promise<Stored<MsgFrame> | undefined> {
    try {
      return (await this.range(id, id))[0];
    } catch (cause) {
      this.#options.warn({ id, cause: messageOf(cause) });
      return undefined;
    }
  }

  /** The events of a time range, messages and others, oldest first. */
  events(range: Omit<TimeRange, "maxBytes">): Promise<Stored[]> {
    return this.#options.journal.events({ ...range, maxBytes: MAX_HISTORY_BYTES });
  }

  /** Looks for messages, newest first. Rejects when `signal` aborts. */
  search(wanted: SearchWanted, signal: AbortSignal): Promise<SearchFound> {
    return this.#options.journal.search(wanted, signal);
  }

  /**
   * Whether message `since` is one of another log: one that answers in its place, or a later copy of this
   * one, as after a backup was restored.
   */
  async #isOtherLog(
    { since, sinceTs, log }: HistoryRequest & { readonly since: number },
    last: number,
  ): Promise<boolean> {
    if (log !== undefined && log !== this.#options.journal.log) return true;
    if (sinceTs === undefined || since === 0) return false;
    if (since > last) return true;
    const [message] = await this.range(since, since);
    // a message that is not kept any more tells nothing
    return message !== undefined && message.event.ts !== sinceTs;
  }
}
