/** A file that only one process has at a time. */

/** How long a lock that cannot be asked for without waiting is waited for. */
const LOCK_WAIT_MS = 250;

/** A file that can be locked; newer versions of Deno have `tryLock`. */
interface Lockable {
  lock(exclusive: boolean): Promise<void>;
  tryLock?(exclusive: boolean): Promise<boolean>;
}

/**
 * Takes the lock at `path`; `undefined` when another process has it. What is returned gives it
 * back, and so does the end of the process, whichever way it ends.
 */
export async function takeLock(path: string): Promise<(() => void) | undefined> {
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  if (await lockNow(file)) return () => file.close();
  file.close();
  return undefined;
}

async function lockNow(file: Lockable): Promise<boolean> {
  if (file.tryLock) return await file.tryLock(true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), LOCK_WAIT_MS);
  });
  try {
    return await Promise.race([file.lock(true).then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
