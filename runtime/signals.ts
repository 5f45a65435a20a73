/** Signals that ask the program to stop. */

import type { Clock } from "./clock.ts";

/**
 * One press of Ctrl-C may come twice: from the terminal to all that runs in it, and from `deno task`,
 * which hands on what it gets. A person who presses again takes longer than this, in milliseconds.
 */
export const SAME_PRESS_MS = 300;

/**
 * Calls `act` at each signal that asks the program to stop; returns how to end that.
 *
 * @param hangUp Whether to stop when the terminal is gone, too. (On Windows that always counts.)
 */
export function onStopSignal(
  act: () => void,
  { hangUp }: { readonly hangUp: boolean },
): () => void {
  // Windows knows no SIGTERM, and closing the console window is SIGHUP there
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK", "SIGHUP"]
    : ["SIGINT", "SIGTERM", ...hangUp ? ["SIGHUP"] as const : []];
  for (const signal of signals) Deno.addSignalListener(signal, act);
  return () => {
    for (const signal of signals) Deno.removeSignalListener(signal, act);
  };
}

/** What to call at each such signal: `stop` at the first one, `end` at each later one. */
export function stopThenEnd(
  clock: Pick<Clock, "now">,
  { stop, end }: { readonly stop: () => void; readonly end: () => void },
): () => void {
  let stoppedAt: number | undefined;
  return () => {
    const now = clock.now();
    if (stoppedAt === undefined) {
      stoppedAt = now;
      stop();
    } else if (now - stoppedAt > SAME_PRESS_MS) end();
  };
}
