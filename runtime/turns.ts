/** Lets a bounded number work at once; the others wait for their turn, in their order. */

/** Gives out turns. */
export class Turns {
  #free: number;
  readonly #waiting: ((turn: Disposable) => void)[] = [];

  /** @param count How many there are at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves with a turn, to be given back at its end. Rejects when `signal` aborts before. */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return this.#turn();
    }
    const { promise, resolve, reject } = Promise.withResolvers<Disposable>();
    const leave = () => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      reject(signal.reason);
    };
    this.#waiting.push(resolve);
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  #turn(): Disposable {
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        const next = this.#waiting.shift();
        if (next === undefined) this.#free++;
        else next(this.#turn());
      },
    };
  }
}
