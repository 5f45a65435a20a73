import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import {
  MAX_AWAY_BYTES,
  MAX_LINE_BYTES,
  MAX_NICK_BYTES,
  MAX_NICK_COLUMNS,
  MAX_ROOM_CHARS,
  MAX_TEXT_BYTES,
  MAX_TOPIC_BYTES,
} from "../../../protocol/limits.ts";
import { utf8Bytes } from "../../../protocol/text.ts";
import { MAX_LISTED_ROOMS, MAX_SESSION_ROOMS, RESUME_GRACE_MS } from "../../../server/limits.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import { NativeDialect } from "../../../server/dialects/native.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { settled } from "../../support/virtual_clock.ts";
import { FakeMember } from "../fakes/member.ts";
import { FakePeer } from "../fakes/peer.ts";
import { FakeServer, NOW, secretOf } from "../fakes/server.ts";
import { testDialect } from "./dialect_suite.ts";
import { NATIVE_ROOMS_SPEECH } from "./native_speech.ts";

testDialect("NativeDialect with rooms", {
  ...NATIVE_ROOMS_SPEECH,
  open: ({ services }) => chatDoor(services),
});

const open = (server: FakeServer) =>
  new FakePeer((peer) => new NativeDialect(peer, server.services));

const hello = (nick: string, more: object = {}) => ({
  ...{ type: "hello", v: 1, nick, rooms: true, ...more },
});
let cids = 0;
const say = (room: string, text: string, cid = `c${++cids}`) => ({
  ...{ type: "say", room, cid, text },
});
const join = (room: string, more: object = {}) => ({ type: "join", room, ...more });

/** Someone who is in the lobby and in `rooms` already, and has heard all about it. */
async function enter(server: FakeServer, nick: string, ...rooms: string[]): Promise<FakePeer> {
  const peer = open(server);
  await peer.send(hello(nick), ...rooms.map((room) => join(room)));
  peer.news();
  return peer;
}

/** The frames that came, each in a few words, with its room. */
function brief(peer: FakePeer): string[] {
  return peer.frames().map((frame) => {
    const at = "room" in frame && frame.room !== undefined ? `${frame.room}: ` : "";
    switch (frame.type) {
      case "msg":
        return `${at}${frame.old ? "old " : ""}#${frame.id} ${frame.nick} ${frame.text}`;
      case "error":
        return `${at}error ${frame.code}`;
      case "joined":
      case "left":
        return `${at}${frame.type} ${frame.nick}`;
      case "renamed":
        return `${at}renamed ${frame.nick} ${frame.to}`;
      case "topic":
        return `${at}${frame.old ? "old " : ""}topic ${frame.nick} ${frame.topic}`;
      case "away":
        return `away ${frame.nick} ${frame.text ?? "back"}`;
      case "parted":
        return `${at}parted ${frame.by ?? ""} ${frame.reason ?? ""}`.trimEnd();
      default:
        return `${at}${frame.type}`;
    }
  });
}

Deno.test("A session with rooms is in several, and every frame about a room names it", async () => {
  const server = new FakeServer();
  const bob = await enter(server, "bob", "dev");
  await bob.send(say("lobby", "hi"), say("dev", "build"));
  const ann = open(server);
  await ann.send(hello("ann"));
  const [welcome, ...rest] = ann.frames();
  assert(welcome?.type === "welcome");
  assertEquals([welcome.rooms, welcome.room, welcome.limits.rooms], [
    true,
    "lobby",
    MAX_SESSION_ROOMS,
  ]);
  assertEquals(rest.map((frame) => [frame.type, "room" in frame && frame.room]), [
    ["msg", "lobby"],
    ["live", "lobby"],
  ]);
  await ann.send(join("dev"));
  const [entered, ...past] = ann.frames();
  assertEquals<unknown>(entered, {
    type: "entered",
    room: "dev",
    last: 1,
    members: ["bob", "ann"],
    count: 2,
    log: "the-log-in-memory",
  });
  assertEquals(past.map((frame) => "room" in frame && frame.room), ["dev", "dev"]);
  bob.news();
  await ann.send(say("dev", "it is green"), say("lobby", "hello"));
  const lines = ann.news();
  assertEquals(bob.news(), lines);
  assertEquals(
    lines[0],
    `{"room":"dev",${server.disk.log("dev").at(-1)!.line.slice(1).trimEnd()}`,
  );
  await ann.send({ type: "who", room: "dev" }, { type: "history", room: "dev", limit: 1 });
  assertEquals(brief(ann), ["dev: who", "dev: old #2 ann it is green", "dev: history"]);
});

