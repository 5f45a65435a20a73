import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { type LimitsInfo, PLAIN_SHUTDOWN, type ServerFrame } from "../../../protocol/frames.ts";
import {
  MAX_HISTORY_MESSAGES,
  MAX_LINE_BYTES,
  MAX_TEXT_BYTES,
  PROTOCOL_VERSION,
} from "../../../protocol/limits.ts";
import {
  MAX_HELLO_TRIES,
  MAX_SILENCE_MS,
  MAX_WHO_MEMBERS,
  RECENT_BYTES,
} from "../../../server/limits.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { clientFrame } from "../../protocol/arbitraries.ts";
import { testDialect } from "./dialect_suite.ts";
import { NATIVE_SPEECH } from "./native_speech.ts";
import { FakePeer, short } from "../fakes/peer.ts";
import { FakeServer, secretOf } from "../fakes/server.ts";
import { settled } from "../../support/virtual_clock.ts";

const RATE = 10;

const open = (server: FakeServer) =>
  new FakePeer((peer) => new NativeDialect(peer, { ...server.services, rate: RATE }));

const hello = (nick: string, more: object = {}) => ({ type: "hello", v: 1, nick, ...more });
const say = (cid: string, text: string) => ({ type: "say", cid, text });

/** Someone who is in already, and has heard all about it. */
async function enter(server: FakeServer, nick: string, more: object = {}): Promise<FakePeer> {
  const line = open(server);
  await line.send(hello(nick, more));
  line.news();
  return line;
}

/** Somebody called bob removes a member from the room it is in. */
function remove({ hub }: FakeServer, nick: string, reason: string): void {
  const member = hub.find(nick)!;
  for (const room of hub.roomsOf(member)) {
    hub.part(member, room, { reason, by: "bob" });
    member.expelled(room.name, "bob", reason);
  }
}

testDialect("NativeDialect", { ...NATIVE_SPEECH, open: ({ services }) => chatDoor(services) });

function frameOf<T extends ServerFrame["type"]>(
  frames: readonly ServerFrame[],
  type: T,
): Extract<ServerFrame, { type: T }> {
  const found = frames.find((frame) => frame.type === type);
  assert(found !== undefined, `no ${type} in ${JSON.stringify(frames)}`);
  return found as Extract<ServerFrame, { type: T }>;
}

Deno.test("NativeDialect welcomes after hello: who, where, the bounds, the past, then live", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send(say("c1", "one"), say("c2", "two"));
  const bob = open(server);
  await bob.send(hello("bob"));
  const frames = bob.frames();
  assertEquals(short(frames), ["welcome", "old #1 one", "old #2 two", "live"]);
  const limits: LimitsInfo = {
    line_bytes: 16384,
    text_bytes: 7680,
    text_lines: 100,
    nick_columns: 32,
    rate: 10,
    burst: 100,
    history: 10,
  };
  assertEquals(frames[0], {
    type: "welcome",
    v: PROTOCOL_VERSION,
    server: "chat",
    nick: "bob",
    room: "lobby",
    resume: secretOf(2),
    log: "the-log-in-memory",
    last: 2,
    members: ["ann", "bob"],
    count: 2,
    limits,
  });
  assertEquals([bob.greetings, short(ann.frames())], [["bob in lobby"], [
    "#1 one",
    "#2 two",
    "joined bob",
  ]]);
});

Deno.test("NativeDialect gives as much of the past as hello asks for", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  for (let i = 1; i <= 250; i++) await ann.send(say(`c${i}`, `${i}`));
  const past = async (more: object) => {
    const line = open(server);
    await line.send(hello("bob", more));
    const ids = line.frames().flatMap((frame) => frame.type === "msg" ? [frame.id] : []);
    line.end("");
    return [ids.length, ids[0], ids.at(-1)];
  };
  assertEquals(await past({}), [10, 241, 250]);
  assertEquals(await past({ history: 0 }), [0, undefined, undefined]);
  assertEquals(await past({ history: 3 }), [3, 248, 250]);
  assertEquals(await past({ history: 1000 }), [MAX_HISTORY_MESSAGES, 51, 250]);
  assertEquals(await past({ since: 249 }), [1, 250, 250]);
  assertEquals(await past({ since: 250 }), [0, undefined, undefined]);
  assertEquals(await past({ since: 0, history: 3 }), [MAX_HISTORY_MESSAGES, 51, 250]);
});

