/** What was missed in a room: which messages to load, and when nothing is missing. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { type Delivery, type Page, ReorderBuffer } from "./reorder_buffer.ts";

/** What is known when a room is entered. */
export interface CatchUpOptions {
  /** Id of the room's newest message. */
  readonly last: number;
  /** Id of the newest message that was delivered before, if any was. */
  readonly since?: number | undefined;
  /** Messages wanted where there is no `since`; as many as come when undefined. */
  readonly wanted?: number | undefined;
  /** ISO 8601: a message that is not later was delivered before, from another log of the room. */
  readonly after?: string | undefined;
  /** How many missed messages to load. */
  readonly bounds: CatchUpBounds;
}

/** How many missed messages are loaded without being asked for. */
export interface CatchUpBounds {
  /** Up to so many, all of them; `Infinity` for all. */
  readonly most: number;
  /** Of more than `most`, so many of the newest. */
  readonly newest: number;
}

/** How many of `missed` messages are not loaded. */
export function skippedOf(missed: number, { most, newest }: CatchUpBounds): number {
  return missed > most ? missed - newest : 0;
}

/** Loads what was missed in one room on one connection. */
export class CatchUp {
  readonly #last: number;
  readonly #after: string;
  #buffer: ReorderBuffer | undefined;
  /** Missed messages that are not loaded: there were too many. */
  readonly skipped: number;
  /** Whether the user was in the room before. */
  readonly back: boolean;
  /** Missed messages of others that were delivered. */
  missed = 0;
  #announced = false;
  #begun = false;
  #live = false;

  constructor({ last, since, wanted, after = "", bounds }: CatchUpOptions) {
    this.#last = last;
    this.#after = after;
    this.back = since !== undefined;
    this.skipped = skippedOf(last - (since ?? last), bounds);
    if (since !== undefined) this.#buffer = new ReorderBuffer(since + this.skipped + 1, last);
    else if (wanted !== undefined) {
      this.#buffer = new ReorderBuffer(Math.max(1, last - wanted + 1), last);
    }
  }

  /** Id of the newest message up to which all was delivered or is not wanted. */
  get newestId(): number | undefined {
    return this.#buffer === undefined ? undefined : this.#buffer.next - 1;
  }

  /** Whether all that was said before the user came has been delivered. */
  get complete(): boolean {
    return this.#live && this.#buffer?.complete(this.#last) === true;
  }

  /** Takes a message: live, replayed, or of a page that was asked for. */
  take(message: MsgFrame): Delivery {
    this.#buffer ??= new ReorderBuffer(message.id, this.#last);
    return this.#buffer.take(message);
  }

  /** Whether the user has a message already. */
  isKnown({ id, ts }: MsgFrame): boolean {
    return id <= this.#last && ts <= this.#after;
  }

  /**
   * How many messages at the most are missing before `message`; 0 but for the first that is delivered.
   * Of another log it is not known which of its messages were delivered before.
   */
  unknownBefore(message: MsgFrame): number {
    if (this.#begun) return 0;
    this.#begun = true;
    return this.#after === "" || this.isKnown(message) ? 0 : message.id - 1;
  }

  /** Counts a delivered message as missed, if it was. */
  count(message: MsgFrame, own: boolean): void {
    if (this.back && !own && message.id <= this.#last) this.missed++;
  }

  /** The server's replay has ended. */
  live(): void {
    this.#live = true;
    this.#buffer ??= new ReorderBuffer(this.#last + 1, this.#last);
  }

  /** The page to ask for now, if something is missing; none before the replay has ended. */
  ask(): Page | undefined {
    return this.#live ? this.#buffer?.ask() : undefined;
  }

  /** Takes the end of the page that was asked for. */
  closePage(): Delivery {
    return this.#buffer?.closePage() ?? { messages: [] };
  }

  /** True once: when all has been delivered. */
  announce(): boolean {
    if (this.#announced || !this.complete) return false;
    this.#announced = true;
    return true;
  }
}