Deno.test("A session without rooms is sent what it was sent before, byte for byte", async () => {
  const server = new FakeServer();
  const old = open(server);
  await old.send({ type: "hello", v: 1, nick: "ann" });
  const limits = '{"line_bytes":16384,"text_bytes":7680,"text_lines":100,"nick_columns":32,' +
    '"rate":0,"burst":0,"history":10}';
  assertEquals(old.news(), [
    '{"type":"welcome","v":1,"server":"chat","nick":"ann","room":"lobby",' +
    `"resume":"${secretOf(1)}","last":0,"members":["ann"],"count":1,` +
    `"log":"the-log-in-memory","limits":${limits}}`,
    '{"type":"live"}',
  ]);
  const bob = await enter(server, "bob", "dev");
  await bob.send(say("lobby", "hi", "k1"), { type: "away", text: "lunch" });
  await bob.send({ type: "nick", nick: "rob" });
  await old.send(
    { type: "who" },
    { type: "say", cid: "c1", text: "yes" },
    { type: "history", limit: 1 },
    { type: "ping", n: 3 },
    { type: "join", room: "dev" },
  );
  const time = /"ts":"[^"]+"/;
  const lines = old.news();
  assertEquals(lines.slice(0, -2).map((line) => line.replace(time, '"ts":""')), [
    '{"ts":"","type":"joined","nick":"bob"}',
    '{"id":1,"ts":"","type":"msg","nick":"bob","text":"hi","cid":"k1"}',
    '{"ts":"","type":"renamed","nick":"bob","to":"rob"}',
    '{"type":"who","room":"lobby","count":2,"nicks":["ann","rob"]}',
    '{"id":2,"ts":"","type":"msg","nick":"ann","text":"yes","cid":"c1"}',
    '{"id":2,"ts":"","type":"msg","nick":"ann","text":"yes","cid":"c1","old":true}',
    '{"type":"history","first":2,"last":2,"count":1}',
    '{"type":"pong","n":3}',
  ]);
  assert(lines.at(-2)!.startsWith('{"type":"welcome"'), lines.at(-2));
  assertEquals(lines.at(-1), '{"type":"live"}');
});

Deno.test("A session without rooms says nothing into another room than the one that it names", async () => {
  const server = new FakeServer();
  const nat = open(server);
  await nat.send({ type: "hello", v: 1, nick: "nat", room: "dev" });
  nat.news();
  await nat.send(say("dev", "one", "k1"), say("Dev", "two", "k2"), say("lobby", "three", "k3"));
  await nat.send({ type: "join", room: "lobby" }, say("dev", "for dev", "k4"));
  const refused = { type: "error", code: "not_in_room", message: "You are not in that room" };
  const errors = nat.news().map((line) => JSON.parse(line)).filter(({ type }) => type === "error");
  assertEquals(errors, ["k3", "k4"].map((cid) => ({ ...refused, cid })));
  const texts = (room: string) =>
    server.disk.log(room).map(({ event }) => event.type === "msg" && event.text);
  assertEquals(texts("dev").filter(Boolean), ["one", "two"]);
  assertEquals(texts("lobby").filter(Boolean), []);
});

