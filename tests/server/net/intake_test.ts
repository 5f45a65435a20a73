import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import {
  BAD_LINE_PAUSE_MS,
  FLOOD_CUT_MS,
  FLOOD_WARN_MS,
  MAX_BAD_LINES,
  MIN_READ_BYTES,
  RATE_BURST_S,
} from "../../../server/limits.ts";
import { FakeServer } from "../fakes/server.ts";
import { FakeConnection, say, stored } from "../fakes/connection.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Intake delays what comes faster than the rate, beyond the burst, and loses none of it", async () => {
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

Deno.test("Intake reads no more while a line is held back", async () => {
  const rate = 1;
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate }).enter("ann");
  for (let i = 0; i <= RATE_BURST_S; i++) await peer.socket.frames(say(`c${i}`, "hi"));
  for (let i = 0; i < 10; i++) await peer.socket.send("x".repeat(MIN_READ_BYTES));
  assertLessOrEqual(9 * MIN_READ_BYTES, peer.socket.unread);
  await peer.bye();
});

Deno.test("Intake tells one who goes on too fast after FLOOD_WARN_MS, once, and cuts after FLOOD_CUT_MS", async () => {
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

Deno.test("Intake tells one who goes too fast once more, when there was a pause between", async () => {
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

Deno.test("Intake says with slow_down how long to wait", async () => {
  const peer = await new FakeConnection(new FakeServer(), { rate: 1 }).enter("ann");
  for (let i = 0; i < 30; i++) await peer.socket.frames(say(`c${i}`, "hi"));
  await peer.pass(FLOOD_WARN_MS + 1500);
  const warning = peer.socket.newFrames().find(({ code }) => code === "slow_down");
  assertEquals([warning?.retry_ms, warning?.type], [1000, "error"]);
  await peer.bye();
});

Deno.test("Intake forgives a pause: a paste now and then is no flood", async () => {
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

Deno.test("Intake of a server without a rate delays nothing", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server, { rate: 0 }).enter("ann");
  await peer.socket.frames(...Array.from({ length: 500 }, (_, i) => say(`c${i}`, "hi")));
  for (let i = 0; i < 50; i++) await settled();
  assertEquals(stored(server).length, 500);
  await peer.bye();
});

Deno.test("Intake takes the longest line, and drops one a byte longer, saying so", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  const line = (bytes: number) => JSON.stringify(say("c1", "hi")).padEnd(bytes - 1) + "\n";
  await peer.socket.send(line(MAX_LINE_BYTES));
  await settled();
  assertEquals(peer.heard(), ["msg hi"]);
  await peer.socket.send(line(MAX_LINE_BYTES + 1));
  for (let i = 0; i < 5; i++) await peer.pass(BAD_LINE_PAUSE_MS);
  await peer.socket.frames({ type: "ping", n: 1 });
  assertEquals(peer.heard(), ["error line_too_long", "pong 1"]);
  await peer.bye();
});

Deno.test("Intake ends at a first line that is too long, and takes nothing behind it", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  await peer.socket.send("x".repeat(MAX_LINE_BYTES) + "\nann\n");
  assertEquals([peer.over, server.hub.count], [true, 0]);
  assert(peer.socket.news().includes(`longer than ${MAX_LINE_BYTES} bytes`));
  await peer.bye();
});

Deno.test("Intake counts lines that are too long as abuse, up to MAX_BAD_LINES", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  const long = "x".repeat(MAX_LINE_BYTES) + "\n";
  const drop = async (count: number) => {
    for (let i = 0; i < count; i++) await peer.socket.send(long);
    while (peer.socket.unread > 0 && !peer.over) await peer.pass(BAD_LINE_PAUSE_MS);
    await peer.pass(BAD_LINE_PAUSE_MS);
  };
  await drop(MAX_BAD_LINES - 1);
  assertEquals([peer.over, peer.heard().length], [false, MAX_BAD_LINES - 1]);
  await drop(1);
  assertEquals([peer.heard().at(-1), peer.over], ["error too_many_bad_lines", true]);
});

Deno.test("Intake reads on only a moment after a line that is no frame", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  await peer.socket.send("{\n{\n");
  assertEquals(peer.heard(), ["error bad_frame"]);
  await peer.pass(BAD_LINE_PAUSE_MS - 1);
  assertEquals(peer.heard(), []);
  await peer.pass(1);
  assertEquals(peer.heard(), ["error bad_frame"]);
  await peer.bye();
});
