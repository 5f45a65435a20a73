import { assert, assertEquals } from "@std/assert";
import type { CatchUpBounds } from "../../../client/link/catch_up.ts";
import { Link } from "../../../client/link/link.ts";
import { Nodes } from "../../../client/link/nodes.ts";
import { type KnownUser, RecalledSession } from "../../../client/link/recalled_session.ts";
import type { SessionOptions } from "../../../client/link/session.ts";
import { FakeServer, msgFrame, oldFrames, welcomeFrame } from "../../support/fake_server.ts";
import { LinkEvents } from "../../support/link_events.ts";
import { TrustError } from "../../../client/link/transport.ts";
import { NODE_RETRY_MS, STALLED_MS } from "../../../client/limits.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

interface Setup extends AsyncDisposable {
  readonly server: FakeServer;
  /** The other server of its cluster, where there is one. */
  readonly other: FakeServer;
  readonly clock: VirtualClock;
  readonly session: RecalledSession;
  readonly events: LinkEvents;
  readonly link: Link;
}

interface SetupOptions extends Partial<SessionOptions> {
  readonly catchUp?: CatchUpBounds;
  readonly down?: boolean;
  /** Whether there is another server of the cluster. */
  readonly isCluster?: boolean;
  /** Those of the two whose certificate is another one than before. */
  readonly distrusts?: readonly ("server" | "other")[];
  /** Whether nobody can read along. */
  readonly isPrivate?: boolean;
  /** What an earlier client has left. */
  readonly recalled?: readonly KnownUser[];
}

function setUp(options: SetupOptions = {}): Setup {
  const server = new FakeServer();
  server.down = options.down === true;
  server.isPrivate = options.isPrivate === true;
  const other = new FakeServer();
  const clock = new VirtualClock();
  const events = new LinkEvents();
  const session = new RecalledSession({ nick: "ann", room: "lobby", prefix: "p", ...options });
  session.recall(options.recalled ?? []);
  const dialOf = (name: "server" | "other", { dial }: FakeServer) =>
    options.distrusts?.includes(name)
      ? () => Promise.reject(new TrustError("tls_changed", "a -> b"))
      : dial;
  const chance = { clock, random: () => 0.5 };
  const link = new Link({
    dial: dialOf("server", server),
    nodes: options.isCluster
      ? new Nodes({ dials: [dialOf("server", server), dialOf("other", other)], ...chance })
      : undefined,
    clock,
    random: () => 0.5,
    session,
    catchUp: options.catchUp ?? { most: Infinity, newest: Infinity },
    emit: events.emit,
  });
  const done = link.run();
  return {
    server,
    other,
    clock,
    session,
    events,
    link,
    async [Symbol.asyncDispose]() {
      link.leave(0);
      await done;
      assertEquals(clock.pending, 0, "timers were left over");
    },
  };
}

function say(link: Link, text: string) {
  const item = link.send({ kind: "say", text });
  assert(item !== undefined);
  return item;
}

Deno.test("Link says hello, delivers the past, and sends what was typed before it was there", async () => {
  await using t = setUp();
  const item = say(t.link, "hi");
  const { peer, hello } = await t.server.welcome({ last: 2 }, oldFrames(1, 2));
  assertEquals(hello, { type: "hello", v: 1, nick: "ann", room: "lobby" });
  const said = await peer.next("say");
  assertEquals(said, { type: "say", room: "lobby", cid: item.cid, text: "hi" });
  peer.send(msgFrame(3, { nick: "ann", cid: said.cid, text: "hi" }));
  assertEquals((await t.events.next("acknowledged")).item, item);
  assertEquals(t.events.ids, [1, 2, 3]);
  assertEquals(t.events.of("message").map(({ own }) => own), [false, false, true]);
  assertEquals(t.session.outbox.size, 0);
});

Deno.test("Link comes back after a cut with since and resume, and sends again under the same cid", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ last: 5 }, oldFrames(5, 5));
  const first = say(t.link, "one");
  const second = say(t.link, "two");
  await peer.next("say");
  await peer.next("say");
  await t.clock.advance(6000);
  peer.cut();
  assertEquals((await t.events.next("waiting")).retryMs, 0);
  await t.clock.advance(0);
  // the first was stored, its acknowledgement was lost
  const back = await t.server.welcome({ last: 7 }, [
    msgFrame(6, { nick: "ann", cid: first.cid, text: "one", old: true }),
    msgFrame(7, { old: true }),
  ]);
  assertEquals(back.hello.since, 5);
  assertEquals(back.hello.resume, "secret");
  assertEquals((await back.peer.next("say")).cid, second.cid);
  assertEquals((await t.events.next("acknowledged")).item, first);
  const caughtUp = await t.events.next("caught_up");
  assertEquals([caughtUp.back, caughtUp.missed], [true, 1]);
  assertEquals(t.events.ids, [5, 6, 7]);
});