Deno.test("A session with rooms leaves them one by one, the last one too, and goes on", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann", "dev"), await enter(server, "bob", "dev")];
  ann.news();
  await ann.send({ type: "part", room: "dev", text: "lunch\nsoon" });
  assertEquals(brief(ann), ["dev: parted  lunch soon"]);
  await ann.send({ type: "part" });
  assertEquals(brief(ann), ["lobby: parted"]);
  assertEquals(brief(bob), ["dev: left ann", "lobby: left ann"]);
  await ann.send(say("dev", "x"), { type: "who" }, { type: "nick", nick: "anna" });
  assertEquals(brief(ann), ["dev: error not_in_room", "error not_in_room", "renamed ann anna"]);
  assertEquals(server.hub.find("anna")?.nick, "anna");
  await ann.send(join("dev"), say("dev", "back"));
  assertEquals(brief(ann), ["dev: entered", "dev: live", "dev: #1 anna back"]);
});

Deno.test("A frame without a room is about the only one; with several there is none", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send({ type: "say", cid: "c1", text: "one" });
  assertEquals(brief(ann), ["lobby: #1 ann one"]);
  await ann.send(join("dev"), { type: "say", cid: "c2", text: "two" });
  const frames = ann.frames();
  assertEquals<unknown>(frames.at(-1), {
    type: "error",
    code: "not_in_room",
    message: "You are not in that room",
    cid: "c2",
  });
});

Deno.test("A room that one is not in, and one that is not there, are refused alike", async () => {
  const server = new FakeServer();
  const bob = await enter(server, "bob", "dev", "secret");
  server.hub.room("secret")!.rules.flags.add("hidden");
  const ann = await enter(server, "ann");
  for (const room of ["dev", "secret", "nowhere", "no such name", "x".repeat(9000)]) {
    await ann.send(
      say(room, "hi"),
      { type: "who", room },
      { type: "history", room, limit: 5 },
      { type: "topic", room },
      { type: "topic", room, topic: "mine" },
      { type: "seen", room, id: 1 },
      { type: "part", room },
    );
    const frames = ann.frames();
    assertEquals(frames.length, 7);
    for (const frame of frames) {
      assert(frame.type === "error" && frame.code === "not_in_room", JSON.stringify(frame));
      assertEquals(frame.room, room.slice(0, 32));
    }
  }
  assertEquals([server.hub.room("dev")!.topic, brief(bob)], [undefined, ["lobby: joined ann"]]);
});

Deno.test("A room that does not let somebody in is named in the error", async () => {
  const server = new FakeServer();
  await enter(server, "bob", "dev");
  server.hub.room("dev")!.rules.flags.add("inviteOnly");
  const ann = await enter(server, "ann");
  await ann.send(join("#Dev"), join("no such name"));
  assertEquals(brief(ann), ["dev: error not_admitted", "no such name: error bad_room"]);
});

Deno.test("A hidden room that does not let somebody in is for them as if it were not there", async () => {
  const server = new FakeServer();
  await enter(server, "bob", "dev");
  const { rules } = server.hub.room("dev")!;
  rules.flags.add("inviteOnly").add("hidden");
  const ann = await enter(server, "ann");
  await ann.send(join("dev"));
  assertEquals(ann.frames(), [
    { type: "error", code: "bad_room", message: "There is no such room", room: "dev" },
  ]);
  rules.flags.delete("inviteOnly");
  await ann.send(join("dev"));
  assertEquals(brief(ann), ["dev: entered", "dev: live"]);
});

Deno.test("A session may be in MAX_SESSION_ROOMS rooms, and not in one more", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  for (let i = 2; i <= MAX_SESSION_ROOMS; i++) await ann.send(join(`r${i}`));
  assertEquals(brief(ann).filter((line) => line.endsWith("entered")).length, MAX_SESSION_ROOMS - 1);
  await ann.send(join("one-more"), join("r2"));
  assertEquals(brief(ann), ["one-more: error too_many_rooms", "r2: entered", "r2: live"]);
  await ann.send({ type: "part", room: "r3" }, join("one-more"));
  assertEquals(brief(ann), ["r3: parted", "one-more: entered", "one-more: live"]);
});

