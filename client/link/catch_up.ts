/** The way from "in the room" to "nothing is missing": what was missed, in order. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { type Delivery, type Page, Sequence } from "./sequence.ts";

/** What is known when a room is entered. */
export interface CatchUpOptions {
  /** Id of the room's newest message. */
  readonly last: number;
  /** Id of the newest message that was delivered before, if any was. */
  readonly since?: number | undefined;
  /** Messages wanted where there is no `since`; as many as come when undefined. */
  readonly wanted?: number | undefined;
  /** The most missed messages to load. */
  readonly most: number;
}

/** One stay in one room on one connection. */
export class CatchUp {
  readonly #last: number;
  #sequence: Sequence | undefined;
  /** Missed messages that are not loaded. */
  readonly skipped: number;
  /** Whether one was here before. */
  readonly back: boolean;
  /** Messages of others delivered that were missed. */
  missed = 0;
  #announced = false;
  #live = false;

  constructor({ last, since, wanted, most }: CatchUpOptions) {
    this.#last = last;
    this.back = since !== undefined;
    this.skipped = Math.max(0, last - (since ?? last) - most);
    if (since !== undefined) this.#sequence = new Sequence(since + this.skipped + 1, last);
    else if (wanted !== undefined) {
      this.#sequence = new Sequence(Math.max(1, last - wanted + 1), last);
    }
  }

  /** Id of the newest message delivered, all before it being delivered or not wanted. */
  get seen(): number | undefined {
    return this.#sequence === undefined ? undefined : this.#sequence.next - 1;
  }

  /** Whether all that was said before one came has been delivered. */
  get done(): boolean {
    return this.#live && this.#sequence?.complete(this.#last) === true;
  }

  /** Takes a message, live, replayed or of a page asked for. */
  take(message: MsgFrame): Delivery {
    this.#sequence ??= new Sequence(message.id, this.#last);
    return this.#sequence.take(message);
  }

  /** Counts a delivered message as missed, if it is. */
  count(message: MsgFrame, own: boolean): void {
    if (this.back && !own && message.id <= this.#last) this.missed++;
  }

  /** The server's replay has ended. */
  live(): void {
    this.#live = true;
    this.#sequence ??= new Sequence(this.#last + 1, this.#last);
  }

  /** The page to ask for now, if something is missing; never before the replay has ended. */
  ask(): Page | undefined {
    return this.#live ? this.#sequence?.ask() : undefined;
  }

  /** Takes the end of the page that was asked for. */
  closePage(): Delivery {
    return this.#sequence?.closePage() ?? { messages: [] };
  }

  /** True once: when all has been delivered. */
  announce(): boolean {
    if (this.#announced || !this.done) return false;
    this.#announced = true;
    return true;
  }
}
