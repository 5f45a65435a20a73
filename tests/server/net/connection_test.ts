import { assertEquals, assertStringIncludes } from "@std/assert";
import { PLAIN_LETTER_MS, PLAIN_SILENCE_MS } from "../../../server/limits.ts";
import { encode, FakeConnection, GREETING, hello, say, stored } from "../fakes/connection.ts";
import { FakeServer } from "../fakes/server.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Connection asks for a nickname before it has heard anything", async () => {
  const peer = new FakeConnection(new FakeServer());
  await settled();
  assertEquals(peer.socket.news(), GREETING);
  await peer.bye();
  assertEquals(peer.log, ["debug accepted", "debug closed"]);
});

Deno.test("Connection logs the end of a peer that has said something, though not who it is", async () => {
  const peer = new FakeConnection(new FakeServer());
  await peer.socket.send("{");
  await peer.bye();
  assertEquals(peer.log.at(-1), "info closed");
});

Deno.test("Connection calls its peer by the nickname it has now in the log", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  await peer.socket.frames({ type: "nick", nick: "anna" });
  await peer.bye();
  assertEquals([peer.log, peer.named], [
    ["debug accepted", "info joined", "info left"],
    [undefined, "ann", "anna"],
  ]);
});

Deno.test("Connection takes a plain piece without a line feed for a line after PLAIN_SILENCE_MS", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  await peer.socket.send("ann");
  await server.clock.advance(PLAIN_SILENCE_MS - 1);
  assertEquals(server.hub.count, 0);
  await server.clock.advance(1);
  assertEquals(server.hub.count, 1);
  await peer.socket.send("one");
  await server.clock.advance(PLAIN_SILENCE_MS);
  await peer.socket.send("two");
  await server.clock.advance(PLAIN_SILENCE_MS);
  assertEquals(stored(server), ["ann: one", "ann: two"]);
  await peer.bye();
});

Deno.test("Connection waits PLAIN_LETTER_MS for the rest of a letter, wherever it is cut", async () => {
  for (const letter of ["я", "日", "🙂"]) {
    const bytes = encode(letter);
    for (let at = 1; at < bytes.length; at++) {
      const server = new FakeServer();
      const peer = new FakeConnection(server);
      await peer.socket.send("ann\n", "x", bytes.subarray(0, at));
      await server.clock.advance(PLAIN_LETTER_MS - 1);
      assertEquals(stored(server), []);
      await peer.socket.send(bytes.subarray(at));
      await server.clock.advance(PLAIN_SILENCE_MS);
      assertEquals(stored(server), [`ann: x${letter}`]);
      await peer.socket.send(bytes.subarray(0, at));
      await server.clock.advance(PLAIN_LETTER_MS);
      assertEquals(stored(server), [`ann: x${letter}`]);
      assertStringIncludes(peer.socket.writer.text, "not UTF-8 text");
      await peer.bye();
    }
  }
});

Deno.test("Connection never takes a part of a native line for a line, however long it is silent", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  const line = JSON.stringify(hello("ann"));
  await peer.socket.send(line.slice(0, 9));
  await server.clock.advance(10 * PLAIN_LETTER_MS);
  await peer.socket.send(line.slice(9), "\n", '{"type":"say","cid":');
  await server.clock.advance(10 * PLAIN_LETTER_MS);
  await peer.socket.send('"c1","text":"hi"}\n');
  assertEquals(stored(server), ["ann: hi"]);
  await peer.socket.send(JSON.stringify(say("c2", "cut short")));
  await peer.bye();
  assertEquals(stored(server), ["ann: hi"]);
});

Deno.test("Connection takes the last plain piece at the end of input", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  await peer.socket.send("ann\nlast words");
  await peer.bye();
  assertEquals(stored(server), ["ann: last words"]);
});
