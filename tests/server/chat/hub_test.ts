import {
  assert,
  assertEquals,
  assertExists,
  assertInstanceOf,
  assertLessOrEqual,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  MAX_LINE_BYTES,
  MAX_NICK_BYTES,
  MAX_NICK_COLUMNS,
  MAX_TEXT_BYTES,
} from "../../../protocol/limits.ts";
import {
  MAX_KEPT_ROOMS,
  MAX_NEW_ROOMS_AT_ONCE,
  MAX_ROOMS,
  MAX_UNWRITTEN_BYTES,
  MAX_UNWRITTEN_TOTAL_BYTES,
  MAX_WELCOME_MEMBERS,
} from "../../../server/limits.ts";
import { type Backbone, StorageError } from "../../../server/storage/backbone.ts";
import type { Opened, Sink } from "../../../server/storage/journal.ts";
import { Hub } from "../../../server/chat/hub.ts";
import { Refused } from "../../../server/chat/member.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { FakeMember } from "../fakes/member.ts";
import { FakeServer } from "../fakes/server.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

/** A backbone in memory whose files can be out of reach. */
class FragileBackbone implements Backbone {
  readonly memory = new MemoryBackbone();
  opens = 0;
  openFailure: Error | undefined;
  readFailure: Error | undefined;
  waitingBytes = 0;
  /** The same of each room. */
  roomBytes = 0;
  readonly health = { waitingMs: 0 };
  readonly check = () => Promise.resolve();
  /** Whether every room counts as an old one. */
  hasAll = false;

