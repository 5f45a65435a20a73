/** How long a test waits for anything before it says what it waited for, in milliseconds. */
export const DEADLINE_MS = 20_000;

/** How long a test waits for the end of a process or a connection: some have a minute's work before it. */
export const END_DEADLINE_MS = 6 * DEADLINE_MS;

/** Something tests wait for: looked at whenever it may have changed, never by sleeping. */
export class Condition {
  readonly #probes = new Set<() => boolean>();
  #over: string | undefined;

  /** Says that something happened: every waiting probe looks again. */
  changed(): void {
    for (const probe of this.#probes) if (probe()) this.#probes.delete(probe);
  }

  /** Says that nothing will happen any more, and why: what still waits fails with this reason. */
  end(reason: string): void {
    this.#over ??= reason;
    this.changed();
  }

  /**
   * Resolves with what `probe` finds, as soon as that is not undefined.
   *
   * @throws {Error} When the deadline passes first, or the end comes; `seen` tells what there was.
   */
  until<T>(
    what: string,
    probe: () => T | undefined,
    seen: () => string,
    deadlineMs = DEADLINE_MS,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const fail = (why: string) => reject(new Error(`Waited for ${what}: ${why}\n${seen()}`));
    const timer = setTimeout(() => {
      this.#probes.delete(look);
      fail(`not within ${deadlineMs} ms`);
    }, deadlineMs);
    const look = (): boolean => {
      const found = probe();
      if (found === undefined && this.#over === undefined) return false;
      clearTimeout(timer);
      if (found !== undefined) resolve(found);
      else fail(this.#over ?? "");
      return true;
    };
    if (!look()) this.#probes.add(look);
    return promise;
  }
}