Deno.test("A message that is sent twice is stored once, in each room", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", "dev");
  await ann.send(say("dev", "one", "c1"), say("lobby", "two", "c1"));
  // each room has its own order
  assertEquals(brief(ann).sort(), ["dev: #1 ann one", "lobby: #1 ann two"]);
  await ann.send(say("dev", "again", "c1"));
  assertEquals(brief(ann), ["dev: #1 ann one"]);
});

Deno.test("Somebody who is called otherwise, or leaves, is told in each shared room", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann", "dev"), await enter(server, "bob", "dev")];
  ann.news();
  await bob.send({ type: "nick", nick: "rob" });
  assertEquals(brief(ann), ["lobby: renamed bob rob", "dev: renamed bob rob"]);
  assertEquals(brief(bob), ["lobby: renamed bob rob", "dev: renamed bob rob"]);
  await bob.send({ type: "bye" });
  assertEquals(brief(ann), ["lobby: left rob", "dev: left rob"]);
});

Deno.test("Somebody who is removed from a room stays in the others", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", "dev");
  const member = server.hub.find("ann")!;
  server.hub.part(member, server.hub.room("dev")!, { by: "bob", reason: "spam" });
  member.expelled("dev", "bob", "spam");
  await ann.send(say("dev", "why"), say("lobby", "here"));
  assertEquals(brief(ann), [
    "dev: parted bob spam",
    "dev: error not_in_room",
    "lobby: #1 ann here",
  ]);
});

Deno.test("What somebody has said is answered though they are removed meanwhile, behind parted", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann", "dev"), await enter(server, "bob", "dev")];
  ann.news();
  const member = server.hub.find("ann")!;
  for (const failure of [undefined, new Error("full")]) {
    server.disk.hold();
    const saying = ann.send(say("dev", "one"), say("lobby", "two"));
    await settled();
    server.hub.part(member, server.hub.room("dev")!, { by: "bob" });
    member.expelled("dev", "bob", "");
    server.disk.failure = failure;
    server.disk.release();
    await saying;
    server.disk.failure = undefined;
    const [parted, ...rest] = brief(ann);
    assertEquals(parted, "dev: parted bob");
    assertEquals(
      rest.toSorted(),
      failure === undefined
        ? ["dev: #1 ann one", "lobby: #1 ann two"]
        : ["dev: error not_saved", "lobby: error not_saved"],
    );
    await ann.send(join("dev"));
    ann.news();
  }
  assertEquals(brief(bob).filter((line) => line.includes("one")), ["dev: #1 ann one"]);
});

Deno.test("Answers come in the order of the commands, over all rooms", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", "dev");
  server.disk.hold();
  const sent = ann.send(say("dev", "one"), { type: "ping", n: 1 }, say("lobby", "two"), {
    ...{ type: "who", room: "dev" },
  });
  await settled();
  assertEquals(brief(ann), []);
  server.disk.release();
  await sent;
  assertEquals(brief(ann), ["dev: #1 ann one", "pong", "lobby: #1 ann two", "dev: who"]);
});

Deno.test("A session that goes on keeps its other rooms, and nobody is told", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann", "dev", "ops"), await enter(server, "bob", "dev")];
  await ann.send(say("dev", "one", "c1"));
  const again = open(server);
  await again.send(hello("ann", { resume: secretOf(1) }));
  assertEquals(ann.cuts, ["replaced"]);
  await bob.send(say("dev", "two"), { type: "who", room: "dev" });
  assertEquals(brief(again), ["lobby: welcome", "lobby: live"]);
  // in a room that it has not asked for it says nothing and hears nothing
  await again.send(say("dev", "early"), join("dev", { since: 1 }), say("dev", "one", "c1"));
  assertEquals(brief(again), [
    "dev: error not_in_room",
    "dev: entered",
    "dev: old #2 bob two",
    "dev: live",
    "dev: #1 ann one",
  ]);
  await server.clock.advance(RESUME_GRACE_MS - 1);
  assertEquals(server.hub.room("ops")?.count, 1);
  await server.clock.advance(1);
  assertEquals([server.hub.room("ops"), server.hub.room("dev")?.count], [undefined, 2]);
  assertEquals(brief(bob), ["dev: #1 ann one", "dev: #2 bob two", "dev: who"]);
});