  async open<By>(room: string, sink: Sink<By>): Promise<Opened<By>> {
    this.opens++;
    await settled();
    if (this.openFailure !== undefined) throw this.openFailure;
    const { journal, tail } = await this.memory.open(room, sink);
    const read: typeof journal.read = (...args) =>
      this.readFailure === undefined ? journal.read(...args) : Promise.reject(this.readFailure);
    const guarded = new Proxy(journal, {
      get: (target, key) => {
        if (key === "read") return read;
        if (key === "waitingBytes") return this.roomBytes;
        const value = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    return { journal: guarded, tail };
  }

  /** Of how many rooms something is kept, if not of those in memory. */
  kept: number | undefined;

  get rooms(): number {
    return this.kept ?? this.memory.rooms;
  }

  async has(room: string): Promise<boolean> {
    return this.hasAll || await this.memory.has(room);
  }

  close(): Promise<void> {
    return this.memory.close();
  }
}

function setup() {
  const backbone = new FragileBackbone();
  const clock = new VirtualClock(Date.UTC(2026, 10, 23));
  const hub = new Hub({
    backbone,
    phrases: phrasesOf("en").server,
    clock,
    warn: () => {},
  });
  const enter = async (nick: string, { room = "lobby", secret = nick, resume = "" } = {}) => {
    const member = new FakeMember(secret);
    const request = { count: 10 };
    const entered = await hub.enter(
      member,
      nick,
      room,
      request,
      resume === "" ? undefined : resume,
    );
    assertExists(entered);
    entered.slot.fill("welcome\n");
    await settled();
    return { member, entered };
  };
  return { backbone, hub, enter };
}

function refused(act: () => unknown): Refused {
  return assertThrows(act, Refused);
}

Deno.test("Hub.enter gives a nickname and a room, and tells who is there", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  hub.say(ann, hub.roomsOf(ann)[0]!, "hi", "c1");
  await hub.settled();
  const { member: bob, entered } = await enter("bob", { room: "#LOBBY" });
  assertEquals(bob.nick, "bob");
  assertEquals(
    [entered.room.name, entered.last, entered.nicks, entered.count],
    ["lobby", 1, ["ann", "bob"], 2],
  );
  assertEquals(entered.history.map(({ event }) => event.text), ["hi"]);
  assertEquals(hub.count, 2);
  assertEquals(bob.lines, ["welcome", "+bob"]);
});

Deno.test("Hub.enter puts the welcome before all that happened since, though the past takes long", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  const bob = new FakeMember();
  const entered = await hub.enter(bob, "bob", "lobby", { count: 10 });
  assertExists(entered);
  hub.say(ann, entered.room, "meanwhile", "c1");
  await hub.settled();
  assertEquals(bob.lines, []);
  entered.slot.fill("welcome\n");
  await settled();
  assertEquals(bob.lines, ["welcome", "+bob", "#1 ann: meanwhile"]);
});

Deno.test("Hub.enter refuses a nickname that is taken, however it is written, and a bad one", async () => {
  const { hub, enter } = setup();
  await enter("Ann");
  for (const nick of ["Ann", "ANN", "ann", "ａnn", "аnn"]) {
    const cause = await assertRejects(() => enter(nick), Refused);
    assertInstanceOf(cause, Refused);
    assertEquals([cause.code, cause.message.includes(nick)], ["nick_taken", true]);
  }
  const said = async (nick: string) => (await assertRejects(() => enter(nick), Refused)).message;
  assertEquals(await said("ANN"), "The nickname 'ANN' is taken");
  assertEquals(await said("аnn"), "The nickname 'аnn' is too much like 'Ann'");
  for (const nick of ["", " ann", "a\nb", "x".repeat(MAX_NICK_COLUMNS + 1)]) {
    const cause = await assertRejects(() => enter(nick), Refused) as Refused;
    assertEquals(cause.code, "bad_nick", nick);
  }
  assertEquals(hub.count, 1);
});

Deno.test("Hub.enter refuses a bad room, and leaves the nickname free", async () => {
  const { hub, enter } = setup();
  for (const room of ["..", "a/b", "con", ""]) {
    const cause = await assertRejects(() => enter("ann", { room }), Refused) as Refused;
    assertEquals(cause.code, "bad_room");
  }
  assertEquals(hub.count, 0);
  await enter("ann");
});

Deno.test("Hub.enter gives one nickname to one of those who ask for it at the same time", async () => {
  const { hub, enter } = setup();
  const results = await Promise.allSettled(["ann", "Ann", "ANN"].map((nick) => enter(nick)));
  assertEquals(results.map(({ status }) => status).toSorted(), [
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  assertEquals(hub.count, 1);
});

Deno.test("Hub.enter with the secret of a session takes its nickname over, unannounced where it was", async () => {
  const { hub, enter, backbone } = setup();
  const { member: bob } = await enter("bob");
  const { member: dead } = await enter("ann", { secret: "s1" });
  const { member: back, entered } = await enter("Ann", { secret: "s2", resume: "s1" });
  assertEquals(dead.told.replaced, 1);
  assertEquals([back.resume, back.nick, hub.find("ann")], ["s1", "Ann", back]);
  assertEquals([hub.count, entered.count, hub.roomsOf(dead)], [2, 2, []]);
  assertEquals(bob.lines, ["welcome", "+bob", "+ann"]);
  hub.leave(dead);
  assertEquals(hub.find("ann"), back);
  assertEquals(backbone.memory.log("lobby").length, 2);
});

Deno.test("Hub.enter with the secret takes the nickname over from another room, announced in both", async () => {
  const { hub, enter } = setup();
  const { member: bob } = await enter("bob");
  const { member: carol } = await enter("carol", { room: "other" });
  const { member: dead } = await enter("ann", { secret: "s1" });
  await enter("ann", { room: "other", resume: "s1" });
  assertEquals(dead.told.replaced, 1);
  assertEquals(bob.lines, ["welcome", "+bob", "+ann", "-ann"]);
  assertEquals(carol.lines, ["welcome", "+carol", "+ann"]);
  assertEquals(hub.count, 3);
});

Deno.test("Hub.enter with a wrong secret is refused; with one of a session that is gone it goes on", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann", { secret: "s1" });
  const cause = await assertRejects(() => enter("ann", { resume: "s2" }), Refused) as Refused;
  assertEquals([cause.code, ann.told.replaced], ["nick_taken", 0]);
  hub.leave(ann);
  const { member: back } = await enter("ann", { secret: "s3", resume: "s1" });
  assertEquals(back.resume, "s1");
});

Deno.test("Hub.enter leaves nobody behind when the past cannot be read", async () => {
  const { hub, enter, backbone } = setup();
  const { member: ann } = await enter("ann");
  for (let i = 0; i < 60; i++) hub.say(ann, hub.roomsOf(ann)[0]!, "x".repeat(7000), "");
  await hub.settled();
  backbone.readFailure = new StorageError("unreadable", { path: "the log" });
  const bob = new FakeMember();
  const request = { count: 0, since: 0 };
  await assertRejects(() => hub.enter(bob, "bob", "lobby", request), StorageError);
  assertEquals([hub.count, hub.find("bob"), hub.roomsOf(bob)], [1, undefined, []]);
  backbone.readFailure = undefined;
  const { entered } = await enter("bob");
  assertEquals(entered.nicks, ["ann", "bob"]);
});

Deno.test("Hub.enter tries a log again that could not be opened", async () => {
  const { hub, enter, backbone } = setup();
  backbone.openFailure = new StorageError("unreadable", { path: "the log" });
  const cause = await assertRejects(() => enter("ann"), Refused);
  assertInstanceOf(cause, Refused);
  assertEquals(cause.code, "bad_room");
  assertEquals([hub.count, backbone.opens], [0, 1]);
  backbone.openFailure = undefined;
  await enter("ann");
  assertEquals(backbone.opens, 2);
});

Deno.test("Hub opens a room once for all who come at the same time", async () => {
  const { enter, backbone } = setup();
  await Promise.all(["ann", "bob", "carol"].map((nick) => enter(nick)));
  assertEquals(backbone.opens, 1);
});

Deno.test("Hub opens MAX_ROOMS rooms with people in them and not one more", async () => {
  const { hub, enter, backbone } = setup();
  backbone.hasAll = true;
  const { member } = await enter("ann", { room: "r0" });
  for (let i = 1; i < MAX_ROOMS; i++) {
    await hub.join(member, `r${i}`, { history: { count: 0 } });
  }
  const cause = await assertRejects(
    () => hub.join(member, "one-more", { history: { count: 0 } }),
    Refused,
  ) as Refused;
  assertEquals(cause.code, "bad_room");
});

Deno.test("Hub closes an empty room for a new one, and opens it again with its past", async () => {
  const { hub, enter, backbone } = setup();
  backbone.hasAll = true;
  const { member, entered } = await enter("ann", { room: "r0" });
  hub.say(member, entered.room, "still here?", "");
  for (let i = 1; i <= MAX_ROOMS; i++) await hub.move(member, `r${i}`, { count: 0 });
  assertEquals(backbone.opens, MAX_ROOMS + 1);
  const again = await hub.move(member, "r0", { count: 10 });
  assertEquals(again?.history.map(({ event }) => event.text), ["still here?"]);
  assertEquals(backbone.opens, MAX_ROOMS + 2);
});

Deno.test("Hub lets one client begin so many new rooms and not one more, and keeps none of them", async () => {
  const { hub, enter, backbone } = setup();
  const { member } = await enter("ann");
  for (let i = 1; i <= MAX_NEW_ROOMS_AT_ONCE; i++) await hub.move(member, `r${i}`, { count: 0 });
  const move = (room: string) => hub.move(member, room, { count: 0 });
  const cause = await assertRejects(() => move("one-more"), Refused) as Refused;
  assertEquals(
    [cause.code, cause.message, cause.data],
    ["bad_room", "Too many new rooms were made from here: try again in 5 s", {
      cause: "too_many_new",
      retry_ms: 5000,
    }],
  );
  assertEquals(hub.roomsOf(member).map(({ name }) => name), [`r${MAX_NEW_ROOMS_AT_ONCE}`]);
  await move("lobby");
  await move("r1");
  const { member: bob, entered } = await enter("bob", { room: "another" });
  hub.say(bob, entered.room, "hi", "");
  await hub.settled();
  assertEquals(backbone.memory.rooms, 2, "the lobby, and where something was said");
});

Deno.test("Hub opens no new room when something is kept of MAX_KEPT_ROOMS, and one less is not too many", async () => {
  const { enter, backbone } = setup();
  backbone.kept = MAX_KEPT_ROOMS - 1;
  await enter("ann", { room: "new" });
  backbone.kept = MAX_KEPT_ROOMS;
  const cause = await assertRejects(() => enter("bob", { room: "newer" }), Refused) as Refused;
  assertEquals(cause.code, "bad_room");
  await enter("carol", { room: "lobby" });
});

Deno.test("Hub.enter names MAX_WELCOME_MEMBERS who are there, and counts all", async () => {
  const { enter } = setup();
  for (let i = 1; i < MAX_WELCOME_MEMBERS; i++) await enter(`n-${i}`);
  const { entered: full } = await enter("last but one");
  assertEquals([full.nicks.length, full.count], [MAX_WELCOME_MEMBERS, MAX_WELCOME_MEMBERS]);
  const { entered: more } = await enter("last");
  assertEquals([more.nicks.length, more.count], [MAX_WELCOME_MEMBERS, MAX_WELCOME_MEMBERS + 1]);
});

Deno.test("Hub.move takes someone from one room to another", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  const { member: bob } = await enter("bob");
  const entered = await hub.move(ann, "other", { count: 10 });
  assertExists(entered);
  const { room, slot } = entered;
  slot.fill("welcome to other\n");
  hub.say(bob, hub.roomsOf(bob)[0]!, "gone?", "");
  hub.say(ann, room, "here", "");
  await hub.settled();
  await settled();
  assertEquals(ann.lines, ["welcome", "+ann", "+bob", "welcome to other", "+ann", "#1 ann: here"]);
  assertEquals(bob.lines, ["welcome", "+bob", "-ann", "#1 bob: gone?"]);
  assertEquals(hub.roomsOf(ann), [room]);
});

Deno.test("Hub.move to where one is already tells the past once more, and announces nothing", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  const entered = await hub.move(ann, "Lobby", { count: 10 });
  entered?.slot.fill("again\n");
  await settled();
  assertEquals(ann.lines, ["welcome", "+ann", "again"]);
});

