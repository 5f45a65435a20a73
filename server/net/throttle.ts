/** How fast the lines of one connection may come, and what becomes of one who goes on faster. */

import { FLOOD_CUT_MS, FLOOD_WARN_MS, FREE_LINES_PER_S, RATE_BURST_S } from "../limits.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";

/** One connection's share. Time is a parameter, in milliseconds; it never goes back. */
export class Throttle {
  readonly #costly: TokenBucket;
  readonly #free = new TokenBucket(FREE_LINES_PER_S, FREE_LINES_PER_S);
  #heldSince: number | undefined;
  #isWarned = false;

  /** @param rate Lines that count, a second; 0: no bound. */
  constructor(rate: number) {
    this.#costly = new TokenBucket(rate, rate * RATE_BURST_S);
  }

  /** Takes a line, and answers 0; or takes none, and answers how many milliseconds it has to wait. */
  take(counts: boolean, now: number): number {
    return (counts ? this.#costly : this.#free).take(now);
  }

  /** A line came that did not have to wait: what is held from now on is held anew. */
  rest(): void {
    this.#heldSince = undefined;
    this.#isWarned = false;
  }

  /** What is to be done with one whose line has to wait, and who is warned once. */
  hold(now: number): "wait" | "warn" | "cut" {
    this.#heldSince ??= now;
    const held = now - this.#heldSince;
    if (held > FLOOD_CUT_MS) return "cut";
    if (held <= FLOOD_WARN_MS || this.#isWarned) return "wait";
    this.#isWarned = true;
    return "warn";
  }
}
