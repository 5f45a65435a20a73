/** Reads what nobody wants any more. */

import type { Socket } from "./socket.ts";

/**
 * Reads from `socket` into `buffer`, to no end, until the peer has sent all. A socket that is closed
 * with something unread resets the connection (RFC 1122, section 4.2.2.13), and the peer may then
 * never see what was sent to it last.
 *
 * @param pending A read that was begun before, into another buffer.
 * @returns `false` when there was more than `maxBytes`.
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
