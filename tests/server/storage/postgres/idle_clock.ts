/** A clock for tests whose other side is real: time stands still while an answer is under way, and else jumps. */

import { setImmediate } from "node:timers";
import type { Clock } from "../../../../runtime/clock.ts";

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that goes on to its next timer as soon as nothing is under way. */
export class IdleClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;
  #underWay = 0;
  #isLooking = false;

  readonly now = (): number => this.#now;

  readonly date = (): number => Date.now();

  readonly after = (ms: number, run: () => void): () => void => {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    this.#look();
    return () => this.#timers.delete(timer);
  };

  /** Time stands still until `work` is done. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await work;
    } finally {
      this.#underWay--;
      this.#look();
    }
  }

  /** Drops all timers. */
  cancelAll(): void {
    this.#timers.clear();
  }

  /** Jumps when all that an answer has set going has been done, and nothing else is under way. */
  #look(): void {
    if (this.#isLooking || this.#underWay > 0 || this.#timers.size === 0) return;
    this.#isLooking = true;
    setImmediate(() =>
      setImmediate(() => {
        this.#isLooking = false;
        if (this.#underWay === 0) this.#jump();
        this.#look();
      })
    );
  }

  #jump(): void {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    if (first === undefined) return;
    this.#timers.delete(first);
    this.#now = Math.max(this.#now, first.at);
    first.run();
  }
}
