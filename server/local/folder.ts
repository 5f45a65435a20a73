/** Folders of the log. */

import { ensureDir, exists } from "@std/fs";
import { storageError, syncFolder } from "./log_file.ts";

/**
 * Makes a folder for its owner alone; one that is there already stays as it is.
 *
 * @throws {StorageError} when it cannot be made.
 */
export async function ensurePrivateDir(path: string): Promise<void> {
  try {
    if (await exists(path, { isDirectory: true })) return;
    await ensureDir(path);
    if (Deno.build.os !== "windows") await Deno.chmod(path, 0o700);
    await syncFolder(`${path}/..`);
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}
