/** A connection whose first bytes were looked at before anybody read them. */

import { MAX_PEEK_BYTES } from "../limits.ts";
import type { Connection } from "./transport.ts";

/** Looks at what comes first, and hands it on all the same. May be closed more than once. */
export class PeekedConnection implements Connection {
  readonly isPrivate: boolean;
  readonly #connection: Connection;
  #first: Promise<Uint8Array | null> | undefined;
  #rest: Uint8Array | undefined;
  #closed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.isPrivate = connection.isPrivate === true;
  }

  /**
   * Resolves when something has come, or the other side has closed: then with `null`. It stays to be
   * read. Rejects when the connection breaks.
   */
  peek(): Promise<Uint8Array | null> {
    const bytes = new Uint8Array(MAX_PEEK_BYTES);
    this.#first ??= this.#connection.read(bytes)
      .then((count) => count === null ? null : bytes.subarray(0, count));
    return this.#first;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#first !== undefined) {
      const first = await this.#first;
      this.#first = undefined;
      if (first === null) return null;
      this.#rest = first;
    }
    if (this.#rest === undefined) return await this.#connection.read(into);
    const count = Math.min(this.#rest.length, into.length);
    into.set(this.#rest.subarray(0, count));
    this.#rest = count < this.#rest.length ? this.#rest.subarray(count) : undefined;
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#connection.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#connection.closeWrite();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // a look that nobody waits for any more fails with the connection
    this.#first?.catch(() => {});
    this.#connection.close();
  }
}
