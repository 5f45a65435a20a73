/** A file that follows what changes in memory: a moment later, and with one write at a time. */

import type { Clock } from "../../runtime/clock.ts";

/** What a delayed write works with. */
export interface DelayedWriteOptions {
  readonly clock: Pick<Clock, "after">;
  /** How long after a change it is written, with all that has changed meanwhile. */
  readonly delayMs: number;
  /** Writes what is not written yet, if there is anything. */
  readonly write: () => Promise<void>;
  /** Is called once, when the file cannot be read or written. */
  readonly failed: (error: unknown) => void;
}

/** Writes one file. */
export class DelayedWrite {
  readonly #options: DelayedWriteOptions;
  #writing: Promise<void> = Promise.resolve();
  #cancel: (() => void) | undefined;
  #hasFailed = false;

  constructor(options: DelayedWriteOptions) {
    this.#options = options;
  }

  /** Whether a write is due. */
  get isDue(): boolean {
    return this.#cancel !== undefined;
  }

  /** Whether `fail` was told of an error. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Writes after the delay. */
  soon(): void {
    this.#cancel ??= this.#options.clock.after(this.#options.delayMs, () => {
      this.#cancel = undefined;
      this.now();
    });
  }

  /** Writes as soon as the write before has ended. */
  now(): void {
    this.#writing = this.#writing.then(this.#options.write).catch((error) => this.fail(error));
  }

  /** Writes what is not written yet; resolves when it is. */
  async flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.now();
    await this.#writing;
  }

  /** The file cannot be read or written: says so, the first time. */
  fail(error: unknown): void {
    if (!this.#hasFailed) this.#options.failed(error);
    this.#hasFailed = true;
  }
}
