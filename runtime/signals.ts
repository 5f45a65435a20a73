/** Signals that ask the program to stop. */

import type { Clock } from "./clock.ts";

/**
 * One press of Ctrl-C may come twice: the terminal sends the signal to all its programs, and `deno task`
 * sends it on. A person needs longer than this for a second press.
 */
export const SAME_PRESS_MS = 300;

/**
 * The system ends a program for these, too, and at once: a terminal would stay in raw mode, and a server would
 * leave without a word. Windows has none of them; SIGUSR1 belongs to the debugger.
 */
const ENDING: readonly Deno.Signal[] = [
  ...["SIGALRM", "SIGIO", "SIGPROF", "SIGUSR2", "SIGVTALRM", "SIGXCPU"] as const,
  ...Deno.build.os === "linux" ? ["SIGPWR", "SIGSTKFLT"] as const : [],
];

/**
 * Calls `act` at each signal that asks the program to stop. Returns a function that ends this.
 *
 * @param hangUp Whether SIGHUP counts, which comes when the terminal is gone. On Windows it always does.
 * @param isInterruptMeant Whether Ctrl-C is meant for this program now: all that use the terminal get its signal.
 */
export function onStopSignal(
  act: () => void,
  { hangUp, isInterruptMeant = () => true }: {
    readonly hangUp: boolean;
    readonly isInterruptMeant?: () => boolean;
  },
): () => void {
  // Windows has no SIGTERM, and SIGHUP means there that the console window is closed
  const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK", "SIGHUP"]
    : ["SIGINT", "SIGTERM", "SIGQUIT", ...hangUp ? ["SIGHUP"] as const : [], ...ENDING];
  const interrupt = () => {
    if (isInterruptMeant()) act();
  };
  // those that a key of the terminal sends
  const listeners = signals.map((signal) =>
    [signal, signal === "SIGINT" || signal === "SIGQUIT" ? interrupt : act] as const
  );
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  };
}

/** Lets the program go on when its terminal is gone. On Windows the system ends it all the same. */
export function outliveTerminal(): void {
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGHUP", () => {});
}

/** A function to call at each such signal. It calls `stop` the first time, `end` each later time. */
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
