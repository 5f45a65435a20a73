/** Gives way to all else that is ready. */

import { setImmediate } from "node:timers";

/** Resolves in the next turn of the event loop: all else that is ready comes first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