Deno.test("NativeDialect: the echo is the acknowledgement, byte for byte what others and the log have", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  ann.news();
  await ann.send({ ...say("k-1", 'привет\n  «you» \\ "\t'), action: true });
  const [line] = ann.news();
  assertEquals(bob.news(), [line]);
  assertEquals(server.disk.log("lobby").at(-1)!.line, `${line}\n`);
  assertEquals(JSON.parse(line!), {
    id: 1,
    ts: "2026-11-23T09:30:00.002Z",
    type: "msg",
    nick: "ann",
    text: 'привет\n  «you» \\ "',
    cid: "k-1",
    action: true,
  });
});

Deno.test("NativeDialect refuses a hello with its reason, and takes another one", async () => {
  const server = new FakeServer();
  await enter(server, "ann");
  const bob = open(server);
  await bob.send(
    hello("ANN"),
    hello(":x"),
    hello("bob", { room: ".." }),
    hello("bob", { v: 2 }),
    say("c1", "hi"),
    { type: "who" },
    { type: "hello", nick: "bob" },
  );
  assertEquals(short(bob.frames()), [
    "error nick_taken",
    "error bad_nick",
    "error bad_room",
    "error bad_version",
    "error bad_frame c1",
    "error bad_frame",
    "error bad_frame",
  ]);
  await bob.send(hello("bob"));
  assertEquals(short(bob.frames()), ["welcome", "live"]);
});

Deno.test("NativeDialect ends a connection after MAX_HELLO_TRIES refused, and not one earlier", async () => {
  const line = open(new FakeServer());
  for (let i = 1; i < MAX_HELLO_TRIES; i++) await line.send(hello(""));
  assertEquals([line.goodbye, line.frames().length], [undefined, MAX_HELLO_TRIES - 1]);
  await line.send(hello(""));
  assertEquals(JSON.parse(line.goodbye!).code, "flood");
});

Deno.test("NativeDialect answers ping and bye before hello too", async () => {
  const line = open(new FakeServer());
  await line.send({ type: "ping", n: 3 });
  assertEquals(short(line.frames()), ["pong 3"]);
  await line.send({ type: "bye" });
  assertEquals(line.goodbye, "");
});

Deno.test("NativeDialect takes hello once", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send(hello("bob"));
  assertEquals(short(ann.frames()), ["error bad_frame"]);
  assertEquals([...server.hub.members].map(({ nick }) => nick), ["ann"]);
});

Deno.test("NativeDialect answers in the order of the commands, errors too, though the disk is slow", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send(say("c0", "zero"));
  ann.news();
  const commands = [
    { type: "ping", n: 1 },
    say("c0", "again"),
    say("c2", " "),
    { type: "who" },
    { type: "history", limit: 1 },
    { type: "dm", cid: "d1", to: "ann", text: "note" },
    { type: "dm", cid: "d2", to: "nobody", text: "note" },
    { type: "nick", nick: ":" },
    { type: "nonsense" },
  ];
  const answers = [
    ["pong 1"],
    ["#1 zero"],
    ["error bad_text c2"],
    ["who"],
    ["old #ID said", "history ID ID 1"],
    ["dm ann note"],
    ["error no_such_nick d2"],
    ["error bad_nick"],
    ["error bad_frame"],
  ];
  for (const [i, command] of commands.entries()) {
    server.disk.hold();
    await ann.send(say(`said-${i}`, "said"));
    const answered = ann.send(command);
    await settled();
    assertEquals(ann.frames(), [], JSON.stringify(command));
    server.disk.release();
    await answered;
    const id = `${i + 2}`;
    const wanted = answers[i]!.map((answer) => answer.replaceAll("ID", id));
    assertEquals(short(ann.frames()), [`#${id} said`, ...wanted]);
  }
});