Deno.test("A session that goes on in a client without rooms leaves the others, as before", async () => {
  const server = new FakeServer();
  const [_, bob] = [await enter(server, "ann", "dev"), await enter(server, "bob", "dev")];
  await open(server).send({ type: "hello", v: 1, nick: "ann", resume: secretOf(1) });
  assertEquals(brief(bob), ["dev: left ann"]);
});

Deno.test("A session whose end was noticed comes back into each room, and its cids still count", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", "dev");
  await ann.send(say("dev", "one", "c1"));
  ann.end("");
  const again = open(server);
  await again.send(hello("ann", { resume: secretOf(1) }), join("dev", { since: 0 }));
  again.news();
  await again.send(say("dev", "one", "c1"));
  assertEquals(brief(again), ["dev: #1 ann one"]);
  assertEquals(server.disk.log("dev").filter(({ event }) => event.type === "msg").length, 1);
});

Deno.test("Rooms that are kept for a session are left when it ends", async () => {
  const server = new FakeServer();
  const [_, bob] = [await enter(server, "ann", "dev"), await enter(server, "bob", "dev")];
  const again = open(server);
  await again.send(hello("ann", { resume: secretOf(1) }));
  again.end("");
  await settled();
  assertEquals(brief(bob), ["lobby: left ann", "dev: left ann"]);
  assertEquals([server.hub.room("dev")?.count, server.clock.pending], [1, 0]);
});

Deno.test("topic asks and sets; all are told, and those who come see it", async () => {
  const server = new FakeServer();
  const [ann, bob] = [await enter(server, "ann", "dev"), await enter(server, "bob", "dev")];
  ann.news();
  await ann.send({ type: "topic", room: "dev" });
  assertEquals(brief(ann), ["dev: old topic  "]);
  await ann.send({ type: "topic", room: "dev", topic: " the\nbuild " });
  assertEquals([brief(ann), brief(bob)], [["dev: topic ann the build"], [
    "dev: topic ann the build",
  ]]);
  await bob.send({ type: "topic", room: "dev", topic: "the build" }, {
    ...{ type: "topic", room: "dev" },
  });
  assertEquals(brief(bob), ["dev: old topic ann the build", "dev: old topic ann the build"]);
  assertEquals(brief(ann), []);
  const eve = open(server);
  await eve.send(hello("eve", { room: "dev" }));
  const [welcome] = eve.frames();
  assertEquals(welcome?.type === "welcome" && welcome.topic, "the build");
  const old = open(server);
  await old.send({ type: "hello", v: 1, nick: "old", room: "dev" }, { type: "topic" });
  const frames = old.frames();
  assertEquals(frames[0]?.type === "welcome" && frames[0].topic, "the build");
  assertEquals<unknown>(frames.at(-1), {
    ...{ ts: server.hub.room("dev")!.topic!.ts, type: "topic", nick: "ann", topic: "the build" },
    old: true,
  });
  await ann.send({ type: "topic", room: "dev", topic: "" });
  assertEquals(server.hub.room("dev")!.topic, undefined);
});

Deno.test("topic is bounded, locked where the operators have locked it, and not lost in silence", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  const set = async (topic: string) => {
    await ann.send({ type: "topic", topic });
    return brief(ann);
  };
  const longest = "я".repeat(MAX_TOPIC_BYTES / 2);
  assertEquals(await set(longest), [`lobby: topic ann ${longest}`]);
  assertEquals(await set(`${longest}.`), ["error bad_text"]);
  server.disk.failure = new Error("disk full");
  assertEquals(await set("x"), ["lobby: error not_saved"]);
  server.disk.failure = undefined;
  const { rules } = server.hub.room("lobby")!;
  rules.flags.add("topicLocked");
  assertEquals(await set("x"), ["error not_operator"]);
  rules.operators.add(server.hub.find("ann")!);
  assertEquals(await set("x"), ["lobby: topic ann x"]);
});

