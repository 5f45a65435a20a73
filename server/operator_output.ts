/** The output for the operator: log lines, answers to commands, and the command line of a console. */

import type { LossyWriter } from "../runtime/lossy_writer.ts";
import type { Console } from "./admin/console.ts";

/** What the operator reads. While there is a console, it is printed above the command being typed. */
export class OperatorOutput {
  readonly #stderr: LossyWriter;
  #console: Console | undefined;

  /** @param stderr Where all of it goes in the end. */
  constructor(stderr: LossyWriter) {
    this.#stderr = stderr;
  }

  /** Prints above the command line of this console from now on. */
  attach(console: Console | undefined): void {
    this.#console = console;
  }

  /** Writes lines, each with its line feed. */
  write(text: string): void {
    if (this.#console === undefined) this.#stderr.write(text);
    else this.#console.print(text);
  }

  /** Writes to the terminal as it is. */
  writeRaw(text: string): void {
    if (text !== "") this.#stderr.write(text);
  }

  /** Resolves when all is written, or is not for `patienceMs`. */
  drained(patienceMs: number): Promise<void> {
    return this.#stderr.drained(patienceMs);
  }
}
