/** How long to wait before connecting again. */

import { RETRY_MAX_MS, RETRY_MIN_MS, STABLE_MS } from "../limits.ts";

/** Growing, random waits: when a server comes back, its clients do not all come at once. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random A number from 0 up to 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /**
   * The wait in milliseconds after a connection that held for `heldMs` (0: there was none). After a
   * good connection it is 0: most cuts are short.
   */
  next(heldMs: number): number {
    if (heldMs >= STABLE_MS) {
      this.#failures = 0;
      return 0;
    }
    const full = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return Math.round(full * (0.5 + this.#random() / 2));
  }
}
