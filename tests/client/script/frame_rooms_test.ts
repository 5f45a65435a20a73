import { assertEquals } from "@std/assert";
import { MAX_FRAMES_QUESTIONS } from "../../../client/limits.ts";
import type { ClientFrame, ServerFrame } from "../../../protocol/frames.ts";
import { type FakePeer, msgFrame } from "../../support/fake_server.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Script } from "./script.ts";

// deno-lint-ignore no-explicit-any
type Frame = Record<string, any>;

function framesOf({ output }: Script): Frame[] {
  return output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

const live = (room: string): ServerFrame => ({ type: "live", room });

function entered(room: string, last = 0): ServerFrame {
  return { type: "entered", room, last, members: ["bot"], count: 1, log: `log-${room}` };
}

const write = (script: Script, ...frames: ClientFrame[]) =>
  script.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));

/** A bot in the lobby and in dev, at a server that can do that. */
async function bot(): Promise<{ script: Script; peer: FakePeer }> {
  const script = new Script({ frames: true });
  const peer = await script.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  assertEquals((await peer.next("hello")).rooms, true);
  welcome(peer);
  await script.printed('"live"');
  await write(script, { type: "join", room: "#Dev" });
  await peer.next("join");
  peer.send(entered("dev"), live("dev"));
  await script.printed('"live","room":"dev"');
  return { script, peer };
}

function welcome(peer: FakePeer): void {
  const limits = { line_bytes: 16384, text_bytes: 7680, text_lines: 100, nick_columns: 32 };
  peer.send({
    ...{ type: "welcome", v: 1, server: "fake", nick: "bot", room: "lobby", resume: "secret" },
    ...{ last: 0, members: ["bot"], count: 1, rooms: true },
    limits: { ...limits, rate: 0, burst: 0, history: 10, rooms: 32 },
  }, live("lobby"));
}

async function end(script: Script, peer: FakePeer): Promise<void> {
  await script.end();
  await peer.next("bye");
  peer.end();
  assertEquals(await script.done, true);
  assertEquals(script.clock.pending, 0);
}

Deno.test("FrameFormat tells of each room by its name", async () => {
  const { script, peer } = await bot();
  peer.send({ ...msgFrame(1), room: "dev" }, { ...msgFrame(1), room: "lobby" });
  await script.printed('"room":"lobby","id":1');
  const [first, ...rest] = framesOf(script);
  assertEquals([first?.type, first?.room, first?.rooms], ["welcome", "lobby", true]);
  assertEquals(first?.resume, undefined);
  assertEquals(rest, [
    { type: "live", room: "lobby" },
    { ...entered("dev") },
    { type: "live", room: "dev" },
    { ...msgFrame(1), room: "dev" },
    { ...msgFrame(1), room: "lobby" },
  ]);
  await end(script, peer);
});

Deno.test("FrameFormat says something in the room that is named; of several one must be", async () => {
  const { script, peer } = await bot();
  await write(
    script,
    { type: "say", cid: "a", room: "#DEV", text: "hi" },
    { type: "say", cid: "b", text: "where?" },
  );
  const { cid, room } = await peer.next("say");
  assertEquals([cid, room], ["a", "dev"]);
  await script.printed("not_in_room");
  assertEquals(framesOf(script).at(-1)?.cid, "b");
  peer.send({ ...msgFrame(1, { nick: "bot", cid: "a", text: "hi" }), room: "dev" });
  await script.printed('"cid":"a"');
  await write(script, { type: "part", room: "dev", text: "tired" });
  assertEquals(await peer.next("part"), { type: "part", room: "dev", text: "tired" });
  peer.send({ type: "parted", room: "dev", reason: "tired" });
  await script.printed("parted");
  await write(script, { type: "say", cid: "c", text: "here" });
  assertEquals((await peer.next("say")).room, "lobby");
  peer.send({ ...msgFrame(1, { nick: "bot", cid: "c", text: "here" }), room: "lobby" });
  await end(script, peer);
});

