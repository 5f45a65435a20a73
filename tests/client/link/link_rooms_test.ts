/** Several rooms on one connection, and on several one after the other. */

import { assert, assertEquals } from "@std/assert";
import { MAX_KNOWN_ROOMS, MAX_ROSTER_NICKS, MAX_TAKEN_ROOMS } from "../../../client/limits.ts";
import { Link } from "../../../client/link/link.ts";
import { type KnownUser, RecalledSession } from "../../../client/link/recalled_session.ts";
import type { ServerFrame } from "../../../protocol/frames.ts";
import {
  type FakePeer,
  FakeServer,
  msgFrame,
  oldFrames,
  welcomeFrame,
} from "../../support/fake_server.ts";
import { LinkEvents } from "../../support/link_events.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

type Entered = Extract<ServerFrame, { type: "entered" }>;

/** A link that may be in several rooms. The test is the server. */
class Scene implements AsyncDisposable {
  readonly server = new FakeServer();
  readonly clock = new VirtualClock();
  readonly events = new LinkEvents();
  readonly session = new RecalledSession({ nick: "ann", room: "lobby", prefix: "p", rooms: true });
  readonly link = new Link({
    dial: this.server.dial,
    clock: this.clock,
    random: () => 0.5,
    session: this.session,
    catchUp: { most: 200, newest: 50 },
    emit: this.events.emit,
  });
  readonly #done: Promise<void>;

  constructor(recalled: readonly KnownUser[] = []) {
    this.session.recall(recalled);
    this.#done = this.link.run();
  }

  /** Lets the client into the lobby. */
  async lobby(last = 0): Promise<FakePeer> {
    const { peer, hello } = await this.server.welcome({ rooms: true, last });
    assertEquals(hello.rooms, true);
    await this.events.next("entered");
    return peer;
  }

  /** The client asks for a room, and is let in. */
  async enter(peer: FakePeer, room: string, fields: Partial<Entered> = {}): Promise<void> {
    this.link.send({ kind: "room", room });
    assertEquals((await peer.next("join")).room, room);
    letIn(peer, room, fields);
    await this.events.next("caught_up");
  }

  /** Breaks the connection, and waits until the client comes back. */
  async cut(peer: FakePeer): Promise<void> {
    await this.clock.advance(6000);
    peer.cut();
    await this.events.next("waiting");
    await this.clock.advance(0);
  }

