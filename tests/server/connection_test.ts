import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import {
  FLOOD_CUT_MS,
  FLOOD_WARN_MS,
  GOODBYE_MS,
  HANDSHAKE_TIMEOUT_MS,
  HELLO_TIMEOUT_MS,
  MAX_BAD_LINES,
  MAX_HELLO_TRIES,
  MAX_HISTORY_BYTES,
  MAX_LAG_BYTES,
  MAX_LINE_BYTES,
  MAX_READ_BYTES,
  MIN_READ_BYTES,
  PING_AFTER_MS,
  PING_TIMEOUT_MS,
  PLAIN_LETTER_MS,
  PLAIN_SILENCE_MS,
  RATE_BURST_S,
  SWEEP_MS,
  WRITE_STALL_MS,
} from "../../protocol/limits.ts";
import { phrases } from "../../protocol/phrases.ts";
import { Connection } from "../../server/connection.ts";
import { chatDoor } from "../../server/dialects/choose.ts";
import { FakeServer, secretOf } from "./fakes/line.ts";
import { FakeSocket } from "./fakes/socket.ts";
import { turn } from "./fakes/virtual_time.ts";

const GREETING = "NICKNAME_REQUEST\n";
const encode = (text: string) => new TextEncoder().encode(text);
const hello = (nick: string, more: object = {}) => ({ type: "hello", v: 1, nick, ...more });
const say = (cid: string, text: string) => ({ type: "say", cid, text });

/** A connection, its socket, and what it has logged. */
class Peer {
  readonly server: FakeServer;
  readonly socket: FakeSocket;
  readonly connection: Connection;
  readonly log: string[] = [];
  /** The nickname in each line of the log. */
  readonly named: unknown[] = [];
  over = false;

  constructor(server: FakeServer, {
    rate = 0,
    fast = true,
    tls = undefined as
      | (() => Promise<unknown>)
      | undefined,
  } = {}) {
    this.server = server;
    this.socket = new FakeSocket(fast);
    if (tls !== undefined) this.socket.handshake = tls;
    this.connection = new Connection({
      socket: this.socket,
      peer: "192.0.2.1:5000",
      address: "192.0.2.1",
      hub: server.hub,
      log: (level, event, fields = {}) => {
        this.log.push(`${level} ${event}${"code" in fields ? ` ${fields.code}` : ""}`);
        this.named.push(fields.nick);
      },
      rate,
      now: server.time.now,
      later: server.time.later,
      secret: server.secret,
      door: chatDoor(phrases("en").server, rate),
    });
    this.connection.run().then(() => this.over = true);
  }

  /** Enters in the native dialect and forgets what was heard of it. */
  async enter(nick: string): Promise<this> {
    await this.socket.frames(hello(nick));
    this.socket.news();
    return this;
  }

  /** What came lately, in short: `welcome`, `msg hi`, `error flood`. */
  heard(): string[] {
    return this.socket.newFrames().map((frame) =>
      [frame.type, frame.code, frame.text, frame.n].filter((part) => part !== undefined).join(" ")
    );
  }

  /** Lets time pass with a look at the deadlines each second, as a listener does. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SWEEP_MS) {
      await this.server.time.pass(Math.min(left, SWEEP_MS));
      this.connection.sweep();
      await turn();
    }
  }

  /** The peer goes, whatever state the connection is in. */
  async bye(): Promise<void> {
    if (!this.socket.closed) await this.socket.hangUp();
    this.socket.writer.fast = true;
    await this.socket.writer.takeAll();
    // what is held back by the rate is still said
    await this.server.time.pass(60_000);
    assert(this.over && this.socket.closed);
  }
}

/** Messages of the lobby, as they are stored. */
function stored(server: FakeServer): string[] {
  return server.disk.log("lobby").flatMap(({ event }) =>
    event.type === "msg" ? [`${event.nick}: ${event.text}`] : []
  );
}

