/** What the signals to stop mean: to stop, and once more, for whoever cannot wait, to end at once. */

/**
 * One press of Ctrl-C may come twice: from the terminal to all that runs in it, and from `deno task`,
 * which hands on what it gets. A person who presses again takes longer than this, in milliseconds.
 */
export const SAME_PRESS_MS = 300;

/**
 * What to call at each signal.
 *
 * @param now A time that never goes back, in milliseconds.
 */
export function onStopSignal(
  now: () => number,
  { stop, end }: { readonly stop: () => void; readonly end: () => void },
): () => void {
  let stoppedAt: number | undefined;
  return () => {
    const at = now();
    if (stoppedAt !== undefined && at - stoppedAt > SAME_PRESS_MS) return end();
    if (stoppedAt === undefined) stop();
    stoppedAt ??= at;
  };
}