Deno.test("Hub.move to a room that cannot be opened leaves someone where they are", async () => {
  const { hub, enter, backbone } = setup();
  const { member: ann, entered } = await enter("ann");
  backbone.hasAll = true;
  backbone.openFailure = new StorageError("unreadable", { path: "the log" });
  await assertRejects(() => hub.move(ann, "other", { count: 10 }), Refused);
  assertEquals(hub.roomsOf(ann), [entered.room]);
});

Deno.test("Hub.leave frees the nickname and tells the room, once", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  const { member: bob } = await enter("bob");
  hub.leave(ann);
  hub.leave(ann);
  hub.leave(new FakeMember());
  await hub.settled();
  await settled();
  assertEquals(bob.lines, ["welcome", "+bob", "-ann"]);
  assertEquals([hub.count, hub.find("ann")], [1, undefined]);
  await enter("ann");
});

Deno.test("Hub.leave while the room is opened: nobody comes in, and a goodbye is not held up", async () => {
  const { backbone, hub } = setup();
  const ann = new FakeMember();
  const entering = hub.enter(ann, "ann", "lobby", { count: 10 });
  hub.leave(ann);
  ann.outlet.send("goodbye\n");
  assertEquals([ann.lines, await entering], [["goodbye"], undefined]);
  assertEquals([hub.count, hub.rooms, backbone.memory.log("lobby")], [0, [], []]);
});

