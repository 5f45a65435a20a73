/** How fast the lines of one connection may come, and what happens when they come faster. */

import { FLOOD_CUT_MS, FLOOD_WARN_MS, FREE_LINES_PER_S, RATE_BURST_S } from "../limits.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";

/** The rate of one connection. Times are in milliseconds, on a clock that never goes back. */
export class Throttle {
  readonly #costly: TokenBucket;
  readonly #free = new TokenBucket(FREE_LINES_PER_S, FREE_LINES_PER_S);
  #heldSince: number | undefined;
  #isWarned = false;

  /** @param rate Lines that count, per second; 0: no bound. */
  constructor(rate: number) {
    this.#costly = new TokenBucket(rate, rate * RATE_BURST_S);
  }

  /** Takes a line and returns 0; or takes none and returns how many milliseconds it must wait. */
  take(counts: boolean, now: number): number {
    return (counts ? this.#costly : this.#free).take(now);
  }

  /** A line did not have to wait: the time of waiting is counted anew. */
  rest(): void {
    this.#heldSince = undefined;
    this.#isWarned = false;
  }

  /** What to do with a client whose line must wait. It is warned once. */
  hold(now: number): "wait" | "warn" | "cut" {
    this.#heldSince ??= now;
    const held = now - this.#heldSince;
    if (held > FLOOD_CUT_MS) return "cut";
    if (held <= FLOOD_WARN_MS || this.#isWarned) return "wait";
    this.#isWarned = true;
    return "warn";
  }
}
