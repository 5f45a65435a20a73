/**
 * Other programs on the machine falsify a run. Here one waits for a quiet moment before it, and
 * afterwards a run that was disturbed is made again.
 *
 * @module
 */
import type { Run } from "./measure.ts";
import { pause } from "../support/pause.ts";

/** Cores that others may keep busy during a run, on average. */
const MAX_OTHERS = 0.15;
const LOOK_MS = 300;
const PATIENCE_MS = 30_000;

/** CPU seconds spent by all cores so far; not on Linux, NaN. */
async function spent(): Promise<number> {
  try {
    const [, ...counts] = (await Deno.readTextFile("/proc/stat")).split("\n", 1)[0]!.split(/\s+/);
    // Without idle and waiting for the disk; in hundredths of a second.
    return counts.reduce((sum, n, i) => i === 3 || i === 4 || i > 7 ? sum : sum + Number(n), 0) /
      100;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NaN;
    throw error;
  }
}

/** Waits until the machine is quiet, or for half a minute. */
export async function quietMoment(): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const before = await spent();
    await pause(LOOK_MS);
    if (!((await spent() - before) / (LOOK_MS / 1000) > MAX_OTHERS)) return;
  }
}

/** How many cores others kept busy during a run. */
export function others(run: Run): number {
  return run.other_cpu ?? 0;
}

/** Makes a run up to so many times until it is undisturbed; else the least disturbed counts. */
export async function undisturbed(run: () => Promise<Run>, tries: number): Promise<Run> {
  const all: Run[] = [];
  do {
    await quietMoment();
    all.push(await run());
  } while (others(all.at(-1)!) > MAX_OTHERS && all.length < tries);
  return all.toSorted((a, b) => others(a) - others(b))[0]!;
}