Deno.test("away is told once to each of those who share a room, and who names them", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", "dev");
  const [bob, eve] = [await enter(server, "bob", "dev"), await enter(server, "eve", "ops")];
  for (const peer of [ann, bob]) peer.news();
  await ann.send({ type: "away", text: "lunch\nbreak" });
  assertEquals([brief(ann), brief(bob)], [["away ann lunch break"], ["away ann lunch break"]]);
  await bob.send({ type: "who", room: "dev" });
  const [who] = bob.frames();
  assertEquals(who?.type === "who" && [who.nicks, who.away], [["ann", "bob"], ["ann"]]);
  eve.news();
  await ann.send(join("ops"));
  assertEquals(brief(eve), ["ops: joined ann", "away ann lunch break"]);
  ann.news();
  await ann.send({ type: "away" }, { type: "away", text: "x".repeat(MAX_AWAY_BYTES + 1) });
  assertEquals([brief(ann), brief(bob)], [["away ann back", "error bad_text"], ["away ann back"]]);
  const longest = "x".repeat(MAX_AWAY_BYTES);
  await ann.send({ type: "away", text: longest }, { type: "away" });
  assertEquals(brief(bob), [`away ann ${longest}`, "away ann back"]);
  ann.news();
  // who is not away comes back for nobody
  await ann.send({ type: "away" });
  assertEquals([brief(ann), brief(bob)], [["away ann back"], []]);
});

Deno.test("away is told to a session that goes on and has not asked for all its rooms yet", async () => {
  const server = new FakeServer();
  const bob = await enter(server, "bob", "dev", "lobby");
  await enter(server, "ann", "dev");
  const again = open(server);
  // the seat in the room that was entered first is kept, and is not told
  await again.send(hello("ann", { resume: secretOf(2), room: "dev" }));
  again.news();
  await bob.send({ type: "away", text: "lunch" });
  assertEquals(brief(again), ["away bob lunch"]);
  await again.send(join("lobby"));
  again.news();
  await bob.send({ type: "away" });
  assertEquals(brief(again), ["away bob back"]);
});

Deno.test("A session that goes on stays away", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann");
  await ann.send({ type: "away", text: "lunch" });
  const again = open(server);
  await again.send(hello("ann", { resume: secretOf(1) }), { type: "who" });
  const who = again.frames().at(-1);
  assertEquals(who?.type === "who" && who.away, ["ann"]);
});

Deno.test("seen is given back to the session in each room, and never goes back", async () => {
  const server = new FakeServer();
  const ann = await enter(server, "ann", "dev");
  for (let i = 1; i <= 5; i++) await ann.send(say("dev", `${i}`));
  const seen = (id: number) => ann.send({ type: "seen", room: "dev", id });
  await seen(3);
  await seen(2);
  ann.news();
  await ann.send(join("dev", { history: 0 }));
  const [entered] = ann.frames();
  assertEquals(entered?.type === "entered" && entered.seen, 3);
  await seen(1000);
  const again = open(server);
  await again.send(hello("ann", { resume: secretOf(1), room: "dev" }), join("lobby"));
  const [dev, , lobby] = again.frames().filter(({ type }) => type !== "msg");
  assertEquals(dev?.type === "welcome" && dev.seen, 5);
  assertEquals(lobby?.type === "entered" && lobby.seen, undefined);
  assertEquals(server.readMarks.find("another secret", "dev"), undefined);
});

