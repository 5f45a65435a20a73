/** Gives way to everything else that is ready. */

import { setImmediate } from "node:timers";

/** Resolves in the next turn of the event loop, after everything else that is ready. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
