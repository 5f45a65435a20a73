/** A clock that stands still until a test moves it. */

import { setImmediate } from "node:timers";
import type { Clock } from "../../runtime/clock.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock whose time and timers are in the test's hand. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;
  /** The time of day when `now` is 0. */
  #start: number;

  /** @param date The time of day at the beginning, in milliseconds since 1970. */
  constructor(date = Date.UTC(2026, 10, 23, 2, 15, 29)) {
    this.#start = date;
  }

  readonly now = (): number => this.#now;

  readonly date = (): number => this.#start + this.#now;

  readonly after = (ms: number, run: () => void): () => void => {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** How many timers are pending. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves on by `ms`: each timer runs at its time, and what it causes happens before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#due(end); next !== undefined; next = this.#due(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
      await settled(); // who has waited gives way once more before going on
    }
    this.#now = end;
  }

  /** Moves on by `ms` and runs no timer, as work does that holds up the event loop. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Sets the time of day, also back. */
  setDate(date: number): void {
    this.#start = date - this.#now;
  }

  #due(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

/** Resolves in the next turn of the event loop: all that promises have set going is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