Deno.test("Link cut between hello and welcome takes back its nickname from the connection that is dead", async () => {
  const secret = "proposed-by-the-client";
  await using t = setUp({ secret });
  const dead = await t.server.accept();
  dead.send("NICKNAME_REQUEST\n");
  const first = await dead.next("hello");
  assertEquals([first.secret, first.resume], [secret, undefined]);
  dead.cut();
  await t.events.next("waiting");
  await t.clock.advance(1_000);
  const { hello } = await t.server.welcome({ resume: secret });
  assertEquals([hello.secret, hello.resume], [undefined, secret]);
});

Deno.test("Link whose nickname is refused begins a session under another one, and takes none over", async () => {
  const secret = "proposed-by-the-client";
  await using t = setUp({ secret });
  const peer = await t.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  await peer.next("hello");
  peer.send({ type: "error", code: "nick_taken", message: "taken" });
  await t.events.next("nick_wanted");
  t.link.nickname("anna");
  const { nick, resume, ...hello } = await peer.next("hello");
  assertEquals([nick, hello.secret, resume], ["anna", secret, undefined]);
});

Deno.test("Link fills a hole from its oldest end before it delivers what is newer", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ last: 10 }, oldFrames(10, 10));
  await t.clock.advance(6000);
  peer.end();
  await t.events.next("waiting");
  await t.clock.advance(0);
  say(t.link, "late");
  const back = (await t.server.welcome({ last: 450 }, oldFrames(441, 450))).peer;
  back.send(msgFrame(451)); // live, and has to wait
  const page1 = await back.next("history");
  assertEquals(page1, { type: "history", before: 211, limit: 200 });
  // cut on the old side by the bound in bytes
  back.send(...oldFrames(111, 210), { type: "history", first: 111, last: 210, count: 100 });
  const page2 = await back.next("history");
  assertEquals(page2, { type: "history", before: 111, limit: 100 });
  assertEquals(t.events.ids, [10]);
  back.send(...oldFrames(11, 110), { type: "history", first: 11, last: 110, count: 100 });
  const page3 = await back.next("history");
  assertEquals(page3, { type: "history", before: 411, limit: 200 });
  back.send(...oldFrames(211, 410), { type: "history", first: 211, last: 410, count: 200 });
  assertEquals(await back.next("history"), { type: "history", before: 441, limit: 30 });
  assertEquals(back.rest(), [], "nothing is sent before all is there");
  back.send(...oldFrames(411, 440), { type: "history", first: 411, last: 440, count: 30 });
  await back.next("say");
  assertEquals(t.events.ids, Array.from({ length: 442 }, (_, i) => 10 + i));
  assertEquals((await t.events.next("caught_up")).missed, 440);
});

Deno.test("Link names ids that the server has no more, and goes on after them", async () => {
  await using t = setUp({ history: 20 });
  const { peer } = await t.server.welcome({ last: 20 }, oldFrames(15, 20));
  assertEquals(await peer.next("history"), { type: "history", before: 15, limit: 14 });
  peer.send(...oldFrames(10, 14), { type: "history", first: 10, last: 14, count: 5 });
  assertEquals(await peer.next("history"), { type: "history", before: 10, limit: 9 });
  peer.send({ type: "history", first: 0, last: 0, count: 0 });
  const lost = await t.events.next("lost");
  assertEquals([lost.first, lost.last], [1, 9]);
  await t.events.next("caught_up");
  assertEquals(t.events.ids, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
});

Deno.test("Link delivers no message twice and none out of order", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  peer.send(msgFrame(1), msgFrame(1), msgFrame(3), msgFrame(2), msgFrame(3), msgFrame(4));
  await peer.next("history");
  peer.send({ type: "history", first: 0, last: 0, count: 0 }, msgFrame(5));
  await t.events.next("caught_up");
  await settled();
  assertEquals(t.events.ids, [1, 2, 3, 4, 5]);
  assertEquals(t.events.of("lost"), []);
});

