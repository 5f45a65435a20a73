/** A bounded wait. */

import type { Clock } from "./clock.ts";

/** Waits for `promise`, at most `ms`. Resolves to its value, or to `undefined` when it took longer. */
export async function within<T>(
  promise: Promise<T>,
  ms: number,
  clock: Pick<Clock, "after">,
): Promise<T | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const cancel = clock.after(ms, () => resolve(undefined));
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
