import { assertEquals } from "@std/assert";
import {
  NODE_RETRY_MS,
  OTHER_GREETING_MS,
  RETRY_MIN_MS,
  STABLE_MS,
  STALLED_MS,
} from "../../../client/limits.ts";
import { Nodes } from "../../../client/link/nodes.ts";
import type { Dial, Transport } from "../../../client/link/transport.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const dials: readonly Dial[] = Array.from({ length: 3 }, () => () => Promise.reject(new Error()));
const [a, b, c] = dials;

function nodesOf(dials: readonly Dial[], random: () => number, clock = new VirtualClock()): Nodes {
  return new Nodes({ dials, clock, random });
}

Deno.test("Nodes waits longer and longer for a server that is alone", () => {
  const nodes = nodesOf([a!], () => 0.5);
  const waits = [0, 0, STABLE_MS].map((heldMs) => nodes.next(heldMs));
  assertEquals(waits, [RETRY_MIN_MS * 0.75, RETRY_MIN_MS * 1.5, 0]);
  assertEquals([nodes.dial, nodes.distrust()], [a, true]);
});

Deno.test("Nodes tries each server after a short random wait, and waits when all have failed", () => {
  const nodes = nodesOf(dials, () => 0.5);
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
    const wait = nodesOf(dials, () => random).next(STABLE_MS);
    assertEquals(wait, Math.round(random * NODE_RETRY_MS));
  }
});

Deno.test("Nodes gives up when no server can be trusted, and counts anew when one could be", () => {
  const nodes = nodesOf(dials, () => 0);
  const distrust = () => {
    const isLast = nodes.distrust();
    nodes.next(0);
    return isLast;
  };
  assertEquals([distrust(), distrust(), distrust()], [false, false, true]);
  nodes.trust();
  assertEquals([distrust(), distrust(), distrust()], [false, false, true]);
});

Deno.test("Nodes tries one that is added behind the others, and in its turn from then on", () => {
  const nodes = nodesOf([a!], () => 0.5);
  const soon = NODE_RETRY_MS / 2;
  assertEquals([nodes.next(0), nodes.next(0)], [RETRY_MIN_MS * 0.75, RETRY_MIN_MS * 1.5]);
  nodes.add(b!);
  assertEquals([nodes.next(STABLE_MS), nodes.dial], [soon, b]);
  nodes.add(c!);
  const tries = [0, 0, 0].map((heldMs) => [nodes.next(heldMs), nodes.dial]);
  assertEquals(tries, [[soon, c], [soon, a], [RETRY_MIN_MS * 0.75, b]]);
});

Deno.test("Nodes gives up on one that is added too before it gives up", () => {
  const nodes = nodesOf([a!], () => 0);
  nodes.add(b!);
  assertEquals(nodes.distrust(), false);
  nodes.next(0);
  assertEquals([nodes.dial, nodes.distrust()], [b, true]);
});

Deno.test("Nodes finds one that is added when its own can store nothing", async () => {
  const clock = new VirtualClock();
  const [one, two] = [new FakeServer(), new FakeServer()];
  const nodes = nodesOf([one.dial], () => 0, clock);
  const moved: Transport[] = [];
  nodes.stalled(STALLED_MS, (transport) => moved.push(transport));
  await clock.advance(0);
  assertEquals(moved, []);
  nodes.add(two.dial);
  nodes.stalled(STALLED_MS + 5_000, (transport) => moved.push(transport));
  await clock.advance(0);
  (await two.accept()).send("NICKNAME_REQUEST\n");
  await settled();
  assertEquals([moved.length, one.dials, nodes.dial], [1, 0, two.dial]);
});

/** Three servers, the first of which is the present one; where the client has moved to. */
function stalling() {
  const clock = new VirtualClock();
  const servers = [new FakeServer(), new FakeServer(), new FakeServer()];
  const nodes = nodesOf(servers.map(({ dial }) => dial), () => 0, clock);
  const moved: [server: number, transport: Transport][] = [];
  const move = (transport: Transport) => {
    moved.push([servers.findIndex(({ dial }) => dial === nodes.dial), transport]);
  };
  const stalled = (ms: number) => nodes.stalled(ms, move);
  return { clock, servers, nodes, moved, stalled };
}

const UNAVAILABLE = { type: "error", code: "unavailable", message: "it waits too" } as const;

Deno.test("Nodes leaves a server that stores nothing for another one that greets, and not before", async () => {
  const { clock, servers: [, b, c], moved, stalled } = stalling();
  stalled(2_000);
  await clock.advance(STALLED_MS - 2_001);
  assertEquals([b!.dials, c!.dials], [0, 0]);
  await clock.advance(1);
  stalled(STALLED_MS + 5_000);
  const waiting = await b!.accept();
  waiting.send(UNAVAILABLE);
  waiting.end();
  const able = await c!.accept();
  assertEquals([moved, waiting.closed], [[], true]);
  able.send("NICKNAME_REQUEST\n");
  await settled();
  assertEquals([moved.map(([server]) => server), able.closed, clock.pending], [[2], false, 0]);
  const bytes = new Uint8Array(100);
  const count = await moved[0]![1].read(bytes);
  assertEquals(new TextDecoder().decode(bytes.subarray(0, count!)), "NICKNAME_REQUEST\n");
});

Deno.test("Nodes stays where no other server greets, and looks again later", async () => {
  const { clock, servers: [, b, c], moved, stalled } = stalling();
  b!.down = true;
  stalled(STALLED_MS);
  await clock.advance(0);
  const silent = await c!.accept();
  await clock.advance(OTHER_GREETING_MS);
  assertEquals([moved, silent.closed, clock.pending], [[], true, 0]);
  stalled(STALLED_MS + 5_000);
  await clock.advance(0);
  (await c!.accept()).send("NICKNAME_REQUEST\n");
  await settled();
  assertEquals(moved.length, 1);
});

Deno.test("Nodes looks for no other server where its own goes on in time, or is gone", async () => {
  for (const over of ["goes on", "is gone"]) {
    const { clock, servers: [, b], nodes, stalled } = stalling();
    stalled(2_000);
    if (over === "goes on") stalled(0);
    else nodes.ended();
    await clock.advance(STALLED_MS);
    assertEquals([b!.dials, clock.pending], [0, 0], over);
  }
});

Deno.test("Nodes stays when the server goes on, or is gone, while another one is looked for", async () => {
  for (const over of ["goes on", "is gone"]) {
    const { clock, servers: [, b], nodes, moved, stalled } = stalling();
    stalled(STALLED_MS);
    await clock.advance(0);
    const peer = await b!.accept();
    if (over === "goes on") stalled(0);
    else nodes.ended();
    peer.send("NICKNAME_REQUEST\n");
    await settled();
    assertEquals([moved, peer.closed, clock.pending], [[], true, 0], over);
  }
});