Deno.test("NativeDialect says a bad text by its cid", async () => {
  const ann = await enter(new FakeServer(), "ann");
  await ann.send(
    say("c1", ""),
    say("c2", "x".repeat(MAX_TEXT_BYTES + 1)),
    { type: "dm", cid: "d1", to: "ann", text: "\n" },
    { type: "say", cid: "c3", text: 7 },
  );
  const frames = ann.frames();
  assertEquals(short(frames), [
    "error bad_text c1",
    "error bad_text c2",
    "error bad_text d1",
    "error bad_frame c3",
  ]);
  const { message } = frames[1] as Extract<ServerFrame, { type: "error" }>;
  assert(message.includes("7681") && message.includes("7680"), message);
});

Deno.test("NativeDialect answers a cid said before with the same message, to its sender alone", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  ann.news();
  await ann.send(say("c1", "hi"));
  const [first] = ann.news();
  assertEquals(bob.news(), [first]);
  await ann.send(say("c1", "hi"), say("c1", "something else"));
  assertEquals([ann.news(), bob.news()], [[first, first], []]);
});

Deno.test("NativeDialect takes a session over: the name at once, the cids, and what was missed", async () => {
  const server = new FakeServer();
  const dead = await enter(server, "ann");
  const bob = await enter(server, "bob");
  await dead.send(say("c1", "sent"));
  await bob.send(say("b1", "missed"));
  bob.news();
  const ann = open(server);
  await ann.send(
    hello("ann", { resume: secretOf(1), since: 1 }),
    say("c1", "sent"),
    say("c2", "new"),
  );
  const frames = ann.frames();
  assertEquals(short(frames), ["welcome", "old #2 missed", "live", "#1 sent", "#3 new"]);
  assertEquals(frameOf(frames, "welcome").resume, secretOf(1));
  assertEquals(JSON.parse(dead.goodbye!).code, "replaced");
  assertEquals(short(bob.frames()), ["#3 new"]);
  dead.dialect.closed();
  assertEquals(server.hub.find("ann") !== undefined, true);
});

Deno.test("NativeDialect gives a session the secret that its client proposes", async () => {
  const server = new FakeServer();
  const secret = "proposed-by-the-client";
  const ann = open(server);
  await ann.send(hello("ann", { secret }));
  assertEquals(frameOf(ann.frames(), "welcome").resume, secret);
  const thief = open(server);
  await thief.send(hello("ann", { secret }), hello("ann", { resume: secretOf(1) }));
  assertEquals(short(thief.frames()), ["error nick_taken", "error nick_taken"]);
  const again = open(server);
  await again.send(hello("ann", { resume: secret }));
  assertEquals(short(again.frames()), ["welcome", "live"]);
  assertEquals(JSON.parse(ann.goodbye!).code, "replaced");
});

Deno.test("NativeDialect begins a session with no cids where its client proposes a secret", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send(say("c1", "of the session before"), { type: "bye" });
  const secret = "proposed-by-the-client";
  const again = await enter(server, "ann", { secret, history: 0 });
  await again.send(say("c1", "of this one"));
  assertEquals(short(again.frames()), ["#2 of this one"]);
});

Deno.test("NativeDialect shows nobody that a session was resumed", async () => {
  const server = new FakeServer();
  const bob = await enter(server, "bob");
  const ann = open(server);
  await ann.send(hello("ann", { resume: "the-secret-of-long-ago" }));
  assertEquals(server.disk.log("lobby").at(-1)!.line.includes('"resumed":true'), true);
  assertEquals(bob.news().map((line) => JSON.parse(line)), [
    { ts: "2026-11-23T09:30:00.001Z", type: "joined", nick: "ann" },
  ]);
});

