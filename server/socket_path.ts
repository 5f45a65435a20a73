/** Where the operator's commands are taken: a Unix socket in the data folder. */

import { resolve } from "node:path";

/** The name of the socket in the data folder. */
export const SOCKET_NAME = "admin.sock";

/** Where the socket is made before it is moved to its place. */
export const SOCKET_DRAFT = ".admin/s";

/**
 * The longest path of a socket, in bytes: `sun_path` has 104 on macOS and BSD and 108 on Linux, with a zero
 * byte at its end.
 */
const MAX_SOCKET_PATH_BYTES = 103;

/** What stands behind the folder in the longest path. */
const LONGEST_NAME_BYTES = 1 + Math.max(SOCKET_NAME.length, SOCKET_DRAFT.length);

/** Whether a socket in `folder` can be named by its path. */
export function fitsSocketPath(folder: string): boolean {
  const bytes = new TextEncoder().encode(resolve(folder)).length;
  return bytes + LONGEST_NAME_BYTES <= MAX_SOCKET_PATH_BYTES;
}
