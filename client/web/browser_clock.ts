/** The clock of a browser: its timers end with the page, so nobody has to know of them. */

import type { Clock } from "../../runtime/clock.ts";

export const BROWSER_CLOCK: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
