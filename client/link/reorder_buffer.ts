/** Puts a room's messages into the order of their ids, and finds the gaps. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { MAX_HELD_MESSAGES } from "../limits.ts";

/** A page of old messages to ask for: the ids from `before - limit` to `before - 1`. */
export interface Page {
  readonly before: number;
  readonly limit: number;
}

/** What can be delivered after a step. */
export interface Delivery {
  /** The messages to show now, ids ascending. */
  readonly messages: readonly MsgFrame[];
  /** First and last id of messages that the server does not have any more. */
  readonly lost?: readonly [first: number, last: number];
}

/**
 * Delivers messages in the order of their ids.
 *
 * 1. A message MUST NOT be delivered twice.
 * 2. A message MUST NOT be skipped unless the server does not have it any more.
 * 3. Missing messages are asked for page by page, from the oldest on.
 * 4. A message that comes too early waits. At most {@linkcode MAX_HELD_MESSAGES} wait; the others are
 *    asked for again later.
 */
export class ReorderBuffer {
  readonly #held = new Map<number, MsgFrame>();
  #next: number;
  #top: number;
  #asked: Page | undefined;

  /**
   * @param next The id to be delivered next.
   * @param top The newest id that is known.
   */
  constructor(next: number, top: number) {
    this.#next = next;
    this.#top = top;
  }

  /** The id to be delivered next. */
  get next(): number {
    return this.#next;
  }

  /** Whether all up to `id` was delivered. */
  complete(id: number = this.#top): boolean {
    return this.#next > id;
  }

  /** Takes a message that arrived, live, replayed or as part of a page. */
  take(message: MsgFrame): Delivery {
    const { id } = message;
    this.#top = Math.max(this.#top, id);
    if (id < this.#next || this.#held.has(id)) return { messages: [] };
    if (id > this.#next) {
      // the newest is dropped: it is needed last
      if (this.#held.size < MAX_HELD_MESSAGES || id < this.#dropNewest(id)) {
        this.#held.set(id, message);
      }
      return { messages: [] };
    }
    return { messages: this.#advance(message) };
  }

  /** The page to ask for now; `undefined` if nothing is missing or a page is on its way. */
  ask(): Page | undefined {
    if (this.#asked !== undefined || this.complete()) return undefined;
    const end = Math.min(this.#firstHeld(), this.#top + 1, this.#next + MAX_HISTORY_MESSAGES);
    this.#asked = { before: end, limit: end - this.#next };
    return this.#asked;
  }

  /**
   * Takes the end of the page that was asked for. The page may lack its older messages: it is bounded
   * in bytes. They are asked for next. If the page brought nothing, the server has none of it.
   */
  closePage(): Delivery {
    const page = this.#asked;
    this.#asked = undefined;
    if (page === undefined || this.#next > page.before - page.limit) return { messages: [] };
    if (this.#firstHeld() < page.before) return { messages: [] };
    const lost = [this.#next, page.before - 1] as const;
    this.#next = page.before;
    const held = this.#held.get(this.#next);
    return { messages: held === undefined ? [] : this.#advance(held), lost };
  }

  #advance(message: MsgFrame): MsgFrame[] {
    const messages: MsgFrame[] = [];
    for (let now: MsgFrame | undefined = message; now; now = this.#held.get(this.#next)) {
      this.#held.delete(now.id);
      messages.push(now);
      this.#next = now.id + 1;
    }
    return messages;
  }

  #firstHeld(): number {
    let first = Infinity;
    for (const id of this.#held.keys()) first = Math.min(first, id);
    return first;
  }

  /** Drops the newest message held, if it is newer than `id`. Returns the newest id there was. */
  #dropNewest(id: number): number {
    let newest = 0;
    for (const held of this.#held.keys()) newest = Math.max(newest, held);
    if (newest > id) this.#held.delete(newest);
    return newest;
  }
}
