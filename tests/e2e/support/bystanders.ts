/** People who talk while something else goes on: how long a message takes from one to the other. */

import type { Guest } from "./guest.ts";
import { pause } from "../../support/pause.ts";

/** Messages by which it is measured. */
const SAMPLES = 120;

/** Pause between them, in milliseconds: bystanders keep within the rate. */
const PAUSE_MS = 8;

/** How long messages took, in milliseconds. */
export interface Latency {
  /** Half of them took no longer. */
  readonly p50: number;
  /** All but one in a hundred. */
  readonly p99: number;
}

/** How long many messages take, one after the other. */
export async function latency(from: Guest, to: Guest, samples = SAMPLES): Promise<Latency> {
  const taken: number[] = [];
  for (let n = 0; n < samples; n++) {
    const text = crypto.randomUUID();
    const start = performance.now();
    await Promise.all([from.say(text), to.next(text)]);
    taken.push(performance.now() - start);
    await pause(PAUSE_MS);
  }
  taken.sort((a, b) => a - b);
  return { p50: taken[samples >> 1]!, p99: taken[Math.floor(samples * 0.99)]! };
}