Deno.test("NativeDialect renames, tells everyone, and refuses a name that is taken", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  ann.news();
  await ann.send({ type: "nick", nick: "anna" }, { type: "nick", nick: "BOB" }, say("c", "hi"));
  assertEquals(short(ann.frames()), ["renamed ann anna", "error nick_taken", "#1 hi"]);
  assertEquals(short(bob.frames()), ["renamed ann anna", "#1 hi"]);
  assertEquals(server.disk.log("lobby").at(-1)!.event.nick, "anna");
});

Deno.test("NativeDialect moves to another room, with a welcome and its past", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob", { room: "other" })];
  await bob.send(say("b1", "one"), say("b2", "two"));
  bob.news();
  await ann.send(say("c1", "left behind"), { type: "join", room: "#Other", since: 1 });
  const frames = ann.frames();
  assertEquals(short(frames), ["#1 left behind", "welcome", "old #2 two", "live"]);
  const welcome = frameOf(frames, "welcome");
  assertEquals([welcome.room, welcome.resume, welcome.last], ["other", secretOf(1), 2]);
  await ann.send(say("c2", "here"));
  assertEquals(short(bob.frames()), ["joined ann", "#3 here"]);
  assertEquals(short(ann.frames()), ["#3 here"]);
  assertEquals(ann.greetings, ["ann in lobby", "ann in other"]);
  await ann.send({ type: "join", room: ".." }, { type: "ping", n: 1 });
  assertEquals(short(ann.frames()), ["error bad_room", "pong 1"]);
});

Deno.test("NativeDialect sends a direct message to two people and no log", async () => {
  const server = new FakeServer();
  const [ann, bob, carol] = [
    await enter(server, "ann"),
    await enter(server, "bob"),
    await enter(server, "carol"),
  ];
  for (const line of [ann, bob, carol]) line.news();
  await ann.send({ type: "dm", cid: "d1", to: "Bob", text: "psst" });
  const [seen] = ann.news();
  assertEquals(JSON.parse(seen!), {
    type: "dm",
    ts: "2026-11-23T09:30:00.000Z",
    nick: "ann",
    to: "bob",
    text: "psst",
    cid: "d1",
  });
  assertEquals([bob.news(), carol.news()], [[seen], []]);
  assert(!server.disk.log("lobby").some(({ line }) => line.includes("psst")));
});

Deno.test("NativeDialect tells of a direct message nothing that is meant for other dialects", async () => {
  const ann = await enter(new FakeServer(), "ann");
  const dialect = ann.dialect as NativeDialect;
  dialect.direct({
    ...{ ts: "t", nick: "bob", to: "ann", text: "hi", cid: "" },
    metadata: { tags: "x".repeat(8000), told: [] },
  });
  assertEquals(ann.news().map((line) => JSON.parse(line)), [
    { type: "dm", ts: "t", nick: "bob", to: "ann", text: "hi", cid: "" },
  ]);
});

Deno.test("NativeDialect names who is there, MAX_WHO_MEMBERS a line", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "n-0");
  const who = async () => {
    ann.news();
    await ann.send({ type: "who" });
    return ann.frames().map((frame) => {
      assert(frame.type === "who");
      return [frame.room, frame.count, frame.nicks.length, frame.more];
    });
  };
  for (let i = 1; i < MAX_WHO_MEMBERS; i++) await enter(server, `n-${i}`);
  assertEquals(await who(), [["lobby", MAX_WHO_MEMBERS, MAX_WHO_MEMBERS, undefined]]);
  await enter(server, "one more");
  assertEquals(await who(), [
    ["lobby", MAX_WHO_MEMBERS + 1, MAX_WHO_MEMBERS, true],
    ["lobby", MAX_WHO_MEMBERS + 1, 1, undefined],
  ]);
});

