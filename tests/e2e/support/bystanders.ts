/** People who talk while something else goes on: how long a message takes from one to the other. */

import type { Guest } from "./guest.ts";

/** Messages by which it is measured. */
const SAMPLES = 60;

/** Pause between them, in milliseconds: bystanders keep within the rate. */
const PAUSE_MS = 5;

/** The median of many messages, in milliseconds. */
export async function latency(from: Guest, to: Guest, samples = SAMPLES): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < samples; n++) {
    const text = crypto.randomUUID();
    const start = performance.now();
    await Promise.all([from.say(text), to.next(text)]);
    taken.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return taken.sort((a, b) => a - b)[samples >> 1]!;
}