Deno.test("Link leaves out the oldest of too many, and says how many", async () => {
  await using t = setUp({ catchUp: { most: 3, newest: 3 } });
  const { peer } = await t.server.welcome({ last: 1 }, oldFrames(1, 1));
  await t.clock.advance(6000);
  peer.end();
  await t.events.next("waiting");
  await t.clock.advance(0);
  await t.server.welcome({ last: 10 }, oldFrames(2, 10));
  const { missed, skipped } = await t.events.next("caught_up");
  assertEquals([missed, skipped], [3, 6]);
  assertEquals(t.events.ids, [1, 8, 9, 10]);
});

Deno.test("Link leaves nothing out while a message may have been stored unseen", async () => {
  await using t = setUp({ catchUp: { most: 1, newest: 1 } });
  const { peer } = await t.server.welcome({ last: 1 }, oldFrames(1, 1));
  const item = say(t.link, "doubtful");
  await peer.next("say");
  await t.clock.advance(6000);
  peer.cut();
  await t.events.next("waiting");
  await t.clock.advance(0);
  const own = msgFrame(2, { nick: "ann", cid: item.cid, text: "doubtful", old: true });
  const back = (await t.server.welcome({ last: 9 }, [own, ...oldFrames(3, 9)])).peer;
  await t.events.next("acknowledged");
  await settled();
  assertEquals(back.rest(), [], "it is not sent again");
});

Deno.test("Link takes a message under its cid for another's when another sent it", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  const item = say(t.link, "mine");
  await peer.next("say");
  peer.send(msgFrame(1, { nick: "mallory", cid: item.cid }));
  await t.events.next("message");
  assertEquals(t.events.of("acknowledged"), []);
  peer.send(msgFrame(2, { nick: "ann", cid: item.cid }));
  await t.events.next("acknowledged");
});

Deno.test("Link asks for another nickname when it is refused, on the same connection", async () => {
  await using t = setUp({ nick: undefined });
  const peer = await t.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  assertEquals(await t.events.next("nick_wanted"), { type: "nick_wanted" });
  t.link.nickname("bob");
  assertEquals((await peer.next("hello")).nick, "bob");
  peer.send({ type: "error", code: "nick_taken", message: "It is taken" });
  const { refused } = await t.events.next("nick_wanted");
  assertEquals(refused, { nick: "bob", code: "nick_taken", message: "It is taken" });
  t.link.nickname("ann");
  assertEquals((await peer.next("hello")).nick, "ann");
  peer.send(welcomeFrame(), { type: "live" });
  assertEquals((await t.events.next("entered")).nick, "ann");
});

Deno.test("Link hands back a text that the server refuses", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  const item = say(t.link, "x");
  const { cid } = await peer.next("say");
  peer.send({ type: "error", code: "not_saved", message: "The disk is full", cid });
  const refused = await t.events.next("refused");
  assertEquals(refused, { type: "refused", item, code: "not_saved", message: "The disk is full" });
  assertEquals(t.session.outbox.size, 0);
});

Deno.test("Link moves to another room only after all that was said in this one is stored", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ last: 1 }, oldFrames(1, 1));
  const here = say(t.link, "here");
  t.link.send({ kind: "room", room: "den" });
  const there = say(t.link, "there");
  assertEquals((await peer.next("say")).cid, here.cid);
  await settled();
  assertEquals(peer.rest(), []);
  peer.send(msgFrame(2, { nick: "ann", cid: here.cid }));
  assertEquals(await peer.next("join"), { type: "join", room: "den" });
  peer.send(welcomeFrame({ room: "den", last: 40 }), msgFrame(40, { old: true }), { type: "live" });
  assertEquals((await peer.next("say")).cid, there.cid);
  peer.send(msgFrame(41, { nick: "ann", cid: there.cid }));
  await t.clock.advance(6000);
  t.link.send({ kind: "room", room: "lobby" });
  assertEquals(await peer.next("join"), {
    type: "join",
    room: "lobby",
    since: 2,
    since_ts: msgFrame(2).ts,
  });
  assertEquals(t.events.ids, [1, 2, 40, 41]);
});

