/** Time as a parameter: a test moves its clock by hand. */

/** Tells the time and waits. */
export interface Clock {
  /** Milliseconds since some moment. Never goes back. Only differences mean anything. */
  readonly now: () => number;
  /** The time of day, in milliseconds since 1970. People may set it, also back. */
  readonly date: () => number;
  /** Calls `run` once after `ms` milliseconds. Returns a function that cancels this. */
  readonly after: (ms: number, run: () => void) => () => void;
}

/** The clock of the machine. It knows which of its timers are pending. */
export class SystemClock implements Clock {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  readonly now = (): number => performance.now();

  readonly date = (): number => Date.now();

  readonly after = (ms: number, run: () => void): () => void => {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  };

  /** How many timers are pending. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Cancels all pending timers. */
  cancelAll(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
