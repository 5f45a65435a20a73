/** One server for each data folder: an exclusive lock on a file in it. */

import { StorageError } from "../backbone.ts";
import { storageError } from "./log_file.ts";

/** How long a lock that cannot be asked for without waiting is waited for. */
const LOCK_WAIT_MS = 250;

/** A file that can be locked; newer versions of Deno have `tryLock`. */
export interface Lockable {
  lock(exclusive: boolean): Promise<void>;
  tryLock?(exclusive: boolean): Promise<boolean>;
}

/**
 * Takes the lock at `path`; closing the file gives it back, and so does the end of the process,
 * whichever way it ends.
 *
 * @throws {StorageError} "locked" when another process (or this one) has it.
 */
export async function takeLock(path: string): Promise<Deno.FsFile> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  } catch (cause) {
    throw storageError("write", path, cause);
  }
  if (await lockNow(file, LOCK_WAIT_MS)) return file;
  file.close();
  const what = "Cannot use the data folder: another server is using it";
  throw new StorageError("locked", `${what} (${path} is locked)`);
}

/** Locks `file` if nobody has; where that cannot be asked, waits for `waitMs` and no longer. */
export async function lockNow(file: Lockable, waitMs: number): Promise<boolean> {
  if (file.tryLock) return await file.tryLock(true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  try {
    return await Promise.race([file.lock(true).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
