/** A room's messages in the order of their ids, whatever came when and whatever is missing. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { MAX_HELD_MESSAGES } from "../limits.ts";

/** A page of old messages to ask for: the ids from `before - limit` to `before - 1`. */
export interface Page {
  readonly before: number;
  readonly limit: number;
}

/** What a step brought about. */
export interface Delivery {
  /** To be shown now, ids ascending. */
  readonly messages: readonly MsgFrame[];
  /** Ids the server does not have any more, first and last. */
  readonly lost?: readonly [first: number, last: number];
}

/**
 * Delivers messages in the order of their ids: none twice, none skipped unless the server says that
 * it has it no more. What is missing is asked for page by page, from the oldest on; what came
 * already waits, bounded, and is asked for again where there was no room for it.
 */
export class Sequence {
  readonly #held = new Map<number, MsgFrame>();
  #next: number;
  #top: number;
  #asked: Page | undefined;

  /**
   * @param next The id to be delivered next.
   * @param top The newest id there is, as far as known.
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
      // the newest gives way: it is the one that is needed last
      if (this.#held.size < MAX_HELD_MESSAGES || id < this.#dropNewest(id)) {
        this.#held.set(id, message);
      }
      return { messages: [] };
    }
    return { messages: this.#advance(message) };
  }

  /** The page to ask for now; `undefined` while nothing is missing or one is on its way. */
  ask(): Page | undefined {
    if (this.#asked !== undefined || this.complete()) return undefined;
    const end = Math.min(this.#firstHeld(), this.#top + 1, this.#next + MAX_HISTORY_MESSAGES);
    this.#asked = { before: end, limit: end - this.#next };
    return this.#asked;
  }

  /**
   * Takes the end of the page asked for. What is older and still missing was cut off by the page's
   * bound in bytes, and is asked for next; where a page brought nothing, the server has none of it.
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

  /** Makes room by letting the newest go, if that is newer than `id`; the newest id there was. */
  #dropNewest(id: number): number {
    let newest = 0;
    for (const held of this.#held.keys()) newest = Math.max(newest, held);
    if (newest > id) this.#held.delete(newest);
    return newest;
  }
}
