/**
 * Paces work for which nobody waits as much as for a message. On few cores, others stand behind it: a system
 * may let a thread run for four milliseconds before another one has its turn. So it is done in pieces and
 * rests between them, in proportion to the time that they took.
 */

import type { Clock } from "../../runtime/clock.ts";
import { MAX_SEARCH_REST_MS, MIN_SEARCH_REST_MS, SEARCH_PIECE_MS } from "../limits.ts";

/** Lets pieces of work run at once, and all of them rest together. */
export class Pacer {
  readonly #clock: Pick<Clock, "now" | "after">;
  readonly #share: number;
  /** The rest that is due; less than none where a timer was late. */
  #dueMs = 0;
  #resting: Promise<void> | undefined;
  /** Until when work was counted: what runs at the same time counts once. */
  #counted = -Infinity;

  /** @param share How long it rests, as a share of the time that it works. */
  constructor(clock: Pick<Clock, "now" | "after">, share: number) {
    this.#clock = clock;
    this.#share = share;
  }

  /** Does a piece of work, after the rest that is due for those before it. */
  async run<T>(piece: () => T | Promise<T>): Promise<T> {
    while (this.#resting !== undefined || this.#dueMs >= MIN_SEARCH_REST_MS) {
      await (this.#resting ??= this.#rest());
    }
    const begin = this.#clock.now();
    try {
      return await piece();
    } finally {
      this.#count(begin);
    }
  }

  /** Does something with each of many until it returns false, for about `SEARCH_PIECE_MS` at once. */
  async each<T>(all: readonly T[], act: (one: T) => boolean): Promise<void> {
    let at = 0;
    const piece = () => {
      const end = this.#clock.now() + SEARCH_PIECE_MS;
      do {
        if (!act(all[at++]!)) at = all.length;
      } while (at < all.length && this.#clock.now() < end);
    };
    while (at < all.length) await this.run(piece);
  }

  #count(begin: number): void {
    const end = this.#clock.now();
    const tookMs = end - Math.max(begin, this.#counted);
    this.#counted = end;
    this.#dueMs = Math.min(MAX_SEARCH_REST_MS, this.#dueMs + tookMs * this.#share);
  }

  async #rest(): Promise<void> {
    const begin = this.#clock.now();
    await new Promise<void>((resolve) => void this.#clock.after(this.#dueMs, resolve));
    // a timer is late by up to a millisecond: that is part of the rest. One that is later, since others were
    // busy, buys no more than the longest rest
    const restedMs = this.#clock.now() - begin;
    this.#dueMs = Math.max(-MAX_SEARCH_REST_MS, this.#dueMs - restedMs);
    this.#resting = undefined;
  }
}
