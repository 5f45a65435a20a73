/** What the server does with a client between two of the client's lines, so that neither disturbs the other. */

/** Keeps what the server does to a client apart from the lines that the client sends. */
export class BetweenLines {
  /** The last line that took time. */
  #line: Promise<unknown> = Promise.resolve();
  #act: Promise<void> | undefined;

  /** What the next line waits for, if it has to. */
  get busy(): Promise<void> | undefined {
    return this.#act;
  }

  /** Notes how long a line takes, and returns the same. */
  taking(done: void | Promise<void>): void | Promise<void> {
    if (done !== undefined) this.#line = done;
    return done;
  }

  /** Does `act` behind the line that is handled now. It must not reject. The next line waits for it. */
  do(act: () => Promise<void>): void {
    const before = this.#act ?? this.#line;
    const mine = before.catch(() => {
      // the connection is told by the line itself
    }).then(act).finally(() => {
      if (this.#act === mine) this.#act = undefined;
    });
    this.#act = mine;
  }
}
