import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { ServerFrame } from "../../../protocol/frames.ts";
import { MAX_LINE_BYTES, MAX_TEXT_BYTES } from "../../../protocol/limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { foundLine } from "../../../server/dialects/native_answers.ts";
import { MAX_SEARCH_TERMS } from "../../../server/limits.ts";
import type { SearchFound, Stored } from "../../../server/storage/journal.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";
import { encodeMsg } from "../../../protocol/frames.ts";
import { FakePeer } from "../fakes/peer.ts";
import { FakeServer } from "../fakes/server.ts";
import { settled } from "../../support/virtual_clock.ts";

async function enter(server: FakeServer, nick: string, more: object = {}): Promise<FakePeer> {
  const peer = new FakePeer((peer) => new NativeDialect(peer, { ...server.services, rate: 0 }));
  await peer.send({ type: "hello", v: 1, nick, ...more });
  peer.news();
  return peer;
}

/** The answers to a search. */
async function search(peer: FakePeer, wanted: object): Promise<ServerFrame[]> {
  await peer.send({ type: "search", ...wanted });
  await settled();
  return peer.frames();
}

/** The room's search, in the hand of a test. */
function held(server: FakeServer, room: string) {
  const ends: PromiseWithResolvers<SearchFound>[] = [];
  const signals: AbortSignal[] = [];
  server.hub.room(room)!.history.search = (_wanted, signal) => {
    const end = Promise.withResolvers<SearchFound>();
    signal.addEventListener("abort", () => end.reject(signal.reason));
    ends.push(end);
    signals.push(signal);
    return end.promise;
  };
  return { ends, signals };
}

const NOTHING: SearchFound = { messages: [], next: undefined, isComplete: true };

function stored(id: number, text: string): Stored<MsgFrame> {
  const ts = "2026-11-30T10:00:00.000Z";
  const event: MsgFrame = { id, ts, type: "msg", nick: "ann", text, cid: "" };
  return { event, line: encodeMsg(event) };
}

Deno.test("search: a session in one room finds in it, newest first, page by page", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  for (const [cid, text] of [["1", "a red fox"], ["2", "blue"], ["3", "Red ink"]]) {
    await ann.send({ type: "say", cid, text });
  }
  ann.news();
  const [first] = await search(ann, { text: "red", limit: 1 });
  assert(first?.type === "found");
  assertEquals([first.messages.map(({ id, text }) => [id, text]), first.next, first.complete], [
    [[3, "Red ink"]],
    3,
    true,
  ]);
  assertEquals("room" in first || "cid" in first.messages[0]!, false);
  const [second] = await search(ann, { text: "red", before: first.next });
  assert(second?.type === "found");
  assertEquals([second.messages.map(({ id }) => id), second.next], [[1], undefined]);
});

Deno.test("search: in several rooms the answer names its room, and one that one is not in is refused", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", { rooms: true });
  assertEquals(await search(ann, { room: "lobby", text: "x" }), [
    { type: "found", room: "lobby", messages: [], complete: true },
  ]);
  const [refused] = await search(ann, { room: "dev", text: "x" });
  assert(refused?.type === "error" && refused.code === "not_in_room" && refused.room === "dev");
});

Deno.test("search: one at a time; others talk meanwhile, and who is removed gets no answer of that room", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", { rooms: true });
  const { ends } = held(server, "lobby");
  assertEquals(await search(ann, { room: "lobby", text: "x" }), []);
  const [refused] = await search(ann, { room: "lobby", text: "y" });
  assert(refused?.type === "error" && refused.code === "searching", JSON.stringify(refused));
  await ann.send({ type: "say", room: "lobby", cid: "1", text: "still here" });
  assertEquals(ann.frames().map(({ type }) => type), ["msg"]);
  ends[0]!.resolve(NOTHING);
  await settled();
  assertEquals(ann.frames().map(({ type }) => type), ["found"]);
  await search(ann, { room: "lobby", text: "z" });
  await ann.send({ type: "part", room: "lobby" });
  ann.news();
  ends[1]!.resolve({ ...NOTHING, messages: [stored(1, "secret")] });
  await settled();
  const [left] = ann.frames();
  assert(left?.type === "error" && left.code === "not_in_room");
});

Deno.test("search: whoever leaves calls it off; a failure is told and logged", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", { rooms: true });
  const { ends, signals } = held(server, "lobby");
  await search(ann, { room: "lobby", text: "x" });
  ends[0]!.reject(new Error("no such file"));
  await settled();
  const [failed] = ann.frames();
  assert(failed?.type === "error" && failed.code === "search_failed", JSON.stringify(failed));
  await search(ann, { room: "lobby", text: "x" });
  await ann.send({ type: "bye" });
  assertEquals(signals.map(({ aborted }) => aborted), [false, true]);
});

Deno.test(`search: takes ${MAX_SEARCH_TERMS} words, and no more`, async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n}`).join(" ");
  const [found] = await search(ann, { text: words(MAX_SEARCH_TERMS) });
  assertEquals(found?.type, "found");
  const [refused] = await search(ann, { text: words(MAX_SEARCH_TERMS + 1) });
  assert(refused?.type === "error" && refused.code === "bad_text");
});

Deno.test("foundLine takes what fits a line, and cuts what alone does not", () => {
  const parse = (line: string) => {
    assertLessOrEqual(utf8Bytes(line), MAX_LINE_BYTES);
    return JSON.parse(line);
  };
  const many = Array.from({ length: 40 }, (_, at) => stored(99 - at, "é".repeat(400)));
  const found = parse(foundLine({ messages: many, next: 60, isComplete: true }, "lobby"));
  assert(found.messages.length > 10 && found.messages.length < 40);
  assertEquals(found.next, found.messages.at(-1).id);
  const all = parse(foundLine({ messages: many.slice(0, 3), next: 7, isComplete: false }));
  assertEquals([all.messages.length, all.next, all.complete], [3, 7, false]);
  const long = stored(5, "\\".repeat(MAX_TEXT_BYTES * 3));
  const cut = parse(foundLine({ messages: [long, stored(4, "x")], next: 4, isComplete: true }));
  assertEquals([cut.messages.length, cut.messages[0].cut, cut.next], [1, true, 5]);
  assert(cut.messages[0].text.length > MAX_LINE_BYTES / 3);
  const whole = parse(
    foundLine({ messages: [stored(5, "\\".repeat(MAX_TEXT_BYTES))], next: 5, isComplete: true }),
  );
  assertEquals([whole.messages[0].text.length, whole.messages[0].cut], [MAX_TEXT_BYTES, undefined]);
});
