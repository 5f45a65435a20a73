import { assert, assertEquals } from "@std/assert";
import {
  HANDSHAKE_TIMEOUT_MS,
  HELLO_TIMEOUT_MS,
  PING_AFTER_MS,
  PING_TIMEOUT_MS,
  SWEEP_MS,
  WRITE_STALL_MS,
} from "../../../server/limits.ts";
import { FakeServer } from "../fakes/server.ts";
import { HandshakeError } from "../../../server/net/socket.ts";
import { FakeConnection, GREETING, hello, say } from "../fakes/connection.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Connection sends a peer away that names nobody within HELLO_TIMEOUT_MS, though it drips", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  await peer.socket.send("{");
  for (let ms = 0; ms < HELLO_TIMEOUT_MS; ms += 10_000) {
    await peer.pass(10_000);
    await peer.socket.send(" ");
  }
  peer.connection.sweep();
  assertEquals(peer.over, false);
  await peer.pass(1);
  assertEquals(peer.socket.news(), `${GREETING}Disconnected: no nickname within 120 seconds\n`);
  assertEquals([peer.over, peer.log], [true, [
    "debug accepted",
    "info cut hello_timeout",
    "info closed",
  ]]);
});

Deno.test("Connection tells a native peer of the hello deadline in its dialect", async () => {
  const peer = new FakeConnection(new FakeServer());
  await peer.socket.frames(hello(""));
  peer.socket.news();
  await peer.pass(HELLO_TIMEOUT_MS + 1);
  assertEquals(peer.heard(), ["error hello_timeout"]);
  await peer.bye();
});

Deno.test("Connection pings a native peer that is silent for longer than PING_AFTER_MS", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  await peer.pass(PING_AFTER_MS);
  assertEquals(peer.heard(), []);
  await peer.pass(1);
  assertEquals(peer.heard(), ["ping 1"]);
  await peer.pass(PING_TIMEOUT_MS);
  assertEquals([peer.heard(), peer.over], [[], false]);
  await peer.socket.frames({ type: "pong", n: 1 });
  await peer.pass(PING_AFTER_MS);
  assertEquals(peer.heard(), []);
  await peer.pass(1);
  assertEquals(peer.heard(), ["ping 2"]);
  await peer.bye();
});

Deno.test("Connection takes any byte for an answer to a ping", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  await peer.pass(PING_AFTER_MS + 1);
  await peer.socket.send("{");
  peer.socket.news();
  await peer.pass(PING_AFTER_MS);
  assertEquals([peer.heard(), peer.over], [[], false]);
  await peer.bye();
});

Deno.test("Connection cuts a native peer that answers no ping for longer than PING_TIMEOUT_MS", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  await peer.pass(PING_AFTER_MS + 1);
  await peer.pass(PING_TIMEOUT_MS);
  assertEquals(peer.over, false);
  await peer.pass(1);
  assertEquals(peer.heard(), ["ping 1", "error ping_timeout"]);
  assertEquals([peer.over, server.hub.count], [true, 0]);
  assert(peer.log.includes("info cut ping_timeout"));
});

Deno.test("Connection takes nobody for silent while it does not listen itself, for a slow disk", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  server.disk.hold();
  await peer.socket.frames(say("c1", "hi"), { type: "ping", n: 1 });
  await peer.pass(PING_AFTER_MS + 2 * PING_TIMEOUT_MS);
  assertEquals([peer.heard(), peer.over], [[], false]);
  server.disk.release();
  await settled();
  assertEquals(peer.heard(), ["msg hi", "pong 1"]);
  await peer.pass(PING_AFTER_MS + SWEEP_MS);
  assertEquals(peer.heard(), ["ping 1"]);
  await peer.bye();
});

Deno.test("Connection asks a silent plain peer nothing", async () => {
  const peer = new FakeConnection(new FakeServer());
  await peer.socket.send("ann\n");
  peer.socket.news();
  await peer.pass(10 * PING_AFTER_MS);
  assertEquals([peer.socket.news(), peer.over], ["", false]);
  await peer.bye();
});

Deno.test("Connection closes when one write makes no progress for longer than WRITE_STALL_MS", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  peer.socket.writer.fast = false;
  const talk = async () => {
    await peer.socket.frames(say(`c${server.clock.now()}`, "hi"));
  };
  await talk();
  peer.connection.sweep();
  for (let ms = 0; ms < WRITE_STALL_MS; ms += 20_000) {
    await peer.pass(20_000);
    await talk();
  }
  assertEquals(peer.over, false);
  // a part of it is progress
  await peer.socket.writer.take(1);
  peer.connection.sweep();
  for (let ms = 0; ms < WRITE_STALL_MS; ms += 20_000) {
    await talk();
    await peer.pass(20_000);
  }
  assertEquals(peer.over, false);
  await peer.pass(1);
  assertEquals([peer.over, peer.socket.closed, server.hub.count], [true, true, 0]);
  assert(peer.log.includes("info took nothing"));
});

Deno.test("Connection tells of a handshake that came to nothing, aloud where no TLS was spoken", async () => {
  const { ConnectionReset, InvalidData } = Deno.errors;
  const cases: [cause: Error, logged: string][] = [
    [new InvalidData("no TLS was spoken"), "info no TLS"],
    [new ConnectionReset(), "debug no TLS"],
    [new HandshakeError("no request", { cause: new ConnectionReset() }), "debug no request"],
  ];
  for (const [cause, logged] of cases) {
    const peer = new FakeConnection(new FakeServer(), { tls: () => Promise.reject(cause) });
    await peer.bye();
    assertEquals(peer.log.filter((line) => / no /.test(line)), [logged]);
  }
});

Deno.test("Connection gives a TLS handshake HANDSHAKE_TIMEOUT_MS", async () => {
  for (const outcome of ["agrees", "fails", "takes too long"]) {
    const server = new FakeServer();
    const shake = Promise.withResolvers<void>();
    const peer = new FakeConnection(server, { tls: () => shake.promise });
    await server.clock.advance(HANDSHAKE_TIMEOUT_MS - 1);
    assertEquals([peer.over, peer.socket.news()], [false, ""]);
    if (outcome === "agrees") shake.resolve();
    if (outcome === "fails") shake.reject(new Deno.errors.InvalidData("no TLS"));
    await server.clock.advance(1);
    assertEquals(peer.socket.news(), outcome === "agrees" ? GREETING : "");
    assertEquals(peer.socket.closed, outcome !== "agrees");
    // a handshake on a closed socket comes to its end
    shake.reject(new Deno.errors.Interrupted("operation canceled"));
    await peer.bye();
    assertEquals(server.clock.pending, 0);
  }
});