Deno.test("NativeDialect pages through old messages", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  for (let i = 1; i <= 300; i++) await ann.send(say(`c${i}`, `${i}`));
  ann.news();
  const page = async (frame: object) => {
    await ann.send({ type: "history", ...frame });
    const frames = ann.frames();
    const closing = frames.pop();
    assert(closing?.type === "history");
    const ids = frames.map((old) => old.type === "msg" && old.old ? old.id : 0);
    assertEquals(ids, Array.from({ length: ids.length }, (_, i) => ids[0]! + i));
    assertEquals([closing.first, closing.last, closing.count], [
      ids[0] ?? 0,
      ids.at(-1) ?? 0,
      ids.length,
    ]);
    return [closing.first, closing.last];
  };
  assertEquals(await page({ before: 101, limit: 50 }), [51, 100]);
  assertEquals(await page({ limit: 3 }), [298, 300]);
  assertEquals(await page({ before: 3, limit: 50 }), [1, 2]);
  assertEquals(await page({ limit: MAX_HISTORY_MESSAGES }), [101, 300]);
  assertEquals(await page({ limit: MAX_HISTORY_MESSAGES + 1 }), [101, 300]);
  for (const frame of [{ limit: 0 }, { before: 1, limit: 9 }, { before: 0, limit: 9 }]) {
    assertEquals(await page(frame), [0, 0]);
  }
  for (const before of [301, 302, 305, 1_000, Number.MAX_SAFE_INTEGER]) {
    assertEquals(await page({ before, limit: 9 }), [292, 300]);
  }
});

Deno.test("NativeDialect says what could not be saved, by its cid, and takes it again", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  server.disk.failure = new Error("disk full");
  await ann.send(say("c1", "hi"));
  assertEquals(short(ann.frames()), ["error not_saved c1"]);
  server.disk.failure = undefined;
  await ann.send(say("c1", "hi"));
  assertEquals(short(ann.frames()), ["#1 hi"]);
});

Deno.test("NativeDialect answers a cid sent again with an error where its message cannot be read", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send(say("c1", "hi"));
  // so much that the message is not at hand any more
  const text = "x".repeat(7_000);
  for (let n = 0; n * text.length < RECENT_BYTES; n++) await ann.send(say(`d${n}`, text));
  ann.news();
  await ann.send(say("c1", "hi"));
  assertEquals(short(ann.frames()), ["#1 hi"]);
  server.disk.damaged.add(1);
  await ann.send(say("c1", "hi"));
  assertEquals(short(ann.frames()), ["error not_saved c1"]);
  server.disk.damaged.clear();
  server.disk.readFailure = new Error("input/output error");
  await ann.send(say("c1", "hi"));
  assertEquals(short(ann.frames()), ["error not_saved c1"]);
  assertEquals([ann.goodbye, server.warnings], [undefined, ["not read"]]);
});

Deno.test("NativeDialect says what is wrong with a bad line, has it counted, and goes on", async () => {
  const ann = await enter(new FakeServer(), "ann");
  await ann.say("{nonsense", '{"type":"nonsense"}');
  assertEquals(short(ann.frames()), ["error bad_frame", "error bad_frame"]);
  assertEquals(ann.badLines, 2);
  await ann.send(say("c1", "still here"));
  assertEquals(short(ann.frames()), ["#1 still here"]);
  assertEquals(ann.badLines, 2);
});

Deno.test("NativeDialect answers no line with more than a line holds, whatever comes", async () => {
  const server = new FakeServer();
  const huge = fc.constantFrom("x", "🙂", '"', "\x01", "\ud800", "\ufdfa").map((letter) =>
    letter.repeat(MAX_LINE_BYTES / 2)
  );
  const frame = fc.oneof(
    clientFrame,
    fc.tuple(clientFrame, huge).map(([frame, text]) => {
      const field = ["nick", "room", "to", "text", "cid", "type"].find((name) => name in frame)!;
      return { ...frame, [field]: text };
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 10 }), async (frames) => {
      const ann = await enter(server, "ann");
      for (const frame of frames) if (!ann.ended) await ann.send(frame);
      for (const line of [...ann.news(), ann.goodbye ?? ""]) {
        assertLessOrEqual(new TextEncoder().encode(line).length, MAX_LINE_BYTES - 1);
      }
      ann.end("");
      assertEquals(server.hub.count, 0);
    }),
    { numRuns: 100 },
  );
});

