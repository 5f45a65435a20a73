/** Times that run ahead of the clock, because it was wrong or was set back: somebody must hear of it. */

import { MAX_TIMES_AHEAD_MS } from "../../limits.ts";

/** Warns when the times in one log run ahead of the clock: once, until they do not any more. */
export class TimesAhead {
  readonly #log: string;
  readonly #warn: (message: string) => void;
  #isAhead = false;

  /** @param log The folder of the log. */
  constructor(log: string, warn: (message: string) => void) {
    this.#log = log;
    this.#warn = warn;
  }

  /** Looks at the time of the newest record and at the clock, both in milliseconds since 1970. */
  check(newestMs: number, now: number): void {
    if (newestMs <= now) this.#isAhead = false;
    if (this.#isAhead || newestMs - now <= MAX_TIMES_AHEAD_MS) return;
    this.#isAhead = true;
    const newest = new Date(newestMs).toISOString();
    const clock = new Date(now).toISOString();
    this.#warn(
      `The clock says ${clock}, and the newest record of ${this.#log} is of ${newest}: times must go on growing, so what is said gets times from then on until the clock is there`,
    );
  }
}