Deno.test("Link hands back a nickname and a room that are refused, and goes on", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  t.link.send({ kind: "nick", nick: "bob" });
  t.link.send({ kind: "room", room: "den" });
  const after = say(t.link, "after");
  await peer.next("nick");
  peer.send({ type: "error", code: "nick_taken", message: "taken" });
  assertEquals((await t.events.next("refused")).item.command, { kind: "nick", nick: "bob" });
  await peer.next("join");
  peer.send({ type: "error", code: "bad_room", message: "no more rooms" });
  assertEquals((await t.events.next("refused")).item.command, { kind: "room", room: "den" });
  const { item, code } = await t.events.next("refused");
  assertEquals([item, code], [after, "not_in_room"], "it was meant for den");
  const here = say(t.link, "here");
  assertEquals((await peer.next("say")).cid, here.cid);
});

Deno.test("Link knows its new nickname, also when it comes back", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  t.link.send({ kind: "nick", nick: "anna" });
  await peer.next("nick");
  peer.send({ type: "renamed", ts: "", nick: "ann", to: "anna" });
  assert((await t.events.next("presence")).own);
  const item = say(t.link, "as anna");
  await peer.next("say");
  peer.send(msgFrame(1, { nick: "anna", cid: item.cid }));
  assertEquals((await t.events.next("acknowledged")).item, item);
  await t.clock.advance(6000);
  peer.cut();
  await t.events.next("waiting");
  await t.clock.advance(0);
  assertEquals((await t.server.welcome({ last: 1 })).hello.nick, "anna");
});

Deno.test("Link finds out by itself that the server is dead", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  await t.clock.advance(20_000);
  await peer.next("ping");
  peer.send({ type: "pong", n: 1 });
  await t.clock.advance(19_000);
  assertEquals(t.events.of("waiting"), []);
  await t.clock.advance(1_000);
  await peer.next("ping");
  await t.clock.advance(10_000);
  assertEquals((await t.events.next("waiting")).reason, { code: "silent" });
});

Deno.test("Link answers the server's ping", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  peer.send({ type: "ping", n: 7 });
  assertEquals(await peer.next("pong"), { type: "pong", n: 7 });
});

Deno.test("Link waits longer each time and starts anew after a good connection", async () => {
  await using t = setUp({ down: true });
  const waits: number[] = [(await t.events.next("waiting")).retryMs];
  while (waits.length < 7) {
    await t.clock.advance(waits.at(-1) ?? 0);
    waits.push((await t.events.next("waiting")).retryMs);
  }
  assertEquals(waits, [375, 750, 1500, 3000, 6000, 11250, 11250]);
  t.server.down = false;
  await t.clock.advance(11250);
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  await t.clock.advance(5000);
  peer.cut();
  assertEquals((await t.events.next("waiting")).retryMs, 0);
});

Deno.test("Link.retry ends the wait under way, and does nothing while there is a connection", async () => {
  await using t = setUp({ down: true });
  await t.events.next("waiting");
  t.server.down = false;
  t.link.retry();
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  t.link.retry();
  peer.send(msgFrame(1));
  await t.events.next("message");
  assertEquals([t.clock.now(), t.server.dials], [0, 2]);
});

Deno.test("Link does not hurry back to a server that lets in and throws out at once", async () => {
  await using t = setUp();
  for (const wait of [375, 750, 1500]) {
    const { peer } = await t.server.welcome();
    await t.events.next("entered");
    peer.cut();
    assertEquals((await t.events.next("waiting")).retryMs, wait);
    await t.clock.advance(wait);
  }
});

Deno.test("Link waits for a server that shuts down", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  peer.send({ type: "shutdown", message: "The server is shutting down" });
  peer.end();
  await t.events.next("shutdown");
  assertEquals((await t.events.next("waiting")).reason.code, "shutdown");
});

Deno.test("Link does not fight for a session that goes on elsewhere", async () => {
  for (const code of ["replaced", "kicked", "banned", "bad_version"] as const) {
    await using t = setUp();
    const { peer } = await t.server.welcome();
    peer.send({ type: "error", code, message: "Why" });
    assertEquals((await t.events.next("ended")).reason, { code, detail: "Why" });
    assertEquals(t.server.dials, 1);
  }
});

Deno.test("Link stays when its user is removed from a room, and goes on where the server takes them", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ room: "ops" });
  await t.events.next("caught_up");
  peer.send({ type: "error", code: "removed", message: "bob removed you from the room" });
  peer.send(welcomeFrame({ room: "lobby" }), { type: "live" });
  assertEquals(await t.events.next("error"), {
    ...{ type: "error", code: "removed", message: "bob removed you from the room" },
  });
  assertEquals((await t.events.next("entered")).room, "lobby");
  await t.events.next("caught_up");
  t.link.send({ kind: "say", text: "still here" });
  assertEquals((await peer.next("say")).text, "still here");
  assertEquals([t.session.room, t.server.dials], ["lobby", 1]);
});