Deno.test("Connection asks for a nickname before it has heard anything", async () => {
  const peer = new Peer(new FakeServer());
  await turn();
  assertEquals(peer.socket.news(), GREETING);
  await peer.bye();
  assertEquals(peer.log, ["info closed"]);
});

Deno.test("Connection calls its peer by the nickname it has now in the log", async () => {
  const peer = await new Peer(new FakeServer()).enter("ann");
  await peer.socket.frames({ type: "nick", nick: "anna" });
  await peer.bye();
  assertEquals([peer.log, peer.named], [["info joined", "info left"], ["ann", "anna"]]);
});

const NATIVE = [
  hello("ann"),
  say("c1", "привет 🙂"),
  { type: "ping", n: 1 },
  say("c2", "日本\nend"),
]
  .map((frame) => `${JSON.stringify(frame)}\r\n`).join("");

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
    const peer = new Peer(server);
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
    assertEquals([server.time.timers, server.hub.count], [0, 0]);
  }
});

Deno.test("Connection takes a plain piece without a line feed for a line after PLAIN_SILENCE_MS", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  await peer.socket.send("ann");
  await server.time.pass(PLAIN_SILENCE_MS - 1);
  assertEquals(server.hub.count, 0);
  await server.time.pass(1);
  assertEquals(server.hub.count, 1);
  await peer.socket.send("one");
  await server.time.pass(PLAIN_SILENCE_MS);
  await peer.socket.send("two");
  await server.time.pass(PLAIN_SILENCE_MS);
  assertEquals(stored(server), ["ann: one", "ann: two"]);
  await peer.bye();
});

Deno.test("Connection waits anew after each part of a plain piece", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  for (const part of ["a", "n", "n"]) {
    await peer.socket.send(part);
    await server.time.pass(PLAIN_SILENCE_MS - 1);
  }
  assertEquals(server.hub.count, 0);
  await server.time.pass(1);
  assertEquals(server.hub.find("ann")?.nick, "ann");
  await peer.bye();
});

Deno.test("Connection waits PLAIN_LETTER_MS for the rest of a letter, wherever it is cut", async () => {
  for (const letter of ["я", "日", "🙂"]) {
    const bytes = encode(letter);
    for (let at = 1; at < bytes.length; at++) {
      const server = new FakeServer();
      const peer = new Peer(server);
      await peer.socket.send("ann\n", "x", bytes.subarray(0, at));
      await server.time.pass(PLAIN_LETTER_MS - 1);
      assertEquals(stored(server), []);
      await peer.socket.send(bytes.subarray(at));
      await server.time.pass(PLAIN_SILENCE_MS);
      assertEquals(stored(server), [`ann: x${letter}`]);
      await peer.socket.send(bytes.subarray(0, at));
      await server.time.pass(PLAIN_LETTER_MS);
      assertEquals(stored(server), [`ann: x${letter}`, "ann: \ufffd"]);
      await peer.bye();
    }
  }
});

Deno.test("Connection takes plain lines at once that end in LF or CRLF, however they are cut", async () => {
  const bytes = encode("ann\r\nпервая\nsecond 🙂\r\n\r\nthird\n");
  for (let at = 0; at <= bytes.length; at++) {
    const server = new FakeServer();
    const peer = new Peer(server);
    await peer.socket.send(bytes.subarray(0, at), bytes.subarray(at));
    assertEquals(stored(server), ["ann: первая", "ann: second 🙂", "ann: third"], `cut at ${at}`);
    await peer.bye();
  }
});

Deno.test("Connection never takes a part of a native line for a line, however long it is silent", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  const line = JSON.stringify(hello("ann"));
  await peer.socket.send(line.slice(0, 9));
  await server.time.pass(10 * PLAIN_LETTER_MS);
  await peer.socket.send(line.slice(9), "\n", '{"type":"say","cid":');
  await server.time.pass(10 * PLAIN_LETTER_MS);
  await peer.socket.send('"c1","text":"hi"}\n');
  assertEquals(stored(server), ["ann: hi"]);
  await peer.socket.send(JSON.stringify(say("c2", "cut short")));
  await peer.bye();
  assertEquals(stored(server), ["ann: hi"]);
});

