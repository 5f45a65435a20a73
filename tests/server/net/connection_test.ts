import { assert, assertEquals } from "@std/assert";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import {
  BAD_LINE_PAUSE_MS,
  MAX_BAD_LINES,
  MAX_READ_BYTES,
  MIN_READ_BYTES,
  PLAIN_LETTER_MS,
  PLAIN_SILENCE_MS,
  TURN_US,
} from "../../../server/limits.ts";
import type { Door } from "../../../server/dialects/dialect.ts";
import { FakeServer } from "../fakes/server.ts";
import { encode, FakeConnection, GREETING, hello, say, stored } from "../fakes/connection.ts";
import { settled } from "../../support/virtual_clock.ts";

const NATIVE = [
  hello("ann"),
  say("c1", "привет 🙂"),
  { type: "ping", n: 1 },
  say("c2", "日本\nend"),
]
  .map((frame) => `${JSON.stringify(frame)}\r\n`).join("");

Deno.test("Connection asks for a nickname before it has heard anything", async () => {
  const peer = new FakeConnection(new FakeServer());
  await settled();
  assertEquals(peer.socket.news(), GREETING);
  await peer.bye();
  assertEquals(peer.log, ["info closed"]);
});

Deno.test("Connection calls its peer by the nickname it has now in the log", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  await peer.socket.frames({ type: "nick", nick: "anna" });
  await peer.bye();
  assertEquals([peer.log, peer.named], [["info joined", "info left"], ["ann", "anna"]]);
});

Deno.test("Connection understands a native session split at every byte, and in chunks of every size", async () => {
  const bytes = encode(NATIVE);
  const splits = Array.from({ length: bytes.length }, (_, at) => [
    bytes.subarray(0, at),
    bytes.subarray(at),
  ]);
  for (const size of [1, 2, 3, 5, 8, 13]) {
    splits.push(
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => {
        return bytes.subarray(i * size, (i + 1) * size);
      }),
    );
  }
  for (const pieces of splits) {
    const server = new FakeServer();
    const peer = new FakeConnection(server);
    await peer.socket.send(...pieces);
    const lines = peer.socket.news().slice(GREETING.length).split("\n").slice(0, -1);
    assertEquals(lines.map((line) => JSON.parse(line).type), [
      "welcome",
      "live",
      "msg",
      "pong",
      "msg",
    ]);
    assertEquals(stored(server), ["ann: привет 🙂", "ann: 日本\nend"]);
    await peer.bye();
    assertEquals([server.clock.pending, server.hub.count], [0, 0]);
  }
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

Deno.test("Connection waits anew after each part of a plain piece", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  for (const part of ["a", "n", "n"]) {
    await peer.socket.send(part);
    await server.clock.advance(PLAIN_SILENCE_MS - 1);
  }
  assertEquals(server.hub.count, 0);
  await server.clock.advance(1);
  assertEquals(server.hub.find("ann")?.nick, "ann");
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
      assertEquals(stored(server), [`ann: x${letter}`, "ann: \ufffd"]);
      await peer.bye();
    }
  }
});

Deno.test("Connection takes plain lines at once that end in LF or CRLF, however they are cut", async () => {
  const bytes = encode("ann\r\nпервая\nsecond 🙂\r\n\r\nthird\n");
  for (let at = 0; at <= bytes.length; at++) {
    const server = new FakeServer();
    const peer = new FakeConnection(server);
    await peer.socket.send(bytes.subarray(0, at), bytes.subarray(at));
    assertEquals(stored(server), ["ann: первая", "ann: second 🙂", "ann: third"], `cut at ${at}`);
    await peer.bye();
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

Deno.test("Connection takes the longest line, and drops one a byte longer, saying so", async () => {
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

Deno.test("Connection ends at a first line that is too long, and takes nothing behind it", async () => {
  const server = new FakeServer();
  const peer = new FakeConnection(server);
  await peer.socket.send("x".repeat(MAX_LINE_BYTES) + "\nann\n");
  assertEquals([peer.over, server.hub.count], [true, 0]);
  assert(peer.socket.news().includes(`longer than ${MAX_LINE_BYTES} bytes`));
  await peer.bye();
});

Deno.test("Connection counts lines that are too long as abuse, up to MAX_BAD_LINES", async () => {
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

Deno.test("Connection reads on only a moment after a line that is no frame", async () => {
  const peer = await new FakeConnection(new FakeServer()).enter("ann");
  await peer.socket.send("{\n{\n");
  assertEquals(peer.heard(), ["error bad_frame"]);
  await peer.pass(BAD_LINE_PAUSE_MS - 1);
  assertEquals(peer.heard(), []);
  await peer.pass(1);
  assertEquals(peer.heard(), ["error bad_frame"]);
  await peer.bye();
});

Deno.test("Connection lets others have their turn when its lines take more than TURN_US", async () => {
  const server = new FakeServer();
  const taken: string[] = [];
  /** A door to a room where two lines fit into a turn. */
  const slow = (nick: string): Door => ({
    greeting: "",
    maxLineBytes: MAX_LINE_BYTES,
    refusal: () => "",
    open: () => ({
      costs: () => false,
      line: () => {
        taken.push(nick);
        server.clock.jump(TURN_US / 2_500);
      },
      error: () => "",
      ping: () => "",
      farewell: () => "",
      settled: () => Promise.resolve(),
      closed: () => {},
    }),
  });
  const [ann, bob] = [
    new FakeConnection(server, { door: slow("ann") }),
    new FakeConnection(server, { door: slow("bob") }),
  ];
  await Promise.all([ann.socket.send("x\n".repeat(12)), bob.socket.send("x\n".repeat(12))]);
  for (let n = 0; n < 12; n++) await settled();
  assertEquals(taken.length, 24);
  let longest = 0;
  for (let at = 0, run = 0; at < taken.length; at++) {
    run = taken[at] === taken[at - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  assertEquals(longest, 3, taken.join(" "));
  for (const peer of [ann, bob]) await peer.bye();
});

Deno.test("Connection begins with a small buffer, grows it while it is filled, never past MAX_READ_BYTES, and shrinks it", async () => {
  const server = new FakeServer();
  const peer = await new FakeConnection(server).enter("ann");
  await peer.socket.send('{"type":"pong","n":1}\n'.repeat(20_000));
  while (peer.socket.unread > 0 && !peer.over) await settled();
  const { buffers } = peer.socket;
  assertEquals([buffers[0], Math.max(...buffers)], [MIN_READ_BYTES, MAX_READ_BYTES]);
  await peer.bye();
  const quiet = await new FakeConnection(server).enter("bob");
  await quiet.socket.frames(say("c1", "x".repeat(7000)));
  assert(quiet.socket.buffers.at(-1)! > MIN_READ_BYTES);
  for (let i = 0; i < 50; i++) await quiet.socket.frames({ type: "ping", n: i });
  assertEquals(quiet.socket.buffers.at(-1), MIN_READ_BYTES);
  await quiet.bye();
});
