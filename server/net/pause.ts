/** A wait that can be ended early. */

import type { Clock } from "../../runtime/clock.ts";

/** Waits, one wait at a time. */
export class Pause {
  readonly #clock: Pick<Clock, "after">;
  #end: () => void = () => {};

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, or when it is ended. */
  wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(ms, resolve);
    this.#end = () => {
      cancel();
      resolve();
    };
    return promise;
  }

  /** Ends the current wait, if there is one. */
  end(): void {
    this.#end();
  }
}
