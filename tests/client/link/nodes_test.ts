import { assertEquals } from "@std/assert";
import { NODE_RETRY_MS, RETRY_MIN_MS, STABLE_MS } from "../../../client/limits.ts";
import { Nodes } from "../../../client/link/nodes.ts";
import type { Dial } from "../../../client/link/transport.ts";

const dials: readonly Dial[] = Array.from({ length: 3 }, () => () => Promise.reject(new Error()));
const [a, b, c] = dials;

Deno.test("Nodes waits longer and longer for a server that is alone", () => {
  const nodes = new Nodes([a!], () => 0.5);
  const waits = [0, 0, STABLE_MS].map((heldMs) => nodes.next(heldMs));
  assertEquals(waits, [RETRY_MIN_MS * 0.75, RETRY_MIN_MS * 1.5, 0]);
  assertEquals([nodes.dial, nodes.distrust()], [a, true]);
});

Deno.test("Nodes tries each server after a short random wait, and waits when all have failed", () => {
  const nodes = new Nodes(dials, () => 0.5);
  const tries = [STABLE_MS, 0, 0, 0, 0, 0].map((heldMs) => [nodes.next(heldMs), nodes.dial]);
  const soon = NODE_RETRY_MS / 2;
  assertEquals(tries, [
    [soon, b],
    [soon, c],
    [RETRY_MIN_MS * 0.75, a],
    [soon, b],
    [soon, c],
    [RETRY_MIN_MS * 1.5, a],
  ]);
  assertEquals(nodes.next(STABLE_MS), soon);
});

Deno.test("Nodes never waits for longer than a second while a server was not tried", () => {
  for (const random of [0, 0.999]) {
    const wait = new Nodes(dials, () => random).next(STABLE_MS);
    assertEquals(wait, Math.round(random * NODE_RETRY_MS));
  }
});

Deno.test("Nodes gives up when no server can be trusted, and counts anew when one could be", () => {
  const nodes = new Nodes(dials, () => 0);
  const distrust = () => {
    const isLast = nodes.distrust();
    nodes.next(0);
    return isLast;
  };
  assertEquals([distrust(), distrust(), distrust()], [false, false, true]);
  nodes.trust();
  assertEquals([distrust(), distrust(), distrust()], [false, false, true]);
});