Deno.test("Link says nothing into another room that was meant for the one its user was removed from", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ room: "ops" });
  await t.events.next("caught_up");
  const onItsWay = say(t.link, "for ops");
  assertEquals((await peer.next("say")).room, "ops");
  t.link.send({ kind: "nick", nick: "bob" });
  const waiting = say(t.link, "for ops too");
  peer.send({ type: "error", code: "removed", message: "bob removed you from the room" });
  peer.send(welcomeFrame({ room: "lobby" }), { type: "live" });
  peer.send({ type: "error", code: "not_in_room", message: "", cid: onItsWay.cid });
  assertEquals((await t.events.next("refused")).item, onItsWay);
  await peer.next("nick");
  peer.send({ type: "renamed", ts: "", nick: "ann", to: "bob" });
  assertEquals((await t.events.next("refused")).item, waiting);
  const here = say(t.link, "here");
  const { room, cid } = await peer.next("say");
  assertEquals([room, cid], ["lobby", here.cid]);
});

Deno.test("Link says in each hello that its user is not to be announced, and else nothing of it", async () => {
  await using t = setUp({ unannounced: true });
  const { peer, hello } = await t.server.welcome();
  assertEquals(hello, { type: "hello", v: 1, nick: "ann", room: "lobby", unannounced: true });
  await t.events.next("caught_up");
  peer.cut();
  await t.clock.advance((await t.events.next("waiting")).retryMs);
  assertEquals((await t.server.welcome()).hello.unannounced, true);
});

Deno.test("Link comes back when it was too slow, and tells what the server said", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  peer.send({ type: "error", code: "slow", message: "You read too slowly" });
  peer.end();
  assertEquals((await t.events.next("waiting")).reason, {
    code: "slow",
    detail: "You read too slowly",
  });
});

Deno.test("Link tells a full server and something that is no chat server apart from a dead one", async () => {
  await using t = setUp();
  const full = await t.server.accept();
  full.send({ type: "error", code: "full", message: "The server is full" });
  full.end();
  const { reason, retryMs } = await t.events.next("waiting");
  assertEquals(reason, { code: "full", detail: "The server is full" });
  await t.clock.advance(retryMs);
  (await t.server.accept()).send("HTTP/1.1 400 Bad Request\r\n");
  assertEquals((await t.events.next("waiting")).reason, { code: "no_chat_server" });
});

Deno.test("Link keeps to the server's rate and sends in order", async () => {
  await using t = setUp();
  const limits = { ...welcomeFrame().limits, rate: 10, burst: 100 };
  const { peer } = await t.server.welcome({ limits });
  await t.events.next("caught_up");
  const items = Array.from({ length: 120 }, (_, i) => say(t.link, `line ${i}`));
  let id = 0;
  const sent: string[] = [];
  const answer = async () => {
    await settled();
    for (const frame of peer.rest()) {
      if (frame.type !== "say") continue;
      sent.push(frame.cid);
      peer.send(msgFrame(++id, { nick: "ann", cid: frame.cid }));
    }
    await settled();
  };
  for (let i = 0; i < 5; i++) await answer();
  assertEquals(sent.length, 90);
  await t.clock.advance(1000);
  await answer();
  assertEquals(sent.length, 99);
  await t.clock.advance(3000);
  await answer();
  assertEquals(sent, items.map(({ cid }) => cid));
});

Deno.test("Link never has more on its way than it may", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  for (let i = 0; i < 200; i++) say(t.link, `${i}`);
  await settled();
  assertEquals(peer.rest().length, 64);
});

Deno.test("Link starts anew where the server's log is another one", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ last: 500 }, oldFrames(500, 500));
  await t.clock.advance(6000);
  peer.end();
  await t.events.next("waiting");
  await t.clock.advance(0);
  const back = (await t.server.welcome({ last: 3 })).peer;
  await t.events.next("reset");
  assertEquals(await back.next("history"), { type: "history", before: 4, limit: 3 });
  back.send(...oldFrames(1, 3), { type: "history", first: 1, last: 3, count: 3 });
  await t.events.next("caught_up");
  assertEquals(t.events.ids, [500, 1, 2, 3]);
});

