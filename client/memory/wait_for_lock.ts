/** Waits while another client has a file. */

import type { Clock } from "../../runtime/clock.ts";
import { FILE_RETRY_MS, MAX_FILE_TRIES } from "../limits.ts";
import type { Files } from "./files.ts";

/** Takes the lock of a file: its holder writes a few kilobytes. `undefined` where that takes too long. */
export async function waitForLock(
  files: Pick<Files, "lock">,
  path: string,
  clock: Clock,
): Promise<(() => void) | undefined> {
  for (let tries = 1;; tries++) {
    const unlock = await files.lock(`${path}.lock`);
    if (unlock !== undefined || tries >= MAX_FILE_TRIES) return unlock;
    await new Promise<void>((resolve) => clock.after(FILE_RETRY_MS, resolve));
  }
}
