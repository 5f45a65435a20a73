/** What `node:tls` takes for its network. */

import { Duplex } from "node:stream";

/** Sends `bytes`, and calls `done` when the next may be handed over. */
export type Send = (bytes: Uint8Array, done: () => void) => void;

/**
 * A stream of ciphertext: `push` hands over what was received, and what is to be sent comes out at
 * once. There is no queue in between: `node:tls` hands over one piece at a time. Nor does `destroy`
 * keep anything back: the alert that tells the peer why comes after it.
 */
export class CipherStream extends Duplex {
  readonly #send: Send;

  constructor(send: Send) {
    super({ read: () => {} });
    this.#send = send;
    // the sender gets the error
    this.on("error", () => {});
  }

  override write(bytes: Uint8Array, ...rest: unknown[]): boolean {
    const done = rest.at(-1);
    this.#send(bytes, typeof done === "function" ? () => done() : () => {});
    return true;
  }
}