Deno.test("NativeDialect leaves the room when the connection is gone", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann"), await enter(server, "bob")];
  ann.dialect.closed();
  ann.dialect.closed();
  await settled();
  assertEquals(short(bob.frames()), ["left ann"]);
  assertEquals(server.hub.count, 1);
});

Deno.test("NativeDialect of a connection that ends while it enters leaves nobody behind, and no place kept", async () => {
  const server = new FakeServer();
  const ann = open(server);
  const entering = ann.send(hello("ann"));
  ann.end("goodbye");
  await entering;
  assertEquals([server.hub.count, ann.greetings], [0, []]);
  ann.outlet.send("goodbye\n");
  await settled();
  assertEquals(ann.news().at(-1), "goodbye");
});

Deno.test("NativeDialect of a connection that ended does nothing that was still asked for", async () => {
  const server = new FakeServer();
  for (const command of [{ type: "nick", nick: "ghost" }, { type: "join", room: "other" }]) {
    const ann = await enter(server, "ann");
    server.disk.hold();
    await ann.send(say("c1", "hi"));
    const asked = ann.send(command);
    await settled();
    ann.end("");
    server.disk.release();
    await asked;
    assertEquals([server.hub.count, server.hub.find("ghost"), server.hub.rooms], [
      0,
      undefined,
      [],
    ]);
  }
});

Deno.test("NativeDialect knows its own way to say things", () => {
  const { dialect } = open(new FakeServer());
  assertEquals(JSON.parse(dialect.ping()), { type: "ping", n: 1 });
  assertEquals(JSON.parse(dialect.ping()), { type: "ping", n: 2 });
  assertEquals(JSON.parse(dialect.error("slow_down", "Slower", { retry_ms: 70 })), {
    type: "error",
    code: "slow_down",
    message: "Slower",
    retry_ms: 70,
  });
  assertEquals(JSON.parse(dialect.farewell()).type, "shutdown");
  assert(!dialect.farewell().includes(PLAIN_SHUTDOWN));
});

Deno.test("NativeDialect counts lines against the rate from the welcome on", async () => {
  const line = open(new FakeServer());
  const bytes = new TextEncoder().encode('{"type":"pong","n":1}');
  assertEquals(line.dialect.costs(bytes), false);
  await line.send(hello("ann"));
  assertEquals(line.dialect.costs(bytes), true);
});

Deno.test("NativeDialect says who sent a member away, and why if there is a reason", async () => {
  for (const [reason, words] of [["", ""], ["spam", ": spam"]] as const) {
    const server = new FakeServer();
    const ann = await enter(server, "ann");
    server.hub.find("ann")!.expelled(undefined, "server", reason);
    const message = `Disconnected by server${words}`;
    const data = { by: "server", ...(reason === "" ? {} : { reason }) };
    assertEquals(JSON.parse(ann.goodbye!), { type: "error", code: "kicked", message, ...data });
  }
});

Deno.test("NativeDialect takes a member that is removed from a room to the lobby, with the reason", async () => {
  for (const [reason, words] of [["", ""], ["too loud", ": too loud"]] as const) {
    const server = new FakeServer();
    const ann = await enter(server, "ann", { room: "ops" });
    remove(server, "ann", reason);
    await settled();
    const frames = ann.frames();
    assertEquals(short(frames), ["error removed", "welcome", "live"]);
    assertEquals(frameOf(frames, "error").message, `bob removed you from the room${words}`);
    assertEquals(frameOf(frames, "welcome").room, "lobby");
    await ann.send(say("c1", "still here"), { type: "ping", n: 1 });
    assertEquals([short(ann.frames()), ann.ended], [["#1 still here", "pong 1"], false]);
    assertEquals(server.disk.log("ops").length, 0);
  }
});

