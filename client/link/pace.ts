/** How fast messages may go out without being held back by the server. Pure. */

/** A part of the server's own rate: its clock and this one need not agree to the millisecond. */
const MARGIN = 0.9;

/**
 * A token bucket like the server's, a little slower. Who keeps to it is never held back, so a long
 * paste or a script is delayed here and never cut for flooding there.
 */
export class Pace {
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  /**
   * @param rate Messages per second; 0: no bound.
   * @param burst Messages at once.
   * @param now Milliseconds.
   */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate * MARGIN;
    this.#burst = Math.max(1, Math.floor(burst * MARGIN));
    this.#tokens = this.#burst;
    this.#at = now;
  }

  /** Takes one message's worth if it may go now; else the milliseconds until it may. */
  take(now: number): number {
    if (this.#rate === 0) return 0;
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#rate / 1000);
    this.#at = now;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) * 1000 / this.#rate);
    this.#tokens--;
    return 0;
  }

  /** Tells that the server holds back already: nothing goes for `ms`, then at the rate. */
  hold(ms: number, now: number): void {
    this.#tokens = 1 - ms * this.#rate / 1000;
    this.#at = now;
  }
}