Deno.test("Link fetches older messages on demand, beside what happens", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome({ last: 50 }, oldFrames(41, 50));
  await t.events.next("caught_up");
  assert(t.link.history(20));
  assertEquals(await peer.next("history"), { type: "history", before: 41, limit: 20 });
  peer.send(msgFrame(51), ...oldFrames(21, 40));
  peer.send({ type: "history", first: 21, last: 40, count: 20 });
  const page = await t.events.next("page");
  assertEquals(page.messages.map(({ id }) => id), Array.from({ length: 20 }, (_, i) => 21 + i));
  t.link.history(20);
  assertEquals(await peer.next("history"), { type: "history", before: 21, limit: 20 });
  assertEquals(t.events.ids.at(-1), 51);
});

Deno.test("Link shows a private message once", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  const dm = { type: "dm", ts: "", nick: "bob", to: "ann", text: "psst", cid: "b1" } as const;
  peer.send(dm, dm, { ...dm, cid: "b2" });
  await t.events.next("dm");
  await t.events.next("dm");
  await settled();
  assertEquals(t.events.of("dm").length, 2);
});

Deno.test("Link leaves at once while it waits, and with a goodbye while it talks", async () => {
  const waiting = setUp({ down: true });
  await waiting.events.next("waiting");
  await waiting[Symbol.asyncDispose]();
  await using t = setUp();
  const { peer } = await t.server.welcome();
  await t.events.next("caught_up");
  t.link.leave();
  await peer.next("bye");
  peer.end();
});

Deno.test("Link has the same outcome wherever the connection is cut", async () => {
  // every number of bytes of the server's side after which the connection may break
  const frames = [welcomeFrame({ last: 2 }), ...oldFrames(1, 2), { type: "live" } as const];
  const script = "NICKNAME_REQUEST\n" +
    frames.map((frame) => `${JSON.stringify(frame)}\n`).join("");
  for (let at = 0; at <= script.length; at += 7) {
    await using t = setUp();
    const item = say(t.link, "once");
    const peer = await t.server.accept();
    peer.send(script.slice(0, at));
    await settled();
    const stored = peer.writes.join("").includes(item.cid);
    peer.cut();
    const { retryMs } = await t.events.next("waiting");
    await t.clock.advance(retryMs);
    const own = msgFrame(3, { nick: "ann", cid: item.cid, text: "once" });
    const last = stored ? 3 : 2;
    const peer2 = await t.server.accept();
    peer2.send("NICKNAME_REQUEST\n");
    const { since = 0 } = await peer2.next("hello");
    const old = [...oldFrames(1, 2), ...(stored ? [{ ...own, old: true as const }] : [])];
    peer2.send(welcomeFrame({ last }), ...old.filter(({ id }) => id > since), { type: "live" });
    if (!stored) {
      assertEquals((await peer2.next("say")).cid, item.cid);
      peer2.send(own);
    }
    await t.events.next("acknowledged");
    await settled();
    assertEquals(peer2.rest(), []);
    assertEquals(t.events.ids, [1, 2, 3], `cut after ${at} bytes`);
  }
});

const KNOWN = {
  nick: "ann",
  secret: "of yesterday",
  rooms: [{ room: "lobby", since: 4, log: "a" }],
};

Deno.test("Link goes on where an earlier client was, under the secret of that one", async () => {
  await using t = setUp({ secret: "of today", recalled: [KNOWN] });
  const { hello } = await t.server.welcome({ last: 6, log: "a" }, oldFrames(5, 6));
  assertEquals(hello, {
    ...{ type: "hello", v: 1, nick: "ann", room: "lobby", since: 4, log: "a" },
    secret: "of yesterday",
  });
  const { missed, back } = await t.events.next("entered");
  assertEquals([back, missed], [true, { count: 2, skipped: 0, isRecalled: true }]);
  await t.events.next("caught_up");
  assertEquals(t.events.ids, [5, 6]);
});

Deno.test("Link shows all that was missed up to a bound, and of more the newest", async () => {
  for (const [last, ids, skipped] of [[7, [5, 6, 7], 0], [8, [7, 8], 2]] as const) {
    await using t = setUp({ recalled: [KNOWN], catchUp: { most: 3, newest: 2 } });
    await t.server.welcome({ last, log: "a" }, oldFrames(5, last));
    await t.events.next("caught_up");
    assertEquals(t.events.ids, [...ids]);
    assertEquals(t.events.of("entered")[0]?.missed, { count: last - 4, skipped, isRecalled: true });
  }
});

