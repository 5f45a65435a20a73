import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import {
  FLOOD_CUT_MS,
  FLOOD_WARN_MS,
  MIN_READ_BYTES,
  RATE_BURST_S,
} from "../../../server/limits.ts";
import { FakeServer } from "../fakes/server.ts";
import { FakeConnection, say, stored } from "../fakes/connection.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Connection delays what comes faster than the rate, beyond the burst, and loses none of it", async () => {
  const rate = 10;
  const burst = rate * RATE_BURST_S;
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate }).enter("ann");
  const lines = Array.from({ length: burst + 30 }, (_, i) => say(`c${i}`, `${i}`));
  await peer.socket.frames(...lines.slice(0, burst));
  assertEquals(stored(server).length, burst);
  await peer.socket.frames(...lines.slice(burst));
  assertEquals(stored(server).length, burst);
  await peer.pass(1000);
  assertEquals(stored(server).length, burst + rate);
  await peer.pass(2000);
  assertEquals(stored(server), lines.map(({ text }) => `ann: ${text}`));
  assert(!peer.heard().some((line) => line.startsWith("error")));
  await peer.bye();
});

Deno.test("Connection reads no more while a line is held back", async () => {
  const rate = 1;
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate }).enter("ann");
  for (let i = 0; i <= RATE_BURST_S; i++) await peer.socket.frames(say(`c${i}`, "hi"));
  for (let i = 0; i < 10; i++) await peer.socket.send("x".repeat(MIN_READ_BYTES));
  assertLessOrEqual(9 * MIN_READ_BYTES, peer.socket.unread);
  await peer.bye();
});

Deno.test("Connection tells one who goes on too fast after FLOOD_WARN_MS, once, and cuts after FLOOD_CUT_MS", async () => {
  const rate = 10;
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate }).enter("ann");
  for (let i = 0; i < 1000; i++) peer.socket.frames(say(`c${i}`, "hi"));
  await settled();
  const errors = () => peer.heard().filter((line) => line.startsWith("error"));
  await peer.pass(FLOOD_WARN_MS);
  assertEquals(errors(), []);
  await peer.pass(200);
  assertEquals(errors(), ["error slow_down"]);
  await peer.pass(FLOOD_CUT_MS - FLOOD_WARN_MS - 200);
  assertEquals([errors(), peer.over], [[], false]);
  await peer.pass(200);
  assertEquals([errors(), server.hub.count], [["error flood"], 0]);
  // the last one was let through when it had been exactly so long
  assertEquals(stored(server).length, rate * RATE_BURST_S + (rate * FLOOD_CUT_MS) / 1000 + 1);
  await peer.bye();
});

Deno.test("Connection tells one who goes too fast once more, when there was a pause between", async () => {
  const peer = await new FakeConnection(new FakeServer(), { rate: 10 }).enter("ann");
  let said = 0;
  for (let flood = 0; flood < 2; flood++) {
    for (let i = 0; i < 200; i++) peer.socket.frames(say(`c${said++}`, "hi"));
    await peer.pass(20_000);
    const errors = peer.heard().filter((line) => line.startsWith("error"));
    assertEquals(errors, ["error slow_down"]);
  }
  await peer.bye();
});

Deno.test("Connection says with slow_down how long to wait", async () => {
  const peer = await new FakeConnection(new FakeServer(), { rate: 1 }).enter("ann");
  for (let i = 0; i < 30; i++) await peer.socket.frames(say(`c${i}`, "hi"));
  await peer.pass(FLOOD_WARN_MS + 1500);
  const warning = peer.socket.newFrames().find(({ code }) => code === "slow_down");
  assertEquals([warning?.retry_ms, warning?.type], [1000, "error"]);
  await peer.bye();
});

Deno.test("Connection forgives a pause: a paste now and then is no flood", async () => {
  const rate = 10;
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate }).enter("ann");
  let said = 0;
  for (let paste = 0; paste < 8; paste++) {
    for (let i = 0; i < 140; i++) peer.socket.frames(say(`c${said}`, `${said++}`));
    await peer.pass(14_200);
  }
  assertEquals([stored(server).length, peer.over], [said, false]);
  assert(!peer.heard().some((line) => line.startsWith("error")));
  await peer.bye();
});

Deno.test("Connection of a server without a rate delays nothing", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate: 0 }).enter("ann");
  await peer.socket.frames(...Array.from({ length: 500 }, (_, i) => say(`c${i}`, "hi")));
  for (let i = 0; i < 50; i++) await settled();
  assertEquals(stored(server).length, 500);
  await peer.bye();
});
