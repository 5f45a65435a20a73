/** A wait that can be ended early. */

import type { Clock } from "../../runtime/clock.ts";

/** Waits, one time after the other. */
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

  /** Ends the wait there is, if any. */
  end(): void {
    this.#end();
  }
}
