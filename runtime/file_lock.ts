/** A file lock: one process has it at a time. */

import { type Clock, SystemClock } from "./clock.ts";

/** How long to wait for a lock where Deno has no `tryLock`. */
const LOCK_WAIT_MS = 250;

/** A file that can be locked. Only newer versions of Deno have `tryLock`. */
export interface Lockable {
  /** Waits for the lock and takes it. */
  lock(exclusive: boolean): Promise<void>;
  /** Takes the lock if nobody has it. Resolves to whether it did. */
  tryLock?(exclusive: boolean): Promise<boolean>;
}

/**
 * Takes the lock at `path`. Resolves to `undefined` when another process (or this one) has it. The lock
 * ends when the file is closed, and when the process ends, in whatever way.
 *
 * @throws {Error} what the system says, when the file cannot be opened.
 */
export async function takeLock(path: string): Promise<Deno.FsFile | undefined> {
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  if (await lockNow(file, LOCK_WAIT_MS)) return file;
  file.close();
  return undefined;
}

/** Locks `file` if nobody has the lock. Without `tryLock` it waits for the lock, at most `waitMs`. */
export async function lockNow(
  file: Lockable,
  waitMs: number,
  clock: Pick<Clock, "after"> = new SystemClock(),
): Promise<boolean> {
  if (file.tryLock) return await file.tryLock(true);
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const cancel = clock.after(waitMs, () => resolve(false));
  try {
    return await Promise.race([file.lock(true).then(() => true), late]);
  } finally {
    cancel();
  }
}
