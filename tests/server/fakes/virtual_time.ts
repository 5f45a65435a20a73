/** A clock that a test turns by hand. */

import { setImmediate } from "node:timers";
import type { Later } from "../../../runtime/clock.ts";

interface Timer {
  readonly at: number;
  readonly act: () => void;
}

/** Time that passes only when it is told to. */
export class VirtualTime {
  #timers = new Set<Timer>();
  #now: number;

  /** @param now Where the clock begins, in milliseconds. */
  constructor(now = 1_000_000) {
    this.#now = now;
  }

  /** The time, in milliseconds. */
  readonly now = (): number => this.#now;

  /** A timer of this clock. */
  readonly later: Later = (act, ms) => {
    const timer = { at: this.#now + ms, act };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Timers that wait. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass: each timer goes off at its time, and what it causes happens before the next. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turn();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await turn();
      await turn(); // whoever has waited lets others have theirs before it goes on
    }
    this.#now = end;
  }

  /** Sets the clock, without any timer going off. */
  set(now: number): void {
    this.#now = now;
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return due.reduce<Timer | undefined>(
      (a, b) => a === undefined || b.at < a.at ? b : a,
      undefined,
    );
  }
}

/** Resolves in the next turn of the event loop: when all that promises have set going is done. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
