/** The bounds a client meets, on real sockets: what passes at n, and what happens at n + 1. */

import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import {
  MAX_LINE_BYTES,
  MAX_NICK_COLUMNS,
  MAX_ROOM_CHARS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
  MAX_TOKEN_CHARS,
} from "../../protocol/limits.ts";
import { MAX_BAD_LINES, MAX_HELLO_TRIES, RATE_BURST_S } from "../../server/limits.ts";
import { connectLines } from "../support/lines.ts";
import { poll } from "../support/poll.ts";
import { startServer } from "../support/process.ts";
import { messages } from "./support/data.ts";
import { enter, type Frame, type Guest } from "./support/guest.ts";

/** The code of the error that answers a frame, or the type of whatever else does. */
async function answer(guest: Guest, frame: Frame): Promise<string> {
  const before = guest.lines.length;
  await guest.send(frame);
  await guest.settled();
  const { type, code } = JSON.parse(guest.lines[before]!);
  return code ?? type;
}

/** A `say` whose line has exactly this many bytes, its line feed included. */
function sayOf(bytes: number, cid: string): string {
  const empty = JSON.stringify({ type: "say", cid, text: "hi", padding: "" });
  return JSON.stringify({
    type: "say",
    cid,
    text: "hi",
    padding: "x".repeat(bytes - empty.length - 1),
  });
}

Deno.test("A line of MAX_LINE_BYTES is taken, a longer one is dropped and named", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  await ann.send(sayOf(MAX_LINE_BYTES, "k-1"));
  assertEquals((await ann.nextFrame("msg")).cid, "k-1");
  await ann.send(sayOf(MAX_LINE_BYTES + 1, "k-2"));
  assertEquals((await ann.nextFrame("error")).code, "line_too_long");
  await ann.send(sayOf(MAX_LINE_BYTES * 10, "k-3"));
  assertEquals((await ann.nextFrame("error")).code, "line_too_long");
  assertEquals((await ann.say("still here")).id, 2);
});

Deno.test("Texts, nicknames, rooms and tokens pass at their bound and not beyond", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  const say = (text: string, cid = "k") => ({ type: "say", cid, text });
  const of = (unit: string, count: number) => unit.repeat(count);
  const cases: [frame: Frame, expected: string][] = [
    [say(of("x", MAX_TEXT_BYTES), "t1"), "msg"],
    [say(of("x", MAX_TEXT_BYTES + 1), "t2"), "bad_text"],
    [say(of("ж", MAX_TEXT_BYTES / 2), "t3"), "msg"],
    [say(of("ж", MAX_TEXT_BYTES / 2 + 1), "t4"), "bad_text"],
    [say(of("\n.", MAX_TEXT_LINES).trim(), "t5"), "msg"],
    [say(of("\n.", MAX_TEXT_LINES + 1).trim(), "t6"), "bad_text"],
    [say(" \n\t\n ", "t7"), "bad_text"],
    [say("hi", of("c", MAX_TOKEN_CHARS)), "msg"],
    [say("hi", of("c", MAX_TOKEN_CHARS + 1)), "bad_frame"],
    [{ type: "nick", nick: of("n", MAX_NICK_COLUMNS) }, "renamed"],
    [{ type: "nick", nick: of("n", MAX_NICK_COLUMNS + 1) }, "bad_nick"],
    [{ type: "nick", nick: of("字", MAX_NICK_COLUMNS / 2) }, "renamed"],
    [{ type: "nick", nick: of("字", MAX_NICK_COLUMNS / 2 + 1) }, "bad_nick"],
    [{ type: "join", room: of("r", MAX_ROOM_CHARS + 1) }, "bad_room"],
    [{ type: "join", room: of("r", MAX_ROOM_CHARS) }, "welcome"],
  ];
  for (const [frame, expected] of cases) {
    assertEquals(await answer(ann, frame), expected, JSON.stringify(frame).slice(0, 60));
  }
});

