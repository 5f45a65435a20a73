/** A file that only one process has at a time. */

/** How long a lock that cannot be asked for without waiting is waited for. */
const LOCK_WAIT_MS = 250;

/** A file that can be locked; newer versions of Deno have `tryLock`. */
export interface Lockable {
  /** Waits for the lock, and takes it. */
  lock(exclusive: boolean): Promise<void>;
  /** Takes the lock where that needs no waiting, and says whether it did. */
  tryLock?(exclusive: boolean): Promise<boolean>;
}

/**
 * Takes the lock at `path`; `undefined` when another process (or this one) has it. Closing the file gives
 * it back, and so does the end of the process, whichever way it ends.
 *
 * @throws {Error} what the system says, when the file cannot be opened.
 */
export async function takeLock(path: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  if (await lockNow(file, LOCK_WAIT_MS)) return file;
  file.close();
  return undefined;
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
