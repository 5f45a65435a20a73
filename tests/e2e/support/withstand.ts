/** Two people who talk while others do the server harm, and must hardly notice. */

import { assert, assertEquals } from "@std/assert";
import { END_DEADLINE_MS } from "../../support/condition.ts";
import { poll } from "../../support/poll.ts";
import type { Address, Server } from "../../support/process.ts";
import { type Latency, latency } from "./bystanders.ts";
import { enter, type Frame, type Guest } from "./guest.ts";
import { attack } from "./programs.ts";

/** How often it is measured, at the most. */
const TRIES = 4;

/**
 * Whether a message takes no longer than can be said for certain on a machine that does other things
 * too, and has to do what the attackers do: `tests/attacks.ts` looks closer.
 */
function isWithin(hot: Latency, calm: Latency): boolean {
  // of a hundred messages at most one is held up for longer than a person would notice
  return hot.p50 < 10 * calm.p50 + 25 && hot.p99 < 5 * calm.p99 + 200;
}

function show({ p50, p99 }: Latency): string {
  return `${p50.toFixed(1)} to ${p99.toFixed(1)}`;
}

/**
 * Has two people talk while each of the attacks goes on.
 *
 * @param attacks What the attackers must have been told, where they must have been told anything.
 * @param address The door that is attacked.
 */
export async function withstand(
  t: Deno.TestContext,
  server: Server,
  [ann, bob]: readonly [Guest, Guest],
  attacks: Readonly<Record<string, RegExp | undefined>>,
  address: Address = server.address,
): Promise<void> {
  await latency(ann, bob); // what runs for the first time is slow
  const calm = await latency(ann, bob);
  const report = [`calm ${show(calm)} ms`];
  for (const [name, told] of Object.entries(attacks)) {
    await t.step(name, async () => {
      await using attackers = await attack(name, { address });
      // a machine that is busy otherwise is slow for a moment, a server that is held up for good
      let hot = await latency(ann, bob);
      for (let n = 1; n < TRIES && !isWithin(hot, calm); n++) hot = await latency(ann, bob);
      report.push(`${name} ${show(hot)}`);
      if (told !== undefined) await attackers.waitForOutput(told);
      assert(isWithin(hot, calm), `calm ${show(calm)} ms, attacked ${show(hot)}`);
    });
  }
  console.log(report.join(", "));
  await t.step("and all is as before", async () => {
    await using newcomer = await enter(server, "carol");
    await alone(newcomer);
    assertEquals((await newcomer.say("hello?")).nick, "carol");
    const { ids, own } = seenBy(bob);
    assertEquals(ids, ids.map((_, at) => ids[0]! + at), "bob saw all that was said");
    assertEquals(own, seenBy(ann).own, "and nothing of ann's is missing");
    await server.process.stop("SIGTERM");
    assert(!/Uncaught|connection failed/.test(server.process.stderr), "no fault came to light");
  });
}

/** The ids of all messages that a bystander saw, and those by ann. */
function seenBy(guest: Guest): { ids: number[]; own: Frame[] } {
  const seen = guest.frames("msg");
  return { ids: seen.map(({ id }) => id), own: seen.filter(({ nick }) => nick === "ann") };
}

/** Resolves when none but the bystanders and this one are there; the rate keeps it from haste. */
async function alone(guest: Guest): Promise<void> {
  const count = await poll("the end of the attackers", async () => {
    await guest.send({ type: "who" });
    const { count } = await guest.nextFrame("who");
    return count > 3 ? undefined : count;
  }, { deadlineMs: END_DEADLINE_MS });
  assertEquals(count, 3, "the bystanders are still there");
}
