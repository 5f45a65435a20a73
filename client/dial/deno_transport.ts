/** A connection of Deno as a transport. */

import type { Transport } from "../link/transport.ts";

/** The part of a `Deno.Conn` that is used here. */
type Conn = Pick<Deno.Conn, "read" | "write" | "closeWrite" | "close">;

/** Hands on to a connection, but may be closed more than once. */
export class DenoTransport implements Transport {
  readonly isPrivate: boolean;
  readonly #conn: Conn;
  #closed = false;

  /** @param isPrivate Whether nobody on the way can read along. */
  constructor(conn: Conn, isPrivate: boolean) {
    this.#conn = conn;
    this.isPrivate = isPrivate;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#conn.read(into);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
  }
}
