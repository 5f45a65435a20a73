/** Writes to a socket that may take a part of what it is given. */

import type { Socket } from "./socket.ts";

/** Writes all of `bytes`. */
export async function writeAll(socket: Pick<Socket, "write">, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await socket.write(rest));
}
