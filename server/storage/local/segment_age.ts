/** The age of the file that a log is written to: with `--keep AGE` it is bounded, as its size is. */

import type { Clock } from "../../../runtime/clock.ts";

/** Tells when a new file has to begin. */
export class SegmentAge {
  readonly #maxMs: number;
  readonly #clock: Pick<Clock, "date">;
  #begunMs: number;

  /**
   * @param maxMs How old a file may get, in milliseconds.
   * @param begunMs When the newest file began, in milliseconds since 1970; `undefined` for now.
   */
  constructor(maxMs: number, clock: Pick<Clock, "date">, begunMs: number = Infinity) {
    this.#maxMs = maxMs;
    this.#clock = clock;
    // times in a log may be ahead of the clock: such a file is as old as it has been open
    this.#begunMs = Math.min(begunMs, clock.date());
  }

  /** Whether the newest file is too old for more records. */
  get isOver(): boolean {
    return this.#clock.date() - this.#begunMs >= this.#maxMs;
  }

  /** Notes that a new file has begun. */
  restart(): void {
    this.#begunMs = this.#clock.date();
  }
}
