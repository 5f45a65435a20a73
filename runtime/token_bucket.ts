/** A token bucket: a rate in the long run, and a burst on top. */

/** Tokens that come at a rate and are kept up to a number. Time is a parameter. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at = -Infinity;

  /**
   * @param perSecond Tokens that come in a second; 0: no bound.
   * @param burst Tokens that are kept at the most, and there at the beginning.
   */
  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /**
   * Takes a token at time `now` in milliseconds, and answers 0; or takes none and answers how many
   * milliseconds from now there will be one. A clock that goes back adds nothing.
   */
  take(now: number): number {
    if (this.#perMs === 0) return 0;
    const passed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#burst, this.#tokens + passed * this.#perMs);
    this.#at = now;
    // a hair less than one is one: sums of fractions must not cost another wait
    if (this.#tokens >= 1 - 1e-9) {
      this.#tokens -= 1;
      return 0;
    }
    return (1 - this.#tokens) / this.#perMs;
  }
}
