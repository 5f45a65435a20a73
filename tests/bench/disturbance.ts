/**
 * How long others' messages take while something else goes on, beside how long they take without it: in
 * pairs of short turns, since what this machine does otherwise changes from minute to minute.
 */

import { enter, type Guest } from "../e2e/support/guest.ts";
import { pause } from "../support/pause.ts";
import type { Address } from "../support/process.ts";

/** How long a turn takes, with what disturbs or without. */
const TURN_MS = 2_000;
/** A message is said so often. */
const EVERY_MS = 10;
/** Within a quarter. */
const GOAL = 1.25;

/** Takes the middle of some values, or another share of them. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? NaN;
}

/**
 * Says a hundred messages a second, whether or not those before have come, and prints for each pair of turns
 * how long they took to another member, then the ratios of all.
 *
 * @param disturb What goes on in each second turn, again and again.
 */
export async function measureDisturbance(
  server: { readonly address: Address },
  disturb: () => Promise<unknown>,
  pairs: number,
): Promise<void> {
  await using ann = await enter(server, "ann", { room: "dev" });
  await using bob = await enter(server, "bob", { room: "dev" });
  const all = { without: [] as number[], with: [] as number[], disturbing: [] as number[] };
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const p99 = { without: 0, with: 0 };
    for (const kind of pair % 2 === 0 ? TURNS : TURNS.toReversed()) {
      let isOver = false;
      const disturbing = (async () => {
        while (kind === "with" && !isOver) {
          const begin = performance.now();
          await disturb();
          all.disturbing.push(performance.now() - begin);
        }
      })();
      disturbing.catch(() => {}); // it is waited for below
      const times = await talk(ann, bob);
      isOver = true;
      await disturbing;
      p99[kind] = quantile(times, 0.99);
      all[kind].push(...times);
    }
    await bob.send({ type: "pong", n: 0 }); // who says nothing for long is cut
    ratios.push(p99.with / p99.without);
    console.log(`p99 ${p99.without.toFixed(2)} without, ${p99.with.toFixed(2)} with, ms`);
  }
  for (const kind of TURNS) {
    const [p50, p90, p99] = [0.5, 0.9, 0.99].map((share) => quantile(all[kind], share).toFixed(2));
    console.log(`${kind}: ${all[kind].length}, p50 ${p50}, p90 ${p90}, p99 ${p99} ms`);
  }
  const within = ratios.filter((ratio) => ratio <= GOAL).length;
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  console.log(
    `ratios of p99: median ${middle}, quarters ${low} and ${high}; ${within} of ${pairs} within a quarter; ` +
      `meanwhile ${all.disturbing.length} times, ${quantile(all.disturbing, 0.5) | 0} ms each`,
  );
}

const TURNS = ["without", "with"] as const;

let said = 0;

/** The milliseconds from each message said to its arrival. */
async function talk(ann: Guest, bob: Guest): Promise<number[]> {
  const begin = performance.now();
  const waiting: Promise<number>[] = [];
  for (let at = 0; at < TURN_MS; at += EVERY_MS) {
    await pause(begin + at - performance.now());
    const cid = `m${++said}`;
    const sent = performance.now();
    waiting.push(bob.next(`"cid":"${cid}"`).then(() => performance.now() - sent));
    await ann.send({ type: "say", room: "dev", cid, text: "how long does this take" });
  }
  return await Promise.all(waiting);
}