Deno.test("Connection takes the last plain piece at the end of input", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  await peer.socket.send("ann\nlast words");
  await peer.bye();
  assertEquals(stored(server), ["ann: last words"]);
});

Deno.test("Connection acknowledges what was said last before it closes after the end of input", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
  server.disk.hold();
  await peer.socket.frames(say("c1", "last"));
  await peer.socket.hangUp();
  assertEquals([peer.heard(), peer.over], [[], false]);
  server.disk.release();
  await turn();
  assertEquals(peer.heard(), ["msg last"]);
  assertEquals([peer.over, peer.socket.closed, server.hub.count], [true, true, 0]);
  assertEquals(peer.log, ["info joined", "info left"]);
});

Deno.test("Connection sends a peer away that names nobody within HELLO_TIMEOUT_MS, though it drips", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  await peer.socket.send("{");
  for (let ms = 0; ms < HELLO_TIMEOUT_MS; ms += 10_000) {
    await peer.pass(10_000);
    await peer.socket.send(" ");
  }
  peer.connection.sweep();
  assertEquals(peer.over, false);
  await peer.pass(1);
  assertEquals(peer.socket.news(), `${GREETING}Disconnected: no nickname within 120 seconds\n`);
  assertEquals([peer.over, peer.log], [true, ["info cut hello_timeout", "info closed"]]);
});

Deno.test("Connection tells a native peer of the hello deadline in its dialect", async () => {
  const peer = new Peer(new FakeServer());
  await peer.socket.frames(hello(""));
  peer.socket.news();
  await peer.pass(HELLO_TIMEOUT_MS + 1);
  assertEquals(peer.heard(), ["error hello_timeout"]);
  await peer.bye();
});

Deno.test("Connection pings a native peer that is silent for longer than PING_AFTER_MS", async () => {
  const peer = await new Peer(new FakeServer()).enter("ann");
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
  const peer = await new Peer(new FakeServer()).enter("ann");
  await peer.pass(PING_AFTER_MS + 1);
  await peer.socket.send("{");
  peer.socket.news();
  await peer.pass(PING_AFTER_MS);
  assertEquals([peer.heard(), peer.over], [[], false]);
  await peer.bye();
});

Deno.test("Connection cuts a native peer that answers no ping for longer than PING_TIMEOUT_MS", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
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
  const peer = await new Peer(server).enter("ann");
  server.disk.hold();
  await peer.socket.frames(say("c1", "hi"), { type: "ping", n: 1 });
  await peer.pass(PING_AFTER_MS + 2 * PING_TIMEOUT_MS);
  assertEquals([peer.heard(), peer.over], [[], false]);
  server.disk.release();
  await turn();
  assertEquals(peer.heard(), ["msg hi", "pong 1"]);
  await peer.pass(PING_AFTER_MS + SWEEP_MS);
  assertEquals(peer.heard(), ["ping 1"]);
  await peer.bye();
});

Deno.test("Connection asks a silent plain peer nothing", async () => {
  const peer = new Peer(new FakeServer());
  await peer.socket.send("ann\n");
  peer.socket.news();
  await peer.pass(10 * PING_AFTER_MS);
  assertEquals([peer.socket.news(), peer.over], ["", false]);
  await peer.bye();
});

