import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import {
  BAD_LINE_PAUSE_MS,
  GOODBYE_MS,
  MAX_BAD_LINES,
  MAX_HELLO_TRIES,
  MAX_HISTORY_BYTES,
  MAX_LAG_BYTES,
  MAX_READ_BYTES,
  PLAIN_SILENCE_MS,
  TURN_US,
} from "../../../server/limits.ts";
import type { Door } from "../../../server/dialects/dialect.ts";
import { FakeServer, secretOf } from "../fakes/server.ts";
import { FakeConnection, hello, say, stored } from "../fakes/connection.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Connection acknowledges what was said last before it closes after the end of input", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  server.disk.hold();
  await peer.socket.frames(say("c1", "last"));
  await peer.socket.hangUp();
  assertEquals([peer.heard(), peer.over], [[], false]);
  server.disk.release();
  await settled();
  assertEquals(peer.heard(), ["msg last"]);
  assertEquals([peer.over, peer.socket.closed, server.hub.count], [true, true, 0]);
  assertEquals(peer.log, ["debug accepted", "info joined", "info left"]);
});

Deno.test("Connection takes no line after its end, though it was read before", async () => {
  const server = new FakeServer();
  let taken = 0;
  const door: Door = {
    greeting: "",
    maxLineBytes: MAX_LINE_BYTES,
    refusal: () => "",
    open: () => ({
      costs: () => false,
      line: () => {
        taken++;
        server.clock.jump(TURN_US / 1_000 + 1); // others go before the next
      },
      error: () => "",
      ping: () => "",
      farewell: () => "",
      settled: () => Promise.resolve(),
      closed: () => {},
    }),
  };
  const peer = new FakeConnection(server, { door });
  const sent = peer.socket.send("x\n".repeat(20));
  while (taken === 0) await Promise.resolve();
  peer.connection.end("bye\n");
  await sent;
  for (let n = 0; n < 25; n++) await settled();
  assertEquals([taken, peer.socket.news()], [1, "bye\n"]);
  await peer.bye();
});

Deno.test("Connection logs why a peer is sent away, whoever has found that out", async () => {
  const line = (frame: object) => `${JSON.stringify(frame)}\n`;
  const cases: readonly [string, string][] = [
    [line(hello("")).repeat(MAX_HELLO_TRIES), "flood"],
    ["a: b\n".repeat(MAX_HELLO_TRIES), "flood"],
    [line(hello("ann")) + "{\n".repeat(MAX_BAD_LINES), "too_many_bad_lines"],
    [
      line(hello("ann")) + `${"x".repeat(MAX_LINE_BYTES)}\n`.repeat(MAX_BAD_LINES),
      "too_many_bad_lines",
    ],
  ];
  for (const [lines, code] of cases) {
    const peer = new FakeConnection(new FakeServer());
    await peer.socket.send(lines);
    while (!peer.over) await peer.pass(BAD_LINE_PAUSE_MS);
    assertEquals(peer.log.filter((entry) => entry.startsWith("info cut")), [`info cut ${code}`]);
  }
});

Deno.test("Connection logs that another one goes on with its session", async () => {
  const server = new FakeServer();
  const dead = await new FakeConnection(server).enter("ann");
  const ann = new FakeConnection(server);
  await ann.socket.frames(hello("ann", { resume: secretOf(1) }));
  assertEquals([dead.over, dead.log], [true, [
    "debug accepted",
    "info joined",
    "info cut replaced",
    "info left",
  ]]);
  await ann.bye();
});

Deno.test("Connection cuts one who is more than MAX_LAG_BYTES behind, and says slow, last of all", async () => {
  const server = new FakeServer();
  const slow = await new FakeConnection(server).enter("slow");
  const ann = await new FakeConnection(server).enter("ann");
  slow.socket.news();
  slow.socket.writer.fast = false;
  const text = "x".repeat(7000);
  const line = JSON.stringify(say("c1000", text)).length + 70;
  const enough = Math.floor(MAX_LAG_BYTES / line);
  for (let i = 0; i < enough; i++) await ann.socket.frames(say(`c${1000 + i}`, text));
  assertEquals([slow.over, server.hub.count], [false, 2]);
  for (let i = 0; i < enough && server.hub.count > 1; i++) {
    await ann.socket.frames(say(`d${1000 + i}`, text));
  }
  assertEquals([server.hub.count, slow.over], [1, false]);
  slow.socket.writer.fast = true;
  await slow.socket.writer.takeAll();
  // the write in flight is whole, and all that waited behind it is dropped
  assertEquals(slow.heard(), [`msg ${text}`, "error slow"]);
  assertEquals(slow.over, true);
  await ann.bye();
});

Deno.test("Connection lets one wait who asks for more than it takes, and does not cut it", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  for (let i = 0; i < 140; i++) await peer.socket.frames(say(`c${i}`, "x".repeat(7000)));
  peer.socket.news();
  peer.socket.writer.fast = false;
  const pages = 20;
  await peer.socket.frames(...Array(pages).fill({ type: "history", limit: 140 }));
  for (let i = 0; i < 100; i++) {
    assertLessOrEqual(peer.connection.outlet.waitingBytes, MAX_READ_BYTES + MAX_HISTORY_BYTES);
    await settled();
  }
  peer.socket.writer.fast = true;
  await peer.socket.writer.takeAll();
  while (peer.socket.unread > 0 && !peer.over) await settled();
  const closings = peer.heard().filter((line) => line === "history");
  assertEquals([closings.length, peer.over], [pages, false]);
  await peer.bye();
});