Deno.test("Link shows as much as the user has asked for, and says how much that leaves out", async () => {
  await using t = setUp({ recalled: [KNOWN], history: 1 });
  await t.server.welcome({ last: 7, log: "a" }, oldFrames(5, 7));
  await t.events.next("caught_up");
  assertEquals(t.events.ids, [7]);
  assertEquals(t.events.of("entered")[0]?.missed?.skipped, 2);
});

Deno.test("Link knows nothing of what an earlier client of another nickname had", async () => {
  await using t = setUp({ recalled: [KNOWN] });
  const peer = await t.server.accept();
  peer.send("NICKNAME_REQUEST\n");
  assertEquals((await peer.next("hello")).since, 4);
  peer.send({ type: "error", code: "nick_taken", message: "It is taken" });
  await t.events.next("nick_wanted");
  t.link.nickname("eve");
  assertEquals((await peer.next("hello")).since, undefined);
});

Deno.test("Link says how many messages another log holds, and shows the newest of many", async () => {
  await using t = setUp({ recalled: [KNOWN], catchUp: { most: 3, newest: 2 } });
  const fields = { last: 9, log: "b", other_log: true } as const;
  const { peer } = await t.server.welcome(fields, oldFrames(9, 9));
  assertEquals(await peer.next("history"), { type: "history", before: 9, limit: 1 });
  peer.send(msgFrame(8, { old: true }), { type: "history", first: 8, last: 8, count: 1 });
  await t.events.next("caught_up");
  assertEquals(t.events.of("entered")[0]?.missed, { count: 9, skipped: 7, isRecalled: true });
  assertEquals(t.events.ids, [8, 9]);
});

Deno.test("Link tells that it does not know how much of a copy of the log is new", async () => {
  const { rooms: [room], ...user } = KNOWN;
  const since = { ...room!, since: 400, sinceTs: msgFrame(400).ts };
  await using t = setUp({ recalled: [{ ...user, rooms: [since] }] });
  const later = (id: number) => msgFrame(id, { old: true, ts: msgFrame(id + 400).ts });
  const old = Array.from({ length: 200 }, (_, i) => later(101 + i));
  await t.server.welcome({ last: 300, log: "a", other_log: true }, old);
  await t.events.next("caught_up");
  assertEquals(t.events.of("skipped"), [{ type: "skipped", room: "lobby", most: 100 }]);
  assertEquals(t.events.ids.length, 200);
});

Deno.test("Link asks for older messages page by page, first those that were left out", async () => {
  await using t = setUp({ recalled: [KNOWN], catchUp: { most: 3, newest: 2 } });
  const { peer } = await t.server.welcome({ last: 300, log: "a" }, oldFrames(299, 300));
  await t.events.next("caught_up");
  assert(t.link.history(294));
  assertEquals(await peer.next("history"), { type: "history", before: 299, limit: 200 });
  const page = (first: number, last: number) =>
    peer.send(...oldFrames(first, last), { type: "history", first, last, count: last - first + 1 });
  page(150, 298); // bounded in bytes
  assertEquals(await peer.next("history"), { type: "history", before: 150, limit: 145 });
  page(5, 149);
  const { messages } = await t.events.next("page");
  assertEquals(messages.map(({ id }) => id), Array.from({ length: 294 }, (_, i) => i + 5));
});

Deno.test("Link goes on at another server of the cluster within a second: nothing missing, nothing twice", async () => {
  await using t = setUp({ isCluster: true });
  const { peer } = await t.server.welcome({ last: 5 }, oldFrames(5, 5));
  const first = say(t.link, "one");
  await peer.next("say");
  await t.clock.advance(6_000);
  peer.cut();
  assertEquals((await t.events.next("waiting")).retryMs, NODE_RETRY_MS / 2);
  const second = say(t.link, "two");
  await t.clock.advance(NODE_RETRY_MS);
  // the first was stored by the server that is gone
  const { peer: there, hello } = await t.other.welcome({ last: 6 }, [
    msgFrame(6, { nick: "ann", cid: first.cid, text: "one", old: true }),
  ]);
  assertEquals([hello.since, hello.resume], [5, "secret"]);
  assertEquals((await there.next("say")).cid, second.cid);
  there.send(msgFrame(7, { nick: "ann", cid: second.cid, text: "two" }));
  while (t.session.outbox.size > 0) await t.events.next("acknowledged");
  assertEquals([t.events.ids, t.server.dials], [[5, 6, 7], 1]);
});