Deno.test("Connection closes when one write makes no progress for longer than WRITE_STALL_MS", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
  peer.socket.writer.fast = false;
  const talk = async () => {
    await peer.socket.frames(say(`c${server.time.now()}`, "hi"));
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

Deno.test("Connection delays what comes faster than the rate, beyond the burst, and loses none of it", async () => {
  const rate = 10;
  const burst = rate * RATE_BURST_S;
  const server = new FakeServer();
  const peer = await new Peer(server, { rate }).enter("ann");
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
  const peer = await new Peer(server, { rate }).enter("ann");
  for (let i = 0; i <= RATE_BURST_S; i++) await peer.socket.frames(say(`c${i}`, "hi"));
  for (let i = 0; i < 10; i++) await peer.socket.send("x".repeat(MIN_READ_BYTES));
  assertLessOrEqual(9 * MIN_READ_BYTES, peer.socket.unread);
  await peer.bye();
});

Deno.test("Connection tells one who goes on too fast after FLOOD_WARN_MS, once, and cuts after FLOOD_CUT_MS", async () => {
  const rate = 10;
  const server = new FakeServer();
  const peer = await new Peer(server, { rate }).enter("ann");
  for (let i = 0; i < 1000; i++) peer.socket.frames(say(`c${i}`, "hi"));
  await turn();
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
  const peer = await new Peer(new FakeServer(), { rate: 10 }).enter("ann");
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
  const peer = await new Peer(new FakeServer(), { rate: 1 }).enter("ann");
  for (let i = 0; i < 30; i++) await peer.socket.frames(say(`c${i}`, "hi"));
  await peer.pass(FLOOD_WARN_MS + 1500);
  const warning = peer.socket.newFrames().find(({ code }) => code === "slow_down");
  assertEquals([warning?.retry_ms, warning?.type], [1000, "error"]);
  await peer.bye();
});

Deno.test("Connection forgives a pause: a paste now and then is no flood", async () => {
  const rate = 10;
  const server = new FakeServer();
  const peer = await new Peer(server, { rate }).enter("ann");
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
  const peer = await new Peer(server, { rate: 0 }).enter("ann");
  await peer.socket.frames(...Array.from({ length: 500 }, (_, i) => say(`c${i}`, "hi")));
  for (let i = 0; i < 50; i++) await turn();
  assertEquals(stored(server).length, 500);
  await peer.bye();
});

Deno.test("Connection takes the longest line, and drops one a byte longer, saying so", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
  const line = (bytes: number) => JSON.stringify(say("c1", "hi")).padEnd(bytes - 1) + "\n";
  await peer.socket.send(line(MAX_LINE_BYTES));
  await turn();
  assertEquals(peer.heard(), ["msg hi"]);
  await peer.socket.send(line(MAX_LINE_BYTES + 1));
  for (let i = 0; i < 50; i++) await turn();
  await peer.socket.frames({ type: "ping", n: 1 });
  assertEquals(peer.heard(), ["error line_too_long", "pong 1"]);
  await peer.bye();
});

Deno.test("Connection drops a first line that is too long, and takes the next", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  await peer.socket.send("x".repeat(3 * MAX_LINE_BYTES) + "\nann\n");
  for (let i = 0; i < 100; i++) await turn();
  assertEquals(server.hub.find("ann")?.nick, "ann");
  assert(peer.socket.news().includes(`longer than ${MAX_LINE_BYTES} bytes`));
  await peer.bye();
});

Deno.test("Connection counts lines that are too long as abuse, up to MAX_BAD_LINES", async () => {
  const peer = await new Peer(new FakeServer()).enter("ann");
  const long = "x".repeat(MAX_LINE_BYTES) + "\n";
  const drop = async (count: number) => {
    for (let i = 0; i < count; i++) await peer.socket.send(long);
    while (peer.socket.unread > 0 && !peer.over) await turn();
    await turn();
  };
  await drop(MAX_BAD_LINES - 1);
  assertEquals([peer.over, peer.heard().length], [false, MAX_BAD_LINES - 1]);
  await drop(1);
  assertEquals([peer.heard().at(-1), peer.over], ["error too_many_bad_lines", true]);
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
    const peer = new Peer(new FakeServer());
    await peer.socket.send(lines);
    while (!peer.over) await turn();
    assertEquals(peer.log.filter((entry) => entry.startsWith("info cut")), [`info cut ${code}`]);
  }
});