Deno.test("Connection.farewell says shutdown to each in its dialect, and nothing to one without", async () => {
  const server = new FakeServer();
  const native = await new FakeConnection(server).enter("ann");
  const plain = new FakeConnection(server);
  await plain.socket.send("bob\n");
  const nobody = new FakeConnection(server);
  await settled();
  for (const peer of [native, plain, nobody]) {
    peer.socket.news();
    await peer.connection.farewell();
    await settled();
    assert(peer.over && peer.socket.closed);
  }
  assertEquals(native.socket.news().includes('{"type":"shutdown"'), true);
  assertEquals(plain.socket.news(), "SERVER_SHUTDOWN");
  assertEquals(nobody.socket.news(), "");
  assertEquals(server.hub.count, 0);
});

Deno.test("Connection.farewell reaches one who is just entering", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  const entering = peer.socket.frames(hello("ann"));
  await Promise.resolve();
  const gone = peer.connection.farewell();
  await entering;
  await gone;
  assertEquals([peer.over, server.hub.count, server.clock.pending], [true, 0, 0]);
});

Deno.test("Connection reads on into nothing after its goodbye until the peer closes, for GOODBYE_MS at most", async () => {
  for (const closes of [true, false]) {
    const server = new FakeServer();
    const peer = await new FakeConnection(server).enter("ann");
    peer.socket.polite = false;
    await peer.socket.frames({ type: "bye" }, say("c1", "too late"), hello("bob"));
    await peer.socket.send("x".repeat(5 * MAX_READ_BYTES));
    for (let i = 0; i < 100; i++) await settled();
    assertEquals([peer.socket.writeClosed, peer.over, peer.socket.unread], [true, false, 0]);
    if (closes) await peer.socket.hangUp();
    else {
      await server.clock.advance(GOODBYE_MS - 1);
      assertEquals(peer.over, false);
      await server.clock.advance(1);
    }
    assertEquals([peer.over, stored(server), server.clock.pending], [true, [], 0]);
    assertEquals([peer.heard(), server.hub.count], [[], 0]);
  }
});

Deno.test("Connection gives a goodbye that nobody takes GOODBYE_MS", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  peer.socket.writer.fast = false;
  const gone = peer.connection.farewell();
  await server.clock.advance(GOODBYE_MS - 1);
  assertEquals(peer.over, false);
  await server.clock.advance(1);
  await gone;
  assertEquals([peer.over, peer.socket.closed], [true, true]);
});

Deno.test("Connection ends quietly when the peer is torn away, in reading or in writing", async () => {
  for (
    const cause of [
      new Deno.errors.ConnectionReset("reset"),
      new Deno.errors.BrokenPipe("pipe"),
      new Deno.errors.TimedOut("timed out"),
    ]
  ) {
    const server = new FakeServer();
    const reader = await new FakeConnection(server).enter("ann");
    await reader.socket.hangUp(cause);
    assertEquals([reader.over, reader.log], [true, ["debug accepted", "info joined", "info left"]]);
    const writer = await new FakeConnection(server).enter("bob");
    writer.socket.writer.fast = false;
    await writer.socket.frames({ type: "ping", n: 1 });
    await writer.socket.writer.fail(cause);
    assertEquals([writer.over, writer.log], [true, ["debug accepted", "info joined", "info left"]]);
    assertEquals([server.hub.count, server.clock.pending], [0, 0]);
  }
});

Deno.test("Connection says internal to a peer when something goes wrong in the server, and logs what", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  await peer.socket.hangUp(new TypeError("a mistake"));
  assertEquals(peer.heard(), ["error internal"]);
  assertEquals(peer.log, [
    "debug accepted",
    "info joined",
    "info cut internal",
    "error connection failed",
  ]);
  await server.clock.advance(GOODBYE_MS);
  assertEquals([peer.over, server.hub.count], [true, 0]);
});

Deno.test("Connection that fails in a plain piece leaves no rejection behind", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  server.hub.enter = () => Promise.reject(new TypeError("a mistake"));
  await peer.socket.send("ann");
  await server.clock.advance(PLAIN_SILENCE_MS);
  await server.clock.advance(GOODBYE_MS);
  assertEquals([peer.over, peer.log.includes("error connection failed")], [true, true]);
});

Deno.test("Connection leaves nobody and nothing behind, whatever bytes come in whatever pieces", async () => {
  const piece = fc.oneof(
    fc.constantFrom('{"type":', '"hello"', ',"v":1,"nick":"ann"}', "\n", "\r\n", "ann\n", "hi"),
    fc.constantFrom(JSON.stringify(hello("bob")) + "\n", JSON.stringify(say("c", "x")) + "\n"),
    fc.uint8Array({ maxLength: 20 }),
  );
  const step = fc.record({ piece, ms: fc.constantFrom(0, 0, 50, 100, 1000) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30, size: "max" }), async (steps) => {
      const server = new FakeServer();
      const peer = new FakeConnection(server, { rate: 5 });
      for (const { piece, ms } of steps) {
        if (peer.socket.closed) break;
        await peer.socket.send(piece);
        await peer.pass(ms);
      }
      await peer.pass(30_000);
      await peer.bye();
      assertEquals([server.hub.count, server.clock.pending], [0, 0]);
      assert(!peer.log.some((line) => line.startsWith("error")), peer.log.join());
    }),
    { numRuns: 100 },
  );
});
