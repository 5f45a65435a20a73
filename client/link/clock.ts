/** Time as a parameter. */

/** What tells the time and waits. */
export interface Clock {
  /** Milliseconds that never go back; only differences mean anything. */
  readonly now: () => number;
  /** The time of day, in milliseconds since 1970. */
  readonly date: () => number;
  /** Calls `run` once after `ms` milliseconds; returns how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** The system's clock. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