Deno.test("Connection logs that another one goes on with its session", async () => {
  const server = new FakeServer();
  const dead = await new Peer(server).enter("ann");
  const ann = new Peer(server);
  await ann.socket.frames(hello("ann", { resume: secretOf(1) }));
  assertEquals([dead.over, dead.log], [true, ["info joined", "info cut replaced", "info left"]]);
  await ann.bye();
});

Deno.test("Connection cuts one who is more than MAX_LAG_BYTES behind, and says slow, last of all", async () => {
  const server = new FakeServer();
  const slow = await new Peer(server).enter("slow");
  const ann = await new Peer(server).enter("ann");
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
  const peer = await new Peer(server).enter("ann");
  for (let i = 0; i < 140; i++) await peer.socket.frames(say(`c${i}`, "x".repeat(7000)));
  peer.socket.news();
  peer.socket.writer.fast = false;
  const pages = 20;
  await peer.socket.frames(...Array(pages).fill({ type: "history", limit: 140 }));
  for (let i = 0; i < 100; i++) {
    assertLessOrEqual(peer.connection.outlet.waitingBytes, MAX_READ_BYTES + MAX_HISTORY_BYTES);
    await turn();
  }
  peer.socket.writer.fast = true;
  await peer.socket.writer.takeAll();
  while (peer.socket.unread > 0 && !peer.over) await turn();
  const closings = peer.heard().filter((line) => line === "history");
  assertEquals([closings.length, peer.over], [pages, false]);
  await peer.bye();
});

Deno.test("Connection.farewell says shutdown to each in its dialect, and nothing to one without", async () => {
  const server = new FakeServer();
  const native = await new Peer(server).enter("ann");
  const plain = new Peer(server);
  await plain.socket.send("bob\n");
  const nobody = new Peer(server);
  await turn();
  for (const peer of [native, plain, nobody]) {
    peer.socket.news();
    await peer.connection.farewell();
    await turn();
    assert(peer.over && peer.socket.closed);
  }
  assertEquals(native.socket.news().includes('{"type":"shutdown"'), true);
  assertEquals(plain.socket.news(), "SERVER_SHUTDOWN");
  assertEquals(nobody.socket.news(), "");
  assertEquals(server.hub.count, 0);
});

Deno.test("Connection.farewell reaches one who is just entering", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  const entering = peer.socket.frames(hello("ann"));
  await Promise.resolve();
  const gone = peer.connection.farewell();
  await entering;
  await gone;
  assertEquals([peer.over, server.hub.count, server.time.timers], [true, 0, 0]);
});

Deno.test("Connection reads on into nothing after its goodbye until the peer closes, for GOODBYE_MS at most", async () => {
  for (const closes of [true, false]) {
    const server = new FakeServer();
    const peer = await new Peer(server).enter("ann");
    peer.socket.polite = false;
    await peer.socket.frames({ type: "bye" }, say("c1", "too late"), hello("bob"));
    await peer.socket.send("x".repeat(5 * MAX_READ_BYTES));
    for (let i = 0; i < 100; i++) await turn();
    assertEquals([peer.socket.writeClosed, peer.over, peer.socket.unread], [true, false, 0]);
    if (closes) await peer.socket.hangUp();
    else {
      await server.time.pass(GOODBYE_MS - 1);
      assertEquals(peer.over, false);
      await server.time.pass(1);
    }
    assertEquals([peer.over, stored(server), server.time.timers], [true, [], 0]);
    assertEquals([peer.heard(), server.hub.count], [[], 0]);
  }
});

