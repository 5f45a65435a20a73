/** Prints in order, one piece after the other, until nobody reads the output any more. */

/** Standard output, as a queue. */
export class Printer {
  readonly #print: (text: string) => Promise<void>;
  readonly #broken: () => void;
  #last: Promise<void> | undefined;
  #isBroken = false;

  /**
   * @param print Prints; rejects when nobody reads any more.
   * @param broken Is called once when that happens.
   */
  constructor(print: (text: string) => Promise<void>, broken: () => void) {
    this.#print = print;
    this.#broken = broken;
  }

  /** Whether nobody reads any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Resolves when all has been printed; `undefined` when it has. */
  get drained(): Promise<void> | undefined {
    return this.#last;
  }

  /** Prints `text` after what was printed before. */
  print(text: string): void {
    if (this.#isBroken) return;
    const last = (this.#last ?? Promise.resolve())
      .then(() => this.#isBroken ? undefined : this.#print(text))
      // no error: the reader of a pipe may stop at any time (`| head -1`)
      .catch(() => this.#break())
      .finally(() => {
        if (this.#last === last) this.#last = undefined;
      });
    this.#last = last;
  }

  #break(): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#broken();
  }
}