const TOPIC = { type: "topic", ts: "2026-11-23T10:00:00.000Z", nick: "bot" } as const;
const FOUND = { id: 3, ts: "2026-11-23T10:00:00.000Z", nick: "bob", text: "fox" };

/** A question, what goes to the server, and the answer, which the script is given as it is. */
const QUESTIONS: readonly [ClientFrame, ClientFrame, ServerFrame][] = [
  [{ type: "rooms", like: "d" }, { type: "rooms", like: "d" }, {
    type: "rooms",
    rooms: [{ room: "dev", count: 1, last: 0, ts: FOUND.ts }],
  }],
  [{ type: "topic", room: "dev" }, { type: "topic", room: "dev" }, {
    ...{ ...TOPIC, nick: "", room: "dev", topic: "", old: true },
  }],
  [{ type: "topic", room: "#dev", topic: "new" }, { type: "topic", room: "dev", topic: "new" }, {
    ...{ ...TOPIC, room: "dev", topic: "new" },
  }],
  [
    { type: "search", room: "dev", text: "fox", before: 9, limit: 2, from: "bob" },
    { type: "search", text: "fox", before: 9, limit: 2, from: "bob", room: "dev" },
    { type: "found", room: "dev", messages: [FOUND], next: 3, complete: false },
  ],
  [{ type: "away", text: "lunch" }, { type: "away", text: "lunch" }, {
    ...{ type: "away", nick: "bot", text: "lunch" },
  }],
  [{ type: "who", room: "dev" }, { type: "who", room: "dev" }, {
    ...{ type: "who", room: "dev", count: 2, nicks: ["bot", "bob"], away: ["bob"] },
  }],
];

Deno.test("FrameFormat asks one question after the other, and hands on the answers", async () => {
  const { script, peer } = await bot();
  script.output = "";
  await write(script, ...QUESTIONS.map(([question]) => question));
  for (const [question, asked, answer] of QUESTIONS) {
    assertEquals<ClientFrame>(await peer.next(question.type), asked);
    await settled();
    assertEquals(peer.rest(), [], "the next waits for the answer");
    // somebody else's is no answer
    peer.send({ ...TOPIC, nick: "bob", room: "dev", topic: "theirs" }, answer);
  }
  await end(script, peer);
  assertEquals(
    framesOf(script).filter(({ nick, type }) => type !== "topic" || nick !== "bob"),
    QUESTIONS.map(([, , answer]) => ({ ...answer })),
  );
});

Deno.test("FrameFormat tells the server what was read, and waits for no answer", async () => {
  const { script, peer } = await bot();
  await write(script, { type: "seen", room: "dev", id: 4 }, { type: "seen", room: "x", id: 4 });
  assertEquals(await peer.next("seen"), { type: "seen", room: "dev", id: 4 });
  await script.printed("not_in_room");
  assertEquals(framesOf(script).at(-1)?.room, "x");
  await end(script, peer);
});

Deno.test("FrameFormat answers a question about another room, and one that is refused, with an error", async () => {
  const { script, peer } = await bot();
  script.output = "";
  await write(script, { type: "topic" }, { type: "search", room: "x", text: "a" });
  await write(script, { type: "topic", room: "dev", topic: "no" }, { type: "rooms" });
  await peer.next("topic");
  peer.send({ type: "error", code: "not_operator", message: "no", room: "dev" });
  await peer.next("rooms");
  peer.send({ type: "rooms", rooms: [] });
  await end(script, peer);
  assertEquals(framesOf(script).map(({ type, code, room }) => [type, code, room]), [
    ["error", "not_in_room", undefined],
    ["error", "not_in_room", "x"],
    ["error", "not_operator", "dev"],
    ["rooms", undefined, undefined],
  ]);
});

