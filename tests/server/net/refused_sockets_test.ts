import { assertEquals } from "@std/assert";
import { GOODBYE_MS, MAX_REFUSALS, MAX_REFUSED_BYTES } from "../../../server/limits.ts";
import { RefusedSockets } from "../../../server/net/refused_sockets.ts";
import { FakeSocket } from "../fakes/socket.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

function setup() {
  const clock = new VirtualClock();
  return { clock, refused: new RefusedSockets(clock) };
}

Deno.test("RefusedSockets says why, and closes when the peer has closed, with nothing unread", async () => {
  const { clock, refused } = setup();
  const socket = new FakeSocket();
  socket.polite = false;
  refused.send(socket, "full\n");
  await socket.send("NICK ann\r\n");
  assertEquals([socket.writer.text, socket.writeClosed, socket.unread], ["full\n", true, 0]);
  assertEquals([socket.closed, clock.pending], [false, 1]);
  await socket.hangUp();
  assertEquals([socket.closed, clock.pending], [true, 0]);
});

Deno.test("RefusedSockets waits GOODBYE_MS for one that takes nothing, or says nothing, and not longer", async () => {
  for (const fast of [true, false]) {
    const { clock, refused } = setup();
    const socket = new FakeSocket(fast);
    socket.polite = false;
    refused.send(socket, "full\n");
    await clock.advance(GOODBYE_MS - 1);
    assertEquals(socket.closed, false);
    await clock.advance(1);
    assertEquals([socket.closed, clock.pending], [true, 0]);
  }
});

Deno.test("RefusedSockets writes on where a write took a part", async () => {
  const { refused } = setup();
  const socket = new FakeSocket(false);
  refused.send(socket, "full\n");
  await settled();
  await socket.writer.take(2);
  await socket.writer.takeAll();
  assertEquals([socket.writer.text, socket.closed], ["full\n", true]);
});

Deno.test("RefusedSockets reads MAX_REFUSED_BYTES of a peer that goes on, and not more", async () => {
  const { refused } = setup();
  const socket = new FakeSocket();
  socket.polite = false;
  refused.send(socket, "full\n");
  await socket.send("x".repeat(MAX_REFUSED_BYTES));
  for (let n = 0; n < 50 && socket.unread > 0; n++) await settled();
  assertEquals([socket.unread, socket.closed], [0, false]);
  await socket.send("x");
  assertEquals(socket.closed, true);
});

Deno.test("RefusedSockets says why behind the handshake, and closes when that fails", async () => {
  for (const isTls of [true, false]) {
    const { refused } = setup();
    const socket = new FakeSocket();
    const shake = Promise.withResolvers<void>();
    socket.handshake = () => shake.promise;
    refused.send(socket, "full\n");
    await settled();
    assertEquals([socket.writer.text, socket.closed], ["", false]);
    if (isTls) shake.resolve();
    else shake.reject(new Deno.errors.InvalidData("no TLS"));
    await settled();
    assertEquals([socket.writer.text, socket.closed], [isTls ? "full\n" : "", true]);
  }
});

Deno.test("RefusedSockets keeps MAX_REFUSALS and not one more: then the oldest is closed", () => {
  const { clock, refused } = setup();
  const sockets = Array.from({ length: MAX_REFUSALS + 1 }, () => {
    const socket = new FakeSocket();
    socket.polite = false;
    return socket;
  });
  const closed = () => sockets.filter(({ closed }) => closed).length;
  for (const socket of sockets.slice(0, MAX_REFUSALS)) refused.send(socket, "full\n");
  assertEquals(closed(), 0);
  refused.send(sockets.at(-1)!, "full\n");
  assertEquals([closed(), sockets[0]!.closed], [1, true]);
  refused.close();
  assertEquals([closed(), clock.pending], [MAX_REFUSALS + 1, 0]);
});
