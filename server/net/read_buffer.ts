/** The buffer of a connection. A pending read holds it, so it must be small. */

import { MAX_READ_BYTES, MAX_SMALL_READS, MIN_READ_BYTES } from "../limits.ts";

/** A buffer that grows while it is filled, and shrinks when it is not. */
export class ReadBuffer {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(MIN_READ_BYTES);
  #small = 0;

  /** Adapts the next buffer to a read of `count` bytes. The old one is not touched. */
  fit(count: number): void {
    const { length } = this.bytes;
    this.#small = count * 8 < length ? this.#small + 1 : 0;
    // almost full is full: lines from WebSocket frames are shorter than what was read
    if (count * 4 > length * 3 && length < MAX_READ_BYTES) {
      this.bytes = new Uint8Array(Math.min(MAX_READ_BYTES, length * 4));
    } else if (this.#small > MAX_SMALL_READS && length > MIN_READ_BYTES) {
      // by one size, so that an even stream keeps the buffer that fits it
      this.bytes = new Uint8Array(Math.max(MIN_READ_BYTES, length / 4));
      this.#small = 0;
    }
  }
}
