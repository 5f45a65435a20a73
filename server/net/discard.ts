/** Reads and drops what a peer still sends. */

import type { Socket } from "./socket.ts";

/**
 * Reads and drops until the peer has sent all. When a socket is closed with unread bytes, the
 * connection is reset (RFC 1122, section 4.2.2.13), and the peer may lose what was sent to it last.
 *
 * @param buffer Used for the reads.
 * @param pending A read that is in flight already.
 * @returns `false` when the peer sent more than `maxBytes`; the rest is not read.
 */
export async function discard(
  socket: Pick<Socket, "read">,
  buffer: Uint8Array,
  maxBytes: number,
  pending?: Promise<number | null>,
): Promise<boolean> {
  let reading = pending;
  for (let bytes = 0; bytes <= maxBytes;) {
    const count = await (reading ?? socket.read(buffer));
    reading = undefined;
    if (count === null) return true;
    bytes += count;
  }
  return false;
}
