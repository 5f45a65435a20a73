/** A token bucket: a rate in the long run, and a burst on top. Runs in a browser too. */

/** A hair less than one token is one: sums of fractions must not cost another wait. */
const ONE = 1 - 1e-9;

/** Tokens that come at a rate and are kept up to a number. Time is a parameter. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  /** When `#tokens` was true, in milliseconds. */
  #at = -Infinity;
  #heldUntil = -Infinity;

  /**
   * Starts full.
   *
   * @param perSecond Tokens that come in a second; 0: no bound.
   * @param burst Tokens that are kept at the most, and there at the beginning.
   */
  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /**
   * Takes a token at time `now` in milliseconds, and answers 0; or takes none and answers in how many
   * whole milliseconds there will be one. A clock that goes back adds nothing.
   */
  take(now: number): number {
    if (now < this.#heldUntil) return Math.ceil(this.#heldUntil - now);
    if (this.#perMs === 0) return 0;
    const passed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#burst, this.#tokens + passed * this.#perMs);
    this.#at = now;
    if (this.#tokens >= ONE) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil((ONE - this.#tokens) / this.#perMs);
  }

  /** Gives nothing for `ms` from `now` on; then there is one token, and more come at the rate. */
  hold(ms: number, now: number): void {
    this.#heldUntil = this.#at = now + ms;
    this.#tokens = 1;
  }
}