Deno.test("FrameFormat leaves a room behind what was said there before", async () => {
  const { script, peer } = await bot();
  await write(
    script,
    { type: "say", cid: "last", room: "dev", text: "bye" },
    { type: "part", room: "dev" },
  );
  await peer.next("say");
  await settled();
  assertEquals(peer.rest(), [], "it waits for the answer");
  peer.send({ ...msgFrame(1, { nick: "bot", cid: "last", text: "bye" }), room: "dev" });
  await peer.next("part");
  peer.send({ type: "parted", room: "dev" });
  await end(script, peer);
});

Deno.test("FrameFormat lets the script see no cut in any of its rooms", async () => {
  const { script, peer } = await bot();
  peer.send({ ...msgFrame(1), room: "dev" });
  await script.printed('"id":1');
  await write(script, { type: "topic", room: "dev" });
  await peer.next("topic");
  script.output = "";
  peer.cut();
  await script.printed('"down"');
  await script.clock.advance(500);
  const back = await script.server.accept();
  back.send("NICKNAME_REQUEST\n");
  await back.next("hello");
  welcome(back);
  const { room, since } = await back.next("join");
  assertEquals([room, since], ["dev", 1]);
  back.send(entered("dev", 2), { ...msgFrame(2, { old: true }), room: "dev" }, live("dev"));
  await script.printed('"id":2');
  await back.next("topic");
  back.send({ ...TOPIC, nick: "", room: "dev", topic: "", old: true });
  await script.printed('"topic"');
  const [down, up, ...rest] = framesOf(script);
  assertEquals([down?.state, up?.state], ["down", "up"]);
  assertEquals(rest.map(({ type, id, old, room }) => [type, id, old, room]), [
    ["msg", 2, undefined, "dev"],
    ["topic", undefined, true, "dev"],
  ]);
  await end(script, back);
});

Deno.test("FrameFormat comes back into no room that it has left", async () => {
  const { script, peer } = await bot();
  await write(script, { type: "part", room: "lobby" });
  await peer.next("part");
  peer.cut();
  await script.printed('"down"');
  await script.clock.advance(500);
  const back = await script.server.accept();
  back.send("NICKNAME_REQUEST\n");
  assertEquals((await back.next("hello")).room, "dev");
  const parted = framesOf(script).filter(({ type }) => type === "parted");
  assertEquals(parted, [{ type: "parted", room: "lobby" }]);
  script.stop();
  back.end();
  await script.done;
});

Deno.test("FrameFormat tells who is removed from a room, or not let in again", async () => {
  const { script, peer } = await bot();
  script.output = "";
  peer.send({ type: "parted", room: "dev", by: "root", reason: "loud" });
  await script.printed("parted");
  await write(script, { type: "join", room: "dev" });
  await peer.next("join");
  peer.send({ type: "error", code: "banned", message: "no", room: "dev" });
  await script.printed("banned");
  assertEquals(framesOf(script).map(({ type, code, room, by }) => [type, code, room, by]), [
    ["parted", undefined, "dev", "root"],
    ["error", "banned", "dev", undefined],
  ]);
  await end(script, peer);
});

Deno.test("FrameFormat lets so many questions of all kinds wait, and no more", async () => {
  const { script, peer } = await bot();
  script.output = "";
  const questions = Array.from(
    { length: MAX_FRAMES_QUESTIONS },
    () => ({ type: "rooms" }) as const,
  );
  await write(script, ...questions);
  await settled();
  assertEquals(script.output, "");
  await write(script, { type: "away" });
  await script.printed("outbox_full");
  for (const { type } of questions) {
    await peer.next(type);
    peer.send({ type: "rooms", rooms: [] });
  }
  await end(script, peer);
});

Deno.test("FrameFormat says that a server without rooms cannot do it", async () => {
  const script = new Script({ frames: true });
  const { peer } = await script.server.welcome({ nick: "bot" });
  await script.printed('"live"');
  await write(script, { type: "search", text: "fox" }, { type: "part" });
  await script.printed("unsupported");
  await settled();
  assertEquals(framesOf(script).filter(({ code }) => code === "unsupported").length, 2);
  assertEquals(peer.rest(), []);
  await end(script, peer);
});
