/** A script's output: it is read as slowly as its reader likes, or not at all any more. */

import type { Clock } from "../../runtime/clock.ts";
import type { OutputError } from "../../runtime/output.ts";
import { within } from "../../runtime/within.ts";
import { LAST_OUTPUT_MS } from "../limits.ts";
import { Printer } from "../stdio/printer.ts";

/** What a pipe's output works with. */
export interface PipeOutputOptions {
  /** Prints. Rejects with an `OutputError`. */
  readonly print: (text: string) => Promise<void>;
  /** Is called once when nothing can be printed any more. */
  readonly broken: (cause: OutputError) => void;
  /** Resolves when the user wants the pipe to stop. */
  readonly stopped: Promise<void>;
  readonly clock: Clock;
  /** How much may wait for the reader before nothing more is received, in UTF-16 units. */
  readonly mayWait: number;
}

/** Prints lines in order. */
export class PipeOutput {
  readonly #options: PipeOutputOptions;
  readonly #printer: Printer;
  #isStopped = false;
  /** Lets the link go on receiving. */
  #receive = () => {};

  constructor(options: PipeOutputOptions) {
    this.#options = options;
    this.#printer = new Printer(options.print, options.broken);
    options.stopped.then(() => {
      this.#isStopped = true;
      this.#receive();
    });
  }

  /** Whether nothing can be printed any more. */
  get isBroken(): boolean {
    return this.#printer.isBroken;
  }

  /** How much waits for the reader, in UTF-16 units. */
  get waiting(): number {
    return this.#printer.waiting;
  }

  /** Prints a line. */
  print(line: string): void {
    this.#printer.print(`${line}\n`);
  }

  /** Resolves when more may be received. Output that nobody reads must not hold up a goodbye. */
  mayReceive(): Promise<void> | undefined {
    const { drained, waiting } = this.#printer;
    if (drained === undefined || this.#isStopped) return undefined;
    if (waiting <= this.#options.mayWait) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    drained.then(resolve);
    this.#receive = resolve;
    return promise;
  }

  /**
   * Waits until all is printed, as long as it takes; after a signal to stop only a little time.
   * Resolves with whether all was.
   */
  async drain(): Promise<boolean> {
    const { stopped, clock } = this.#options;
    const drained = Promise.resolve(this.#printer.drained).then(() => true);
    return await Promise.race([
      drained,
      stopped.then(() => within(drained, LAST_OUTPUT_MS, clock)),
    ]) === true;
  }
}