Deno.test("Link tries the servers of a cluster in turn for as long as none lets it in", async () => {
  await using t = setUp({ isCluster: true, down: true });
  t.other.down = true;
  await t.clock.advance(30_000);
  assert(t.server.dials > 2, `${t.server.dials}`);
  assert(Math.abs(t.server.dials - t.other.dials) <= 1, `${t.server.dials} ${t.other.dials}`);
  t.other.down = false;
  for (const { dials } = t.other; t.other.dials === dials;) await t.clock.advance(500);
  await t.other.welcome();
  await t.events.next("entered");
});

Deno.test("Link goes on at a server that it can trust, and ends where it can trust none", async () => {
  await using t = setUp({ isCluster: true, distrusts: ["server"] });
  await t.clock.advance(NODE_RETRY_MS);
  await t.other.welcome();
  assertEquals((await t.events.next("waiting")).reason.code, "tls_changed");
  await using none = setUp({ isCluster: true, distrusts: ["server", "other"] });
  await none.clock.advance(NODE_RETRY_MS);
  assertEquals((await none.events.next("ended")).reason.code, "tls_changed");
});

Deno.test("Link goes on at another server when its own stores nothing: it is kept until the other one greets", async () => {
  await using t = setUp({ isCluster: true });
  const { peer } = await t.server.welcome({ last: 1 }, oldFrames(1, 1));
  const item = say(t.link, "one");
  await peer.next("say");
  peer.send({ type: "waiting", ms: STALLED_MS });
  await t.events.next("stalled");
  await t.clock.advance(0);
  const there = await t.other.accept();
  assertEquals(peer.closed, false);
  there.send("NICKNAME_REQUEST\n");
  const hello = await there.next("hello");
  assertEquals([hello.resume, hello.since, peer.closed], ["secret", 1, true]);
  assertEquals((await t.events.next("waiting")).reason.code, "moved");
  there.send(welcomeFrame({ nick: "ann", last: 1 }), { type: "live" });
  assertEquals((await there.next("say")).cid, item.cid);
  there.send(msgFrame(2, { nick: "ann", cid: item.cid, text: "one" }));
  await t.events.next("acknowledged");
  assertEquals(t.events.ids, [1, 2]);
});

Deno.test("Link leaves a server that breaks its promise to speak, and tells of others that it can trust", async () => {
  const nodes = [{ addr: "b:1" }];
  await using t = setUp({ isCluster: true });
  const limits = { ...welcomeFrame({}).limits, silence_ms: 5_000 };
  const { peer } = await t.server.welcome({ limits, nodes });
  for (let i = 0; i < 10; i++) {
    await t.clock.advance(9_000);
    peer.send({ type: "waiting", ms: 0 });
    await settled();
  }
  assertEquals(t.events.of("waiting"), []);
  await t.clock.advance(10_000);
  assertEquals((await t.events.next("waiting")).reason.code, "silent");
  await t.clock.advance(NODE_RETRY_MS);
  await t.other.welcome();
  // this connection is neither encrypted nor within one machine
  assertEquals(t.events.of("nodes"), []);
});

Deno.test("Link sends again what was typed while the connection ended, and its last write had not", async () => {
  await using t = setUp();
  const { peer } = await t.server.welcome();
  const written = Promise.withResolvers<number>();
  peer.write = () => written.promise;
  say(t.link, "one");
  peer.cut();
  await settled();
  say(t.link, "two");
  t.link.flush();
  written.reject(new Error("broken"));
  await t.events.next("waiting");
  await t.clock.advance(1_000);
  const { peer: back } = await t.server.welcome();
  assertEquals([(await back.next("say")).text, (await back.next("say")).text], ["one", "two"]);
});

Deno.test("Link tells of other servers where nobody on the way can make them up, also when the server stops", async () => {
  await using t = setUp({ isPrivate: true });
  const [first, second] = [[{ addr: "b:1" }], [{ addr: "c:1" }]];
  const { peer } = await t.server.welcome({ nodes: first });
  assertEquals((await t.events.next("nodes")).nodes, first);
  peer.send({ type: "shutdown", message: "bye", nodes: second });
  assertEquals((await t.events.next("nodes")).nodes, second);
});