Deno.test("Every fault has its code and the cid it is about, and the connection goes on", async () => {
  await using server = await startServer();
  await using client = await connectLines(server.address);
  const bad = async (line: string | Uint8Array, code: string, cid?: string) => {
    await client.send(line);
    const error = await client.nextFrame("error");
    assertEquals([error.code, error.cid], [code, cid], `${line}`);
    assertEquals(/[a-z]/.test(error.message), true);
  };
  await bad('{"type":"say","cid":"k","text":"before hello"}', "bad_frame", "k");
  await bad('{"type":"hello","v":2,"nick":"ann"}', "bad_version");
  await bad('{"type":"hello","v":1,"nick":"a: b"}', "bad_nick");
  await bad('{"type":"hello","v":1,"nick":"ann","room":"../etc"}', "bad_room");
  await bad('{"type":"hello","v":1}', "bad_frame");
  await client.send('{"type":"hello","v":1,"nick":"ann"}');
  await client.nextFrame("live");
  await bad('{"type":"hello","v":1,"nick":"ann"}', "bad_frame");
  await bad("{", "bad_frame");
  await bad("[]", "bad_frame");
  await bad("prose", "bad_frame");
  await bad('{"type":"dance"}', "bad_frame");
  await bad('{"type":"say","cid":"k-1","text":5}', "bad_frame", "k-1");
  await bad(
    new Uint8Array([
      ...new TextEncoder().encode('{"type":"say","cid":"k","text":"'),
      0xff,
      0x22,
      0x7d,
      0x0a,
    ]),
    "bad_frame",
  );
  await bad('{"type":"say","cid":"k-0","text":""}', "bad_text", "k-0");
  await bad('{"type":"dm","cid":"k-9","to":"ann","text":""}', "bad_text", "k-9");
  await bad('{"type":"dm","cid":"k-2","to":"nobody","text":"hi"}', "no_such_nick", "k-2");
  await client.send('{"type":"say","cid":"k-3","text":"still here"}');
  assertEquals((await client.nextFrame("msg")).id, 1);
});

Deno.test("The last of MAX_BAD_LINES ends the connection, the one before does not", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await using ann = await enter(server, "ann");
  for (let n = 1; n < MAX_BAD_LINES; n++) await ann.send("{");
  await ann.settled();
  assertEquals(ann.frames("error").length, MAX_BAD_LINES - 1);
  await ann.send("{");
  assertEquals((await ann.next("too_many_bad_lines")).startsWith('{"type":"error"'), true);
  await ann.closed;
});

Deno.test("The last of MAX_HELLO_TRIES ends the connection, the one before does not", async () => {
  await using server = await startServer();
  await using first = await connectLines(server.address);
  await using second = await connectLines(server.address);
  const refused = { type: "hello", v: 1, nick: "" };
  for (let n = 1; n < MAX_HELLO_TRIES; n++) {
    await Promise.all([first.send(refused), second.send(refused)]);
  }
  await first.send({ type: "hello", v: 1, nick: "ann" });
  await first.nextFrame("welcome");
  await second.send(refused);
  assertEquals(JSON.parse(await second.next("flood")).code, "flood");
  await second.closed;
});

Deno.test("A client beyond --max-clients is told why, and comes in when another has gone", async () => {
  await using server = await startServer({ args: ["--max-clients", "2"] });
  await using _ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  await using third = await connectLines(server.address);
  assertEquals((await third.nextFrame("error")).code, "full");
  await third.closed;
  assertEquals(third.lines.length, 1, "no greeting");
  await bob.send({ type: "bye" });
  await bob.closed;
  // its place is free when its connection is gone, not only its nickname
  await using fourth = await poll("a free place", async () => {
    const client = await connectLines(server.address);
    if (await client.next() === "NICKNAME_REQUEST") return client;
    await client[Symbol.asyncDispose]();
    return undefined;
  });
  await fourth.send({ type: "hello", v: 1, nick: "carol" });
  assertEquals((await fourth.nextFrame("welcome")).members, ["ann", "carol"]);
});

Deno.test("A burst passes at once; what is beyond it is delayed at the rate, and nothing is lost", async () => {
  const rate = 20;
  const beyond = 10;
  await using server = await startServer({ args: ["--rate", `${rate}`] });
  await using ann = await enter(server, "ann");
  const count = rate * RATE_BURST_S + beyond;
  for (let n = 1; n <= count; n++) await ann.send({ type: "say", cid: `k-${n}`, text: `${n}` });
  await ann.next(`"cid":"k-${count}"`);
  const stored = await messages(server.data);
  assertEquals(stored.map(({ text }) => text), Array.from({ length: count }, (_, n) => `${n + 1}`));
  const at = (n: number) => Date.parse(stored[n - 1]!.ts);
  const delayed = at(count) - at(1);
  // the clock of `ts` and that of the rate are two: a tenth is left for their difference
  assertGreaterOrEqual(delayed, beyond / rate * 1000 * 0.9);
  assert(at(count - beyond) - at(1) < delayed, "the burst itself was not held back");
  assertEquals(ann.frames("error"), []);
});

Deno.test("Who goes on faster than the rate is told so; the messages still arrive", async () => {
  await using server = await startServer({ args: ["--rate", "1"] });
  await using ann = await enter(server, "ann");
  const count = RATE_BURST_S + 7;
  for (let n = 1; n <= count; n++) await ann.send({ type: "say", cid: `k-${n}`, text: `${n}` });
  const { code, retry_ms } = await ann.nextFrame("error");
  assertEquals(code, "slow_down");
  assert(retry_ms > 0 && retry_ms <= 1000, `${retry_ms}`);
  await ann.next(`"cid":"k-${count}"`);
  assertEquals(ann.texts.length, count);
  assertEquals(ann.frames("error").length, 1, "told once");
});