Deno.test("Connection gives a goodbye that nobody takes GOODBYE_MS", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
  peer.socket.writer.fast = false;
  const gone = peer.connection.farewell();
  await server.time.pass(GOODBYE_MS - 1);
  assertEquals(peer.over, false);
  await server.time.pass(1);
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
    const reader = await new Peer(server).enter("ann");
    await reader.socket.hangUp(cause);
    assertEquals([reader.over, reader.log], [true, ["info joined", "info left"]]);
    const writer = await new Peer(server).enter("bob");
    writer.socket.writer.fast = false;
    await writer.socket.frames({ type: "ping", n: 1 });
    await writer.socket.writer.fail(cause);
    assertEquals([writer.over, writer.log], [true, ["info joined", "info left"]]);
    assertEquals([server.hub.count, server.time.timers], [0, 0]);
  }
});

Deno.test("Connection says internal to a peer when something goes wrong in the server, and logs what", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
  await peer.socket.hangUp(new TypeError("a mistake"));
  assertEquals(peer.heard(), ["error internal"]);
  assertEquals(peer.log, ["info joined", "info cut internal", "error connection failed"]);
  await server.time.pass(GOODBYE_MS);
  assertEquals([peer.over, server.hub.count], [true, 0]);
});

Deno.test("Connection that fails in a plain piece leaves no rejection behind", async () => {
  const server = new FakeServer();
  const peer = new Peer(server);
  server.hub.enter = () => Promise.reject(new TypeError("a mistake"));
  await peer.socket.send("ann");
  await server.time.pass(PLAIN_SILENCE_MS);
  await server.time.pass(GOODBYE_MS);
  assertEquals([peer.over, peer.log.includes("error connection failed")], [true, true]);
});

Deno.test("Connection begins with a small buffer, grows it while it is filled, never past MAX_READ_BYTES, and shrinks it", async () => {
  const server = new FakeServer();
  const peer = await new Peer(server).enter("ann");
  await peer.socket.send('{"type":"pong","n":1}\n'.repeat(20_000));
  while (peer.socket.unread > 0 && !peer.over) await turn();
  const { buffers } = peer.socket;
  assertEquals([buffers[0], Math.max(...buffers)], [MIN_READ_BYTES, MAX_READ_BYTES]);
  await peer.bye();
  const quiet = await new Peer(server).enter("bob");
  await quiet.socket.frames(say("c1", "x".repeat(7000)));
  assert(quiet.socket.buffers.at(-1)! > MIN_READ_BYTES);
  for (let i = 0; i < 50; i++) await quiet.socket.frames({ type: "ping", n: i });
  assertEquals(quiet.socket.buffers.at(-1), MIN_READ_BYTES);
  await quiet.bye();
});

Deno.test("Connection gives a TLS handshake HANDSHAKE_TIMEOUT_MS", async () => {
  for (const outcome of ["agrees", "fails", "takes too long"]) {
    const server = new FakeServer();
    const shake = Promise.withResolvers<void>();
    const peer = new Peer(server, { tls: () => shake.promise });
    await server.time.pass(HANDSHAKE_TIMEOUT_MS - 1);
    assertEquals([peer.over, peer.socket.news()], [false, ""]);
    if (outcome === "agrees") shake.resolve();
    if (outcome === "fails") shake.reject(new Deno.errors.InvalidData("no TLS"));
    await server.time.pass(1);
    assertEquals(peer.socket.news(), outcome === "agrees" ? GREETING : "");
    assertEquals(peer.socket.closed, outcome !== "agrees");
    // a handshake on a closed socket comes to its end
    shake.reject(new Deno.errors.Interrupted("operation canceled"));
    await peer.bye();
    assertEquals(server.time.timers, 0);
  }
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
      const peer = new Peer(server, { rate: 5 });
      for (const { piece, ms } of steps) {
        if (peer.socket.closed) break;
        await peer.socket.send(piece);
        await peer.pass(ms);
      }
      await peer.pass(30_000);
      await peer.bye();
      assertEquals([server.hub.count, server.time.timers], [0, 0]);
      assert(!peer.log.some((line) => line.startsWith("error")), peer.log.join());
    }),
    { numRuns: 100 },
  );
});