  /** The text of each message so far, with its room. */
  get said(): string[] {
    return this.events.of("message").map(({ room, message }) => `${room}: ${message.text}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.link.leave(0);
    await this.#done;
    assertEquals(this.clock.pending, 0, "timers were left over");
  }
}

function letIn(
  peer: FakePeer,
  room: string,
  fields: Partial<Entered> = {},
  old: readonly ServerFrame[] = [],
): void {
  const entered = { type: "entered", room, last: 0, members: ["ann"], count: 1 } as const;
  peer.send({ ...entered, ...fields }, ...old, { type: "live", room });
}

Deno.test("Link is in several rooms at once: each message has its own", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  assertEquals([...t.session.rooms], ["lobby", "dev"]);
  peer.send(
    { ...msgFrame(1, { text: "a" }), room: "dev" },
    { ...msgFrame(1, { text: "b" }), room: "lobby" },
    { ...msgFrame(2, { text: "c" }), room: "dev" },
  );
  t.link.send({ kind: "say", text: "to the room that is shown" });
  t.link.send({ kind: "say", room: "dev", text: "to another" });
  const first = await peer.next("say");
  assertEquals(first, {
    type: "say",
    cid: "p-2",
    room: "lobby",
    text: "to the room that is shown",
  });
  const second = await peer.next("say");
  assertEquals(second.room, "dev");
  peer.send({ ...msgFrame(3, { nick: "ann", cid: second.cid, text: "to another" }), room: "dev" });
  await settled();
  assertEquals(t.events.of("acknowledged").at(-1)?.item.cid, second.cid);
  assertEquals(t.said, ["dev: a", "lobby: b", "dev: c", "dev: to another"]);
});

Deno.test("Link keeps the order in each room, and asks for what is missing in that one", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  const inDev = (id: number) => ({ ...msgFrame(id), room: "dev" });
  peer.send(inDev(2), { ...msgFrame(1), room: "lobby" });
  assertEquals(await peer.next("history"), { type: "history", room: "dev", before: 2, limit: 1 });
  peer.send({ ...inDev(1), old: true }, {
    type: "history",
    room: "dev",
    first: 1,
    last: 1,
    count: 1,
  });
  await settled();
  assertEquals(t.said, ["lobby: text 1", "dev: text 1", "dev: text 2"]);
});

Deno.test("Link comes back into all its rooms after a cut, and misses nothing in any of them", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  peer.send({ ...msgFrame(1), room: "dev" });
  await t.events.next("message");
  await t.cut(peer);
  const back = await t.lobby(1);
  assertEquals(await back.next("join"), {
    type: "join",
    room: "dev",
    since: 1,
    since_ts: msgFrame(1).ts,
  });
  letIn(back, "dev", { last: 3 }, oldFrames(2, 3).map((frame) => ({ ...frame, room: "dev" })));
  await t.events.next("caught_up");
  await settled();
  assertEquals(t.said, ["dev: text 1", "dev: text 2", "dev: text 3"]);
  const { missed, isFurther } = t.events.of("entered").at(-1)!;
  assertEquals([missed?.count, isFurther], [2, true]);
});

Deno.test("Link sends nothing again to a room before it knows what the server has of it", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  const item = t.link.send({ kind: "say", room: "dev", text: "doubtful" })!;
  await peer.next("say");
  await t.cut(peer);
  const back = await t.lobby();
  await back.next("join");
  await settled();
  assertEquals(back.rest(), [], "it waits");
  const own = msgFrame(1, { nick: "ann", cid: item.cid, text: "doubtful", old: true });
  letIn(back, "dev", { last: 1 }, [{ ...own, room: "dev" }]);
  await t.events.next("acknowledged");
  await settled();
  assertEquals(back.rest(), [], "the server has it");
});

Deno.test("Link leaves a room, and does not come back into it after a cut", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  assert(t.link.part("dev", "lunch"));
  assertEquals(await peer.next("part"), { type: "part", room: "dev", text: "lunch" });
  peer.send({ type: "parted", room: "dev" });
  assertEquals(await t.events.next("parted"), { type: "parted", room: "dev" });
  assertEquals(t.link.part("dev"), false, "the user is not there");
  await t.cut(peer);
  const back = await t.lobby();
  await settled();
  assertEquals(back.rest(), []);
});

Deno.test("Link has left a room also where a cut comes before the answer", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  assert(t.link.part("dev"));
  await peer.next("part");
  await t.cut(peer);
  assertEquals(t.events.of("parted"), [{ type: "parted", room: "dev" }]);
  const back = await t.lobby();
  await settled();
  assertEquals(back.rest(), []);
  await t.cut(back);
  assertEquals(t.events.of("parted").length, 1);
});

Deno.test("Link goes on in the other rooms when it is removed from one, or not let in again", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  await t.enter(peer, "ops");
  peer.send({ type: "parted", room: "ops", by: "bob", reason: "too loud" });
  const removed = await t.events.next("parted");
  assertEquals(removed, { type: "parted", room: "ops", by: "bob", reason: "too loud" });
  await t.cut(peer);
  const back = await t.lobby();
  assertEquals((await back.next("join")).room, "dev");
  const refusal = { code: "not_admitted", message: "No", barrier: "invite", room: "dev" } as const;
  back.send({ type: "error", ...refusal });
  const { error } = await t.events.next("parted");
  assertEquals([error?.code, error?.data?.barrier], ["not_admitted", "invite"]);
  assertEquals([...t.session.rooms], ["lobby"]);
  assert(t.link.live);
});

Deno.test("Link tries its other rooms when the one that is shown does not let it in again", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  t.session.room = "dev";
  await t.cut(peer);
  const again = await t.server.accept();
  again.send("NICKNAME_REQUEST\n");
  assertEquals((await again.next("hello")).room, "dev");
  again.send({ type: "error", code: "banned", message: "No", room: "dev" });
  assertEquals((await t.events.next("parted")).room, "dev");
  await t.events.next("waiting");
  await t.clock.advance(10_000);
  await t.lobby();
  assertEquals(t.events.of("ended"), []);
});

Deno.test("Link says why a room is not entered, and sends what was meant for others", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  t.link.send({ kind: "room", room: "ops" });
  t.link.send({ kind: "say", room: "lobby", text: "hi" });
  await peer.next("join");
  peer.send({ type: "error", code: "too_many_rooms", message: "Too many", room: "ops" });
  const { item, code } = await t.events.next("refused");
  assertEquals([item.command.kind, code], ["room", "too_many_rooms"]);
  assertEquals((await peer.next("say")).text, "hi");
});

Deno.test("Link knows a change of its nickname by the first of the rooms", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  t.link.send({ kind: "nick", nick: "zed" });
  t.link.send({ kind: "nick", nick: "zoe" });
  await peer.next("nick");
  const renamed = { type: "renamed", ts: msgFrame(1).ts, nick: "ann", to: "zed" } as const;
  peer.send({ ...renamed, room: "lobby" }, { ...renamed, room: "dev" });
  assertEquals((await peer.next("nick")).nick, "zoe");
  await settled();
  assertEquals(t.events.of("presence").map(({ own }) => own), [true, true]);
  assertEquals(t.session.outbox.size, 1, "the second is not acknowledged");
});

Deno.test("Link tells how far was read, once, and again where the server does not know it", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  peer.send({ ...msgFrame(1), room: "lobby" });
  await t.events.next("message");
  t.link.seen("lobby", 1);
  t.link.seen("lobby", 1);
  t.link.seen("lobby", 0);
  assertEquals(await peer.next("seen"), { type: "seen", room: "lobby", id: 1 });
  await t.cut(peer);
  const back = await t.lobby(1);
  assertEquals(await back.next("seen"), { type: "seen", room: "lobby", id: 1 });
});

Deno.test("Link tells nothing of a room that was left before it could tell how far it was read", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  await t.enter(peer, "dev");
  assert(t.link.part("dev"));
  t.link.seen("dev", 3);
  assert(t.link.who("lobby"));
  assertEquals((await peer.next("part")).room, "dev");
  assertEquals((await peer.next("who")).room, "lobby");
  assertEquals(peer.writes.filter((line) => line.includes('"seen"')), []);
  await t.enter(peer, "dev");
  assertEquals(await peer.next("seen"), { type: "seen", room: "dev", id: 3 });
});

Deno.test("Link takes for read what was read at another place", async () => {
  const rooms = [{ room: "lobby", since: 4 }];
  await using t = new Scene([{ nick: "ann", rooms }]);
  await t.server.welcome({ rooms: true, last: 9, seen: 7 }, oldFrames(5, 9));
  await t.events.next("caught_up");
  assertEquals(t.events.ids, [8, 9]);
  assertEquals(t.events.of("entered")[0]?.missed?.count, 2);
  assertEquals(t.session.seenId("lobby"), 7);
});

Deno.test("Link asks for the rooms, for a topic, and says that the user is away, again after a cut", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  const info = { room: "dev", count: 2, last: 7, ts: msgFrame(1).ts };
  assert(t.link.rooms());
  await peer.next("rooms");
  peer.send({ type: "rooms", rooms: [info], more: true }, { type: "rooms", rooms: [info] });
  assertEquals((await t.events.next("rooms")).rooms, [info, info]);
  assert(t.link.topic("lobby", "tea"));
  assertEquals(await peer.next("topic"), { type: "topic", room: "lobby", topic: "tea" });
  assert(t.link.away("lunch"));
  assertEquals(await peer.next("away"), { type: "away", text: "lunch" });
  await t.cut(peer);
  const back = await t.lobby();
  assertEquals(await back.next("away"), { type: "away", text: "lunch" });
});

Deno.test("Link is in one room of a server that knows one alone, and says nothing into another", async () => {
  await using t = new Scene();
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  for (const asked of [t.link.rooms(), t.link.topic("lobby"), t.link.part("lobby")]) {
    assertEquals(asked, false);
  }
  const elsewhere = t.link.send({ kind: "say", room: "dev", text: "for dev" });
  assertEquals((await t.events.next("refused")).item, elsewhere);
  t.link.send({ kind: "say", text: "here" });
  assertEquals(await peer.next("say"), {
    type: "say",
    room: "lobby",
    cid: "p-2",
    text: "here",
  });
  t.link.send({ kind: "room", room: "dev" });
  peer.send(msgFrame(1, { nick: "ann", cid: "p-2", text: "here" }));
  assertEquals(await peer.next("join"), { type: "join", room: "dev" });
  peer.send(welcomeFrame({ room: "dev" }), { type: "live" });
  await t.events.next("entered");
  assertEquals([...t.session.rooms], ["dev"]);
});

Deno.test("Link is in MAX_KNOWN_ROOMS rooms at the most, and hears of nobody in others", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  for (let i = 1; i < MAX_KNOWN_ROOMS; i++) letIn(peer, `r${i}`);
  letIn(peer, "one-more");
  peer.send(welcomeFrame({ rooms: true, room: "two-more" }), { type: "live", room: "two-more" });
  letIn(peer, "r1");
  for (const room of ["one-more", "r1"]) peer.send({ type: "joined", room, ts: "", nick: "bob" });
  assertEquals((await t.events.next("presence")).room, "r1");
  assertEquals(t.session.rooms.size, MAX_KNOWN_ROOMS);
  assertEquals(t.session.rooms.has("one-more"), false);
});

Deno.test("Link takes MAX_ROSTER_NICKS nicknames from an answer that has no end, and MAX_TAKEN_ROOMS rooms", async () => {
  await using t = new Scene();
  const peer = await t.lobby();
  const page = Array.from({ length: 1_000 }, (_, i) => `n${i}`);
  const who = { type: "who", room: "lobby", count: 1e9, nicks: page, away: page } as const;
  const pages = MAX_ROSTER_NICKS / page.length + 1;
  for (let i = 0; i < pages; i++) peer.send({ ...who, more: true });
  peer.send(who);
  const { nicks, away = [] } = await t.events.next("who");
  assertEquals([nicks.length, away.length], [MAX_ROSTER_NICKS, MAX_ROSTER_NICKS]);
  const rooms = Array.from(
    { length: MAX_TAKEN_ROOMS },
    (_, i) => ({ room: `r${i}`, count: 1, last: 0, ts: "" }),
  );
  peer.send({ type: "rooms", rooms, more: true }, { type: "rooms", rooms });
  assertEquals((await t.events.next("rooms")).rooms.length, MAX_TAKEN_ROOMS);
});
