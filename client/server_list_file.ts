/** Where the list of the servers that the user has joined is kept, and how it is read. */

import { folderFor, type Platform } from "../runtime/platform_folders.ts";
import { MAX_SERVER_LIST_BYTES } from "./limits.ts";
import { type ListedServer, readServerList } from "./server_list.ts";

/** Where the list is kept; `undefined` where no home is known. */
export function serverListFile(platform: Platform): string | undefined {
  const folder = folderFor("state", platform);
  return folder && `${folder}/servers`;
}

/**
 * The servers of the file, the one joined last at the end.
 *
 * @param read Reads a file of at most so many bytes; `undefined` where there is none.
 * @throws {Error} when the file cannot be read.
 */
export async function loadServerList(
  path: string,
  read: (path: string, maxBytes: number) => Promise<string | undefined>,
): Promise<ListedServer[]> {
  return readServerList(await read(path, MAX_SERVER_LIST_BYTES) ?? "");
}
