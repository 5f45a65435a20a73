import { DEADLINE_MS } from "./condition.ts";
import { pause } from "./pause.ts";

/** How {@linkcode poll} looks. */
export interface PollOptions {
  /** How long it looks, in milliseconds. */
  readonly deadlineMs?: number;
  /** The time between two looks, in milliseconds. */
  readonly everyMs?: number;
  /** What was there, for the error. */
  readonly seen?: () => string;
}

/**
 * Looks at another program, which tells of no change, until `look` finds something. Resolves with that.
 *
 * @throws {Error} At the deadline.
 */
export async function poll<T>(
  what: string,
  look: () => Promise<T | undefined>,
  { deadlineMs = DEADLINE_MS, everyMs = 40, seen = () => "" }: PollOptions = {},
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) break;
    await pause(everyMs);
  }
  throw new Error(`Waited for ${what}: not within ${deadlineMs} ms\n${seen()}`);
}
