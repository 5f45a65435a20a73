/** Timers as a parameter: a test turns the clock by hand, a server lets go of all of them at once. */

import { setImmediate } from "node:timers";

/** Calls `act` once after `ms`; what it returns calls that off. */
export type Later = (act: () => void, ms: number) => () => void;

/** What a server takes the time from. */
export interface Clocks {
  /** Milliseconds since 1970, as the people read them: this one may be set, also back. */
  readonly wall: () => number;
  /** Milliseconds since whenever: this one never goes back. */
  readonly steady: () => number;
}

/** The clocks of the machine. */
export const SYSTEM_CLOCKS: Clocks = { wall: Date.now, steady: () => performance.now() };

/** Resolves in the next turn of the event loop: all else that is ready comes first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Timers of the real clock. */
export class Timers {
  readonly #pending = new Set<ReturnType<typeof setTimeout>>();

  /** Calls `act` once after `ms`, unless it is called off or all timers are cleared before. */
  readonly later: Later = (act, ms) => {
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      act();
    }, ms);
    this.#pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
  };

  /** How many wait. */
  get count(): number {
    return this.#pending.size;
  }

  /** Calls off whatever waits. */
  clear(): void {
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
