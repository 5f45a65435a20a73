/** Prints in order, one piece after the other, until the output fails. */

import type { OutputError } from "../../runtime/output.ts";

/** Standard output, as a queue. */
export class Printer {
  readonly #print: (text: string) => Promise<void>;
  readonly #broken: (cause: OutputError) => void;
  #last: Promise<void> | undefined;
  #isBroken = false;
  #waiting = 0;

  /**
   * @param print Prints; rejects with an `OutputError`.
   * @param broken Is called once when that happens.
   */
  constructor(print: (text: string) => Promise<void>, broken: (cause: OutputError) => void) {
    this.#print = print;
    this.#broken = broken;
  }

  /** Whether nothing more can be printed. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** How much is not printed yet, in UTF-16 units. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when all has been printed; `undefined` when it has. */
  get drained(): Promise<void> | undefined {
    return this.#last;
  }

  /** Prints `text` after what was printed before. */
  print(text: string): void {
    if (this.#isBroken) return;
    this.#waiting += text.length;
    const last = (this.#last ?? Promise.resolve())
      .then(() => this.#isBroken ? undefined : this.#print(text))
      .catch((cause: OutputError) => this.#break(cause))
      .finally(() => {
        this.#waiting -= text.length;
        if (this.#last === last) this.#last = undefined;
      });
    this.#last = last;
  }

  #break(cause: OutputError): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#broken(cause);
  }
}
