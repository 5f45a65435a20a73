/** A transport whose first bytes can be looked at before they are read. */

import { MAX_PEEK_BYTES } from "../limits.ts";
import type { Security, Transport } from "./transport.ts";

/** Looks at what comes first and leaves it to be read. */
export class PeekedTransport implements Transport {
  readonly isPrivate: boolean;
  readonly security?: Security;
  readonly #transport: Transport;
  #first: Promise<Uint8Array | null> | undefined;
  #rest: Uint8Array | undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.isPrivate = transport.isPrivate === true;
    if (transport.security !== undefined) this.security = transport.security;
  }

  /**
   * Resolves with the first bytes when some have come, or with `null` when the other side has
   * closed. They can still be read. Rejects when the connection breaks.
   */
  peek(): Promise<Uint8Array | null> {
    const bytes = new Uint8Array(MAX_PEEK_BYTES);
    this.#first ??= this.#transport.read(bytes)
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
    if (this.#rest === undefined) return await this.#transport.read(into);
    const count = Math.min(this.#rest.length, into.length);
    into.set(this.#rest.subarray(0, count));
    this.#rest = count < this.#rest.length ? this.#rest.subarray(count) : undefined;
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#transport.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#transport.closeWrite();
  }

  close(): void {
    // a peek that nobody waits for any more fails with the connection
    this.#first?.catch(() => {});
    this.#transport.close();
  }
}