Deno.test("NativeDialect answers what somebody has said before they are taken to the lobby", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", { room: "ops" });
  server.disk.hold();
  const saying = ann.send(say("c1", "one"));
  await settled();
  remove(server, "ann", "enough");
  await settled();
  server.disk.release();
  await saying;
  await settled();
  assertEquals(short(ann.frames()), ["error removed", "#1 one", "welcome", "live"]);
});

Deno.test("NativeDialect does not bring back who has gone before they are taken to the lobby", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", { room: "ops" });
  server.disk.hold();
  const saying = ann.send(say("c1", "one"));
  await settled();
  remove(server, "ann", "enough");
  await settled();
  ann.end("");
  server.disk.release();
  await saying;
  await settled();
  assertEquals([server.hub.count, server.hub.rooms], [0, []]);
});

Deno.test("NativeDialect does not do a line while it takes a removed member back, nor the other way round", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", { room: "ops" });
  server.disk.hold();
  const joining = ann.send({ type: "join", room: "dev" });
  await settled();
  remove(server, "ann", "enough");
  const saying = ann.send(say("c1", "here"));
  server.disk.release();
  await Promise.all([joining, saying]);
  await settled();
  const rooms = server.hub.roomsOf(server.hub.find("ann")!).map(({ name }) => name);
  assertEquals(rooms, [frameOf(ann.frames().toReversed(), "welcome").room]);
  assertEquals(server.disk.log(rooms[0]!).some(({ event }) => event.type === "msg"), true);
});

Deno.test("NativeDialect leaves who is removed from the lobby in no room, until they enter one", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  remove(server, "ann", "out");
  await settled();
  const frames = ann.frames();
  assertEquals(short(frames), ["error removed", "error removed"]);
  assertEquals(frames.at(-1), {
    ...{ type: "error", code: "removed" },
    message: "You are in no room now; enter one with /room",
  });
  await ann.send(say("c1", "hi"), { type: "ping", n: 1 });
  assertEquals(short(ann.frames()), ["error muted c1", "pong 1"]);
  await ann.send({ type: "join", room: "lobby" }, say("c2", "hi"));
  assertEquals(short(ann.frames()), ["welcome", "live", "#1 hi"]);
});

const OTHERS = [{ addr: "b:1", pin: "sha256:x", web: "https://b:2/", irc: "b:3" }, { addr: "c:1" }];
const SHOWN = [{ addr: "b:1", pin: "sha256:x", web: "https://b:2/" }, { addr: "c:1" }];

Deno.test("NativeDialect names the other servers of a cluster when it welcomes and when it stops", async () => {
  const server = new FakeServer();
  const alone = open(server);
  await alone.send(hello("bob"));
  const first = JSON.parse(alone.news()[0]!);
  assertEquals([first.nodes, first.limits.silence_ms], [undefined, undefined]);
  server.others = OTHERS;
  const ann = open(server);
  await ann.send(hello("ann"));
  const welcome = JSON.parse(ann.news()[0]!);
  assertEquals([welcome.nodes, welcome.limits.silence_ms], [SHOWN, MAX_SILENCE_MS]);
  assertEquals(JSON.parse(ann.dialect.farewell()).nodes, SHOWN);
});

Deno.test("NativeDialect says that it waits before what waits, and that it lives where nothing else was said", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  const member = server.hub.find("ann")!;
  server.disk.hold();
  const asked = ann.send(say("c1", "one"), { type: "ping", n: 1 });
  await settled();
  member.waits?.(2_000, true);
  await settled();
  assertEquals(ann.news(), ['{"type":"waiting","ms":2000}']);
  server.disk.release();
  await asked;
  member.lives?.();
  await settled();
  assertEquals(ann.news().map((line) => JSON.parse(line).type), ["msg", "pong"]);
  member.lives?.();
  await settled();
  assertEquals(ann.news(), ['{"type":"waiting","ms":0}']);
});
