/** The logs that are open, looked at now and then: another program may take their files away. */

import { MAX_LOGS_CHECKED } from "../../limits.ts";

/** Something that can be looked at. */
export interface Checked {
  check(): Promise<void>;
}

/** Looks at many logs, some at a time, each as often as the others. */
export class LogWatch {
  #next = 0;
  #isBusy = false;

  /** Looks at the next ones of `logs`. Does nothing while the time before is not over. */
  async checkSome(logs: readonly Checked[]): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let left = Math.min(MAX_LOGS_CHECKED, logs.length); left > 0; left--) {
        this.#next = (this.#next + 1) % logs.length;
        await logs[this.#next]!.check();
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