Deno.test("rooms lists what may be known, the one where something was said last first", async () => {
  let now = NOW;
  const server = new FakeServer(undefined, new MemoryBackbone({ clock: { date: () => now } }));
  const bob = await enter(server, "bob", "dev", "secret", "quiet");
  for (const [room, text] of [["secret", "psst"], ["dev", "build"], ["lobby", "hi"]] as const) {
    now += 1000;
    await bob.send(say(room, text));
  }
  await bob.send({ type: "topic", room: "dev", topic: "the build" });
  server.hub.room("secret")!.rules.flags.add("hidden");
  bob.news();
  const names = async (peer: FakePeer, like?: string) => {
    await peer.send({ type: "rooms", ...(like === undefined ? {} : { like }) });
    return peer.frames().flatMap((frame) =>
      frame.type === "rooms" ? frame.rooms.map(({ room }) => room) : []
    );
  };
  const ann = await enter(server, "ann");
  assertEquals(await names(ann), ["lobby", "dev", "quiet"]);
  bob.news();
  assertEquals(await names(bob), ["lobby", "dev", "secret", "quiet"]);
  assertEquals([await names(ann, "#EV"), await names(ann, "q*t"), await names(ann, "s")], [
    ["dev"],
    ["quiet"],
    [],
  ]);
  await ann.send({ type: "rooms", like: "dev" });
  const [answer] = ann.frames();
  const { ts } = server.disk.log("dev").find(({ event }) => event.type === "msg")!.event;
  assertEquals<unknown>(answer, {
    type: "rooms",
    rooms: [{ room: "dev", count: 1, last: 1, ts, topic: "the build" }],
  });
});

Deno.test("rooms names MAX_LISTED_ROOMS and no more, on lines of at most MAX_LINE_BYTES", async () => {
  const server = new FakeServer();
  const peer = await enter(server, "ann");
  for (let i = 0; i <= MAX_LISTED_ROOMS; i++) {
    const [member, room] = [new FakeMember(`s${i}`), "я".repeat(28) + String(i).padStart(3, "0")];
    await server.hub.enter(member, `n${i}`, room, { count: 0 });
    server.hub.setTopic(member, server.hub.room(room)!, '"'.repeat(MAX_TOPIC_BYTES));
  }
  await server.hub.settled();
  await peer.send({ type: "rooms", like: "я" });
  const lines = peer.news();
  assert(lines.length > 3, `${lines.length} lines`);
  let count = 0;
  for (const [i, line] of lines.entries()) {
    assertLessOrEqual(utf8Bytes(line) + 1, MAX_LINE_BYTES);
    const { rooms, more } = JSON.parse(line);
    count += rooms.length;
    assertEquals(more, i === lines.length - 1 ? undefined : true);
  }
  assertEquals(count, MAX_LISTED_ROOMS);
});

Deno.test("The longest message fits a line with the longest name of a room, old or not", async () => {
  const server = new FakeServer();
  const room = "日".repeat(MAX_ROOM_CHARS);
  const nick = `${'"'.repeat(31)}a${"\u0301".repeat(48)}`;
  const peer = await enter(server, nick, room);
  await peer.send({ ...say(room, '"'.repeat(MAX_TEXT_BYTES), '"'.repeat(64)), action: true }, {
    ...{ type: "history", room, limit: 1 },
  });
  const lines = peer.news().filter((line) => line.includes('"type":"msg"'));
  assertEquals(lines.length, 2);
  for (const line of lines) assertLessOrEqual(utf8Bytes(line) + 1, MAX_LINE_BYTES);
});

Deno.test("The longest answers fit a line: welcome, entered, who, all with the longest names", async () => {
  const server = new FakeServer();
  const long = (i: number) => {
    const [columns, marks] = [String(i).padStart(MAX_NICK_COLUMNS, '"'), "\u0301"];
    return columns + marks.repeat((MAX_NICK_BYTES - MAX_NICK_COLUMNS) / 2);
  };
  const room = "日".repeat(MAX_ROOM_CHARS);
  for (let i = 0; i < 100; i++) {
    const peer = await enter(server, long(i), room);
    await peer.send({ type: "away", text: '"'.repeat(300) });
    if (i === 0) await peer.send({ type: "topic", room, topic: '"'.repeat(MAX_TOPIC_BYTES) });
  }
  const last = await enter(server, "last", room);
  await last.send(join(room), { type: "who", room });
  const first = open(server);
  await first.send(hello("first", { room }));
  for (const line of [...last.news(), ...first.news()]) {
    assertLessOrEqual(utf8Bytes(line) + 1, MAX_LINE_BYTES, line.slice(0, 80));
  }
});
