/** The random name of a room's log, in a small file beside it: a copy keeps the name, a new log has another. */

import { MAX_LOG_NAME_BYTES } from "../../limits.ts";
import { type Disk, writeAll } from "./disk.ts";
import { storageError } from "./storage_error.ts";

/** The file, in the folder of the room. */
export const LOG_NAME_FILE = "log-name";

/**
 * The name of the log in `folder`; it gets one when it has none. The name is durable when the folder is
 * synced after that.
 *
 * @throws {StorageError} when the name cannot be read or written.
 */
export async function logName(disk: Disk, folder: string): Promise<string> {
  const path = `${folder}/${LOG_NAME_FILE}`;
  try {
    return await readName(disk, path) ?? await makeName(disk, path);
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}

async function readName(disk: Disk, path: string): Promise<string | undefined> {
  using file = await disk.read(path);
  const bytes = await file?.read(0, MAX_LOG_NAME_BYTES + 1) ?? new Uint8Array();
  return /^\s*([\w-]{8,64})\s*$/.exec(new TextDecoder().decode(bytes))?.[1];
}

async function makeName(disk: Disk, path: string): Promise<string> {
  const name = crypto.randomUUID();
  const file = await disk.open(path);
  try {
    await file.truncate(0);
    writeAll(file, new TextEncoder().encode(`${name}\n`), 0);
    await file.syncData();
  } finally {
    file.close();
  }
  return name;
}
