/** A rate limit: so many in the long run, and a burst on top. Runs in a browser too. */

/** One token, less what rounding may take away: sums of fractions must not cost another wait. */
const ONE = 1 - 1e-9;

/** A token bucket: tokens come at a rate, and a limited number of them waits. Time is a parameter. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  /** When `#tokens` was counted, in milliseconds. */
  #at = -Infinity;
  #heldUntil = -Infinity;

  /**
   * Starts full.
   *
   * @param perSecond How many tokens come in a second; 0: no limit.
   * @param burst The most tokens that can wait.
   */
  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /**
   * Takes a token at the time `now`, in milliseconds, and returns 0. Where there is none, returns in how
   * many whole milliseconds there will be one. A clock that goes back adds no tokens.
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

  /** Gives no token for `ms` from `now` on. Then there is one, and more come at the rate. */
  hold(ms: number, now: number): void {
    this.#heldUntil = this.#at = now + ms;
    this.#tokens = 1;
  }
}