Deno.test("Hub.leave while the past is read: a goodbye is not held up, and nothing follows it", async () => {
  for (const way of ["enter", "join", "move"] as const) {
    const { backbone, hub, enter } = setup();
    const { member } = await enter("ann");
    const asked = way === "enter" ? new FakeMember() : member;
    const before = asked.lines;
    backbone.hasAll = true;
    backbone.memory.hold();
    const entering = way === "enter"
      ? hub.enter(asked, "bob", "lobby", { count: 10 })
      : way === "join"
      ? hub.join(asked, "other", { history: { count: 10 } })
      : hub.move(asked, "other", { count: 10 });
    while (!hub.roomsOf(asked).some(({ name }) => name !== "lobby" || way === "enter")) {
      await settled();
    }
    hub.leave(asked);
    asked.outlet.send("goodbye\n");
    assertEquals(asked.lines, [...before, "goodbye"], way);
    backbone.memory.release();
    assertEquals(await entering, undefined, way);
    assertEquals([asked.lines.at(-1), hub.roomsOf(asked)], ["goodbye", []], way);
  }
});

Deno.test("Hub.rename announces another nickname and frees the old one", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  const { member: bob } = await enter("bob");
  hub.rename(ann, "anna");
  hub.rename(ann, "Anna");
  hub.rename(ann, "Anna");
  await hub.settled();
  await settled();
  assertEquals(bob.lines, ["welcome", "+bob", "ann > anna", "anna > Anna"]);
  assertEquals([hub.find("ann"), hub.find("ANNA"), hub.count], [undefined, ann, 2]);
  await enter("ann");
});

Deno.test("Hub.rename refuses a nickname that is taken, and a bad one", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  await enter("bob");
  assertEquals(refused(() => hub.rename(ann, "BOB")).code, "nick_taken");
  assertEquals(refused(() => hub.rename(ann, ":x")).code, "bad_nick");
  assertEquals([ann.nick, hub.find("ann")], ["ann", ann]);
});

