import { assert, assertEquals } from "@std/assert";
import {
  LAST_OUTPUT_MS,
  MAX_FRAMES_QUESTIONS,
  MAX_FRAMES_UNREAD_CHARS,
  MAX_OUTBOX_ITEMS,
  MAX_UNREAD_ANSWERS_CHARS,
} from "../../../client/limits.ts";
import { MAX_LINE_BYTES } from "../../../protocol/limits.ts";
import { type FakePeer, msgFrame, oldFrames, welcomeFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Script } from "./script.ts";

// deno-lint-ignore no-explicit-any
type Frame = Record<string, any>;

/** The frames that the script was given so far. */
function framesOf({ output }: Script): Frame[] {
  return output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** A bot in the room. */
async function bot(): Promise<{ script: Script; peer: FakePeer }> {
  const script = new Script({ frames: true });
  const { peer } = await script.server.welcome({ nick: "bot" });
  await script.printed('"live"');
  script.output = "";
  return { script, peer };
}

/** Ends a bot, as one that has ended by itself. */
async function end(script: Script, peer: FakePeer): Promise<void> {
  await script.end();
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  assertEquals(script.clock.pending, 0);
}

const say = (cid: string, text = "hi") => `${JSON.stringify({ type: "say", cid, text })}\n`;

Deno.test("FrameFormat answers each say by its msg or by an error, under the script's own cid", async () => {
  const { script, peer } = await bot();
  await script.write(say("one") + say("two", "\\u0007"));
  assertEquals((await peer.next("say")).cid, "one");
  assertEquals((await peer.next("say")).cid, "two");
  const stored = msgFrame(1, { nick: "bot", cid: "one", text: "hi" });
  peer.send(stored, { type: "error", code: "bad_text", message: "empty", cid: "two" });
  await script.printed("bad_text");
  assertEquals(framesOf(script), [
    { ...stored },
    { type: "error", code: "bad_text", message: "empty", cid: "two" },
  ]);
  await end(script, peer);
  assertEquals(script.warnings, [], "the script was told");
});

Deno.test("FrameFormat lets the script see no cut but as the state of the link", async () => {
  const { script, peer } = await bot();
  peer.send(msgFrame(1));
  await script.printed('"id":1');
  await script.write(say("a"));
  await peer.next("say");
  peer.cut();
  await script.printed('"down"');
  await script.write(say("b"));
  await script.clock.advance(500);
  const own = msgFrame(2, { nick: "bot", cid: "a", text: "hi", old: true });
  const back = await script.server.welcome(
    { nick: "bot", last: 3, members: ["bob", "bot"], count: 2 },
    [own, ...oldFrames(3, 3)],
  );
  assertEquals(back.hello.since, 1);
  const { cid } = await back.peer.next("say");
  assertEquals(cid, "b", "what was stored is not sent again");
  back.peer.send(msgFrame(4, { nick: "bot", cid: "b" }));
  await script.printed('"id":4');
  const [first, down, up, ...messages] = framesOf(script);
  assertEquals(first?.id, 1);
  assertEquals([down?.type, down?.state, down?.code], ["link", "down", "broken"]);
  assertEquals(up, { type: "link", state: "up", members: ["bob", "bot"], count: 2 });
  assertEquals(messages.map(({ id, old }) => [id, old]), [[2, undefined], [3, undefined], [
    4,
    undefined,
  ]]);
  await end(script, back.peer);
});

Deno.test("FrameFormat tells of another log and of another room by a new welcome", async () => {
  const { script, peer } = await bot();
  await script.write(`${JSON.stringify({ type: "join", room: "ops" })}\n`);
  await peer.next("join");
  peer.send(welcomeFrame({ nick: "bot", room: "ops" }), { type: "live" });
  await script.printed('"live"');
  peer.send(msgFrame(1));
  await script.printed('"id":1');
  peer.cut();
  await script.printed('"down"');
  await script.clock.advance(500);
  const back = await script.server.welcome({ nick: "bot", room: "ops", other_log: true });
  await script.printed("other_log");
  await settled();
  assertEquals(
    framesOf(script).map(({ type, state, room }) => state ?? room ?? type),
    ["ops", "live", "msg", "down", "up", "ops", "live"],
  );
  await end(script, back.peer);
});

Deno.test("FrameFormat answers a say that was answered before by the same msg", async () => {
  const { script, peer } = await bot();
  const stored = msgFrame(1, { nick: "bot", cid: "a", text: "hi" });
  for (let time = 0; time < 2; time++) {
    await script.write(say("a"));
    await peer.next("say");
    peer.send(stored);
    await settled();
  }
  assertEquals(framesOf(script), [{ ...stored }, { ...stored }]);
  await script.write(say("b") + say("b"));
  await peer.next("say");
  await settled();
  assertEquals(peer.rest(), [], "one that waits is not sent twice");
  peer.send(msgFrame(2, { nick: "bot", cid: "b" }));
  await end(script, peer);
});

Deno.test("FrameFormat answers a dm that was sent twice", async () => {
  const { script, peer } = await bot();
  const dm = { type: "dm", cid: "d", to: "bob", text: "psst" } as const;
  for (let time = 0; time < 2; time++) {
    await script.write(`${JSON.stringify(dm)}\n`);
    await peer.next("dm");
    peer.send({ ...dm, ts: "2026-11-23T02:15:00.000Z", nick: "bot" });
    await settled();
  }
  assertEquals(framesOf(script).map(({ type, cid }) => [type, cid]), [["dm", "d"], ["dm", "d"]]);
  await end(script, peer);
});

Deno.test("FrameFormat answers what is no frame for it with an error, and goes on", async () => {
  const { script, peer } = await bot();
  const long = "x".repeat(MAX_LINE_BYTES - 1);
  const lines = ["hello", "[]", "{}", '{"type":"say","cid":"c"}', "  ", '{"type":"ping","n":1}'];
  await script.write(`${lines.join("\n")}\n${long}\nx${long}\n`);
  await script.write('{"type":"who"}\n');
  await peer.next("who");
  await script.printed("line_too_long");
  assertEquals(framesOf(script).map(({ type, code, cid }) => [type, code, cid]), [
    ["error", "bad_frame", undefined],
    ["error", "bad_frame", undefined],
    ["error", "bad_frame", undefined],
    ["error", "bad_frame", "c"],
    ["error", "bad_frame", undefined],
    ["error", "bad_frame", undefined],
    ["error", "line_too_long", undefined],
  ]);
  peer.send({ type: "who", room: "lobby", count: 1, nicks: ["bot"] });
  await end(script, peer);
});

Deno.test("FrameFormat refuses bytes that are not UTF-8, instead of saying something else", async () => {
  const { script, peer } = await bot();
  const line = new TextEncoder().encode(say("u", "?"));
  line[line.indexOf("?".charCodeAt(0))] = 0xff;
  await script.writeBytes(line);
  await script.printed("bad_frame");
  assertEquals(peer.rest(), []);
  await end(script, peer);
});

Deno.test("FrameFormat asks one question after the other, and again after a cut", async () => {
  const { script, peer } = await bot();
  await script.write(
    '{"type":"history","before":9,"limit":2}\n{"type":"who"}\n{"type":"history","limit":1}\n',
  );
  assertEquals(await peer.next("history"), { type: "history", before: 9, limit: 2 });
  await settled();
  assertEquals(peer.rest(), []);
  peer.cut();
  await script.printed('"down"');
  await script.clock.advance(500);
  const { peer: again } = await script.server.welcome({ nick: "bot" });
  assertEquals((await again.next("history")).before, 9);
  again.send(...oldFrames(7, 8), { type: "history", first: 7, last: 8, count: 2 });
  await again.next("who");
  again.send({ type: "who", room: "lobby", count: 1, nicks: ["bot"] });
  assertEquals((await again.next("history")).before, undefined);
  await script.end();
  await settled();
  assertEquals(again.rest(), [], "it does not leave before it has the answers");
  again.send(...oldFrames(8, 8), { type: "history", first: 8, last: 8, count: 1 });
  await again.next("bye");
  again.end();
  assertEquals(await script.done, true);
  assertEquals(
    framesOf(script).slice(2).map(({ type, id, first }) => id ?? first ?? type),
    [7, 8, 7, "who", 8, 8],
  );
});

Deno.test("FrameFormat lets so many questions wait, and no more", async () => {
  const { script, peer } = await bot();
  await script.write('{"type":"who"}\n'.repeat(MAX_FRAMES_QUESTIONS));
  await settled();
  assertEquals(script.output, "");
  await script.write('{"type":"who"}\n');
  await script.printed("outbox_full");
  for (let answer = 0; answer < MAX_FRAMES_QUESTIONS; answer++) {
    await peer.next("who");
    peer.send({ type: "who", room: "lobby", count: 1, nicks: ["bot"] });
  }
  await end(script, peer);
});

Deno.test("FrameFormat says why it is not let in, and ends", async () => {
  const script = new Script({ frames: true });
  const peer = await script.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  peer.send({ type: "error", code: "nick_taken", message: "taken", like: "Bot" });
  assertEquals(await script.done, false);
  assertEquals(framesOf(script), [
    { type: "error", code: "nick_taken", message: "taken", like: "Bot" },
  ]);
});

Deno.test("FrameFormat tells of a chat that is over for the script", async () => {
  const { script, peer } = await bot();
  peer.send({ type: "error", code: "kicked", message: "out", by: "root" });
  assertEquals(await script.done, false);
  assertEquals(framesOf(script), [
    { type: "link", state: "ended", code: "kicked", message: "out" },
  ]);
});

Deno.test("FrameFormat leaves when the script says bye, and reads nothing behind it", async () => {
  const { script, peer } = await bot();
  await script.write(`${say("a")}{"type":"bye"}\n${say("b")}`);
  const { cid } = await peer.next("say");
  peer.send(msgFrame(1, { nick: "bot", cid }));
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  assert(script.inputCancelled);
});

Deno.test("FrameFormat waits for a server as long as the script lives, and then no longer than a pipe", async () => {
  const script = new Script({ frames: true, down: true });
  await script.write(say("a"));
  await script.clock.advance(600_000);
  assertEquals(framesOf(script).map(({ state, code }) => [state, code]), [["down", "refused"]]);
  await script.end();
  await settled();
  await script.clock.advance(10_000);
  assertEquals(await script.done, false);
});

Deno.test("FrameFormat takes input while its output is not read, so that neither waits for the other", async () => {
  const { script, peer } = await bot();
  script.isStuck = true;
  const { received } = flood(peer, MAX_FRAMES_UNREAD_CHARS);
  await settled();
  // far more than may wait: what is too much is refused, and the script is never held up
  for (let at = 0; at <= MAX_OUTBOX_ITEMS; at++) await script.write(say(`s-${at}`, "x"));
  await settled();
  assertEquals(script.session.outbox.size, MAX_OUTBOX_ITEMS);
  script.goOn();
  await script.printed('"outbox_full"');
  const refused = framesOf(script).filter(({ code }) => code === "outbox_full");
  assertEquals(refused.map(({ cid }) => cid), [`s-${MAX_OUTBOX_ITEMS}`]);
  assert(received > 0);
  script.stop();
  await script.done;
});

Deno.test("FrameFormat stops reading a script that writes and never reads", async () => {
  const { script, peer } = await bot();
  script.isStuck = true;
  const bad = `${"x".repeat(4_000)}\n`;
  const answers = Math.ceil(MAX_UNREAD_ANSWERS_CHARS / 60);
  for (let at = 0; at < answers; at++) await script.write(bad);
  await settled();
  assert(script.isHeldUp);
  peer.end();
  script.stop();
  await settled();
  await script.clock.advance(LAST_OUTPUT_MS);
  assertEquals(await script.done, false);
});

/** Sends messages of more than so many characters; resolves with how many they were. */
function flood(peer: FakePeer, chars: number): { received: number } {
  const text = "x".repeat(1_000);
  const count = Math.ceil(chars / text.length) + 20;
  for (let id = 1; id <= count; id++) peer.send(msgFrame(id, { text }));
  return { received: count };
}