Deno.test("Hub.say refuses a bad text with the reason", async () => {
  const { hub, enter } = setup();
  const { member: ann, entered: { room } } = await enter("ann");
  for (const text of ["", "  \n", "x".repeat(MAX_TEXT_BYTES + 1)]) {
    assertEquals(refused(() => hub.say(ann, room, text, "c1")).code, "bad_text");
  }
  hub.say(ann, room, "\x1b[31m" + "x".repeat(MAX_TEXT_BYTES), "c1");
  await hub.settled();
  assertEquals(room.last, 1);
});

Deno.test("Hub takes messages, joins and renames while MAX_UNWRITTEN_TOTAL_BYTES wait for the disk, none beyond", async () => {
  const { hub, enter, backbone } = setup();
  const { member: ann, entered: { room } } = await enter("ann");
  backbone.waitingBytes = MAX_UNWRITTEN_TOTAL_BYTES;
  hub.say(ann, room, "hi", "c1");
  backbone.waitingBytes = MAX_UNWRITTEN_TOTAL_BYTES + 1;
  assertEquals(refused(() => hub.say(ann, room, "one more", "c2")).code, "not_saved");
  assertEquals(refused(() => hub.rename(ann, "anna")).code, "not_saved");
  await assertRejects(() => enter("bob"), Refused, phrasesOf("en").server.notSaved);
  await assertRejects(() => hub.move(ann, "other", { count: 0 }), Refused);
  backbone.waitingBytes = 0;
  hub.say(ann, room, "one more", "c2");
  await hub.settled();
  assertEquals(room.last, 2);
});

Deno.test("Hub takes messages while MAX_UNWRITTEN_BYTES of the room wait for the disk, none beyond", async () => {
  const { hub, enter, backbone } = setup();
  const { member: ann, entered: { room } } = await enter("ann");
  backbone.roomBytes = MAX_UNWRITTEN_BYTES;
  hub.say(ann, room, "hi", "c1");
  backbone.roomBytes = MAX_UNWRITTEN_BYTES + 1;
  assertEquals(refused(() => hub.say(ann, room, "one more", "c2")).code, "not_saved");
  assertEquals(refused(() => hub.setTopic(ann, room, "one more")).code, "not_saved");
  // a room that is flooded keeps nobody from coming in
  await enter("bob");
});

Deno.test("Hub.direct tells the recipient and the sender, and nobody else", async () => {
  const { hub, enter } = setup();
  const [{ member: ann }, { member: bob }, { member: carol }] = [
    await enter("ann"),
    await enter("bob"),
    await enter("carol"),
  ];
  hub.direct(ann, "BOB", "hi\x07", "c1");
  const wanted = { ts: "2026-11-23T00:00:00.000Z", nick: "ann", to: "bob", text: "hi", cid: "c1" };
  assertEquals([ann.told.direct, bob.told.direct, carol.told.direct], [[wanted], [wanted], []]);
  hub.direct(ann, "ann", "note", "c2");
  assertEquals(ann.told.direct.length, 2);
});

Deno.test("Hub.direct refuses one who is not there, and a bad text", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  assertEquals(refused(() => hub.direct(ann, "bob", "hi", "c1")).code, "no_such_nick");
  assertEquals(refused(() => hub.direct(ann, "ann", " ", "c1")).code, "bad_text");
});

Deno.test("Hub.direct answers a nickname of any length with a short sentence", async () => {
  const { hub, enter } = setup();
  const { member: ann } = await enter("ann");
  for (const letter of ["x", "🙂", "\u0301", "\ufdfa", "\ud800"]) {
    const cause = refused(() => hub.direct(ann, letter.repeat(MAX_LINE_BYTES / 2), "hi", "c1"));
    assertEquals(cause.code, "no_such_nick");
    assertLessOrEqual(cause.message.length, MAX_NICK_BYTES + 100);
    assert(cause.message.isWellFormed());
  }
});

Deno.test("Hub.settled resolves though a room could not be opened", async () => {
  const { hub, enter, backbone } = setup();
  backbone.openFailure = new StorageError("unreadable", { path: "the log" });
  const failing = assertRejects(() => enter("ann"), Refused);
  await hub.settled();
  await failing;
});

Deno.test("Hub gives nobody the nickname of the server, nor one that looks like it", () => {
  const { hub } = new FakeServer();
  for (const nick of ["server", "Server", "SERVER", "ｓerver", "sеrver"]) {
    const error = assertThrows(() => hub.nick(nick), Refused);
    assertEquals(error.code, "nick_taken", nick);
    assertEquals(error.message, `The nickname '${nick}' is reserved`);
  }
  assertEquals(hub.nick("servers"), "servers");
});
