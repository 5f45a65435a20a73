import { assert, assertEquals } from "@std/assert";
import { PRESENCE_BURST } from "../../../server/limits.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { FakeMember, terse } from "../fakes/member.ts";
import { openRoom } from "../fakes/room.ts";
import { settled } from "../../support/virtual_clock.ts";

/** Records of a room, as type and nickname or text. */
function log(backbone: MemoryBackbone, room = "lobby"): string[] {
  return backbone.log(room).map(({ event }) =>
    event.type === "msg" ? `${event.id} ${event.text}` : `${event.type} ${event.nick}`
  );
}

Deno.test("Room tells everyone what is said, the sender too, in one order", async () => {
  const { enter, say } = await openRoom();
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  say(ann, "hi");
  say(bob, "hello");
  say(ann, "bye");
  await settled();
  assertEquals(bob.lines, ["+bob", "#1 ann: hi", "#2 bob: hello", "#3 ann: bye"]);
  assertEquals(ann.lines, ["+ann", ...bob.lines]);
});

Deno.test("Room tells nobody that an unannounced member comes and goes, and keeps what it says", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const ann = await enter("ann");
  const bob = new FakeMember();
  Object.assign(bob, { nick: "bob", isUnannounced: true });
  room.enter(bob, false);
  assertEquals([Array.from(room.members, ({ nick }) => nick), room.count], [["ann", "bob"], 2]);
  say(bob, "done");
  await settled();
  // the same session on another connection is no news either, whatever it says of itself
  const successor = new FakeMember();
  successor.nick = "bob";
  room.replace(bob, successor);
  room.leave(successor);
  room.enter(bob, false);
  room.leave(bob, { by: "ann", reason: "enough" });
  await settled();
  assertEquals(ann.lines, ["+ann", "#1 bob: done", "-bob"]);
  assertEquals(log(backbone), ["joined ann", "1 done", "left bob"]);
});

Deno.test("Room shows nothing before it is durable", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const ann = await enter("ann");
  backbone.hold();
  say(ann, "hi", "c1");
  await settled();
  assertEquals([ann.lines, room.last], [["+ann"], 0]);
  backbone.release();
  await settled();
  assertEquals([ann.lines, room.last], [["+ann", "#1 ann: hi"], 1]);
});

Deno.test("Room.settled resolves when what was said before is out, and not before", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const ann = await enter("ann");
  backbone.hold();
  say(ann, "hi");
  let isDone = false;
  const done = room.settled().then(() => isDone = true);
  await settled();
  assertEquals(isDone, false);
  backbone.release();
  await done;
  assertEquals(ann.lines, ["+ann", "#1 ann: hi"]);
});

Deno.test("Room spares those an event of their own whose dialect does not echo it, and no others", async () => {
  const { enter, say } = await openRoom();
  const mute = terse({ echoes: ({ event }) => event.type !== "msg" });
  const [ann, bob] = [await enter("ann", mute), await enter("bob", mute)];
  say(ann, "one");
  say(bob, "two");
  say(ann, "three");
  await settled();
  assertEquals(ann.lines, ["+ann", "+bob", "#2 bob: two"]);
  assertEquals(bob.lines, ["+bob", "#1 ann: one", "#3 ann: three"]);
});

Deno.test("Room encodes an event once for each dialect, however many speak it", async () => {
  const { room, enter, say } = await openRoom();
  const rendered = { loud: 0, terse: 0 };
  const plain = terse();
  const loud = terse({
    render: (stored) => {
      rendered.loud++;
      return plain.render(stored, "lobby", undefined).toUpperCase();
    },
  });
  const quiet = terse({
    render: (stored) => {
      rendered.terse++;
      return plain.render(stored, "lobby", undefined);
    },
  });
  const members = [];
  for (let i = 0; i < 5; i++) members.push(await enter(`l${i}`, loud), await enter(`q${i}`, quiet));
  Object.assign(rendered, { loud: 0, terse: 0 });
  say(members[0]!, "hi");
  await settled();
  assertEquals(rendered, { loud: 1, terse: 1 });
  assertEquals(members.map(({ lines }) => lines.at(-1)), [
    ...Array.from({ length: 5 }, () => ["#1 L0: HI", "#1 l0: hi"]).flat(),
  ]);
  for (const member of members) if (member.encoding === loud) room.leave(member);
  await settled();
  Object.assign(rendered, { loud: 0, terse: 0 });
  say(members[1]!, "still here");
  await settled();
  assertEquals(rendered, { loud: 0, terse: 1 });
});

Deno.test("Room takes a dialect that has no line for an event", async () => {
  const { enter, say } = await openRoom();
  const silent = terse({ render: () => "", echoes: () => false });
  const [ann, bob] = [await enter("ann", silent), await enter("bob")];
  say(ann, "hi");
  say(bob, "hello");
  await settled();
  assertEquals(ann.lines, []);
  assertEquals(bob.lines, ["+bob", "#1 ann: hi", "#2 bob: hello"]);
});

Deno.test("Room writes who comes, goes and is renamed into the log, beside what is said", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const ann = await enter("ann");
  say(ann, "hi");
  ann.nick = "Ann";
  room.renamed(ann, "ann");
  room.leave(ann);
  room.leave(ann);
  await room.settled();
  assertEquals(log(backbone), ["joined ann", "1 hi", "renamed ann", "left Ann"]);
});

Deno.test("Room shows nothing more to someone who has left, and they can come again", async () => {
  const { room, enter, say } = await openRoom();
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  room.leave(bob);
  say(ann, "hi");
  await settled();
  assertEquals(bob.lines, ["+bob"]);
  assertEquals([room.count, room.has(bob), room.has(ann)], [1, false, true]);
  room.enter(bob, false);
  await settled();
  assertEquals(bob.lines, ["+bob", "+bob"]);
  assertEquals([...room.members], [ann, bob]);
});

Deno.test("Room.replace lets a successor go on unannounced; the one before keeps what was theirs", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  say(bob, "before");
  await settled();
  const successor = new FakeMember("ann");
  successor.nick = "ann";
  room.replace(ann, successor);
  say(bob, "after");
  await settled();
  assertEquals(ann.lines, ["+ann", "+bob", "#1 bob: before"]);
  assertEquals(successor.lines, ["#2 bob: after"]);
  assertEquals(log(backbone), ["joined ann", "joined bob", "1 before", "2 after"]);
  assertEquals(room.count, 2);
});

Deno.test("Room.say answers a cid said before with its first message, and says nothing again", async () => {
  const { room, backbone, enter, say } = await openRoom();
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  assertEquals(say(ann, "hi", "c1"), undefined);
  await room.settled();
  const again = say(ann, "other text", "c1");
  assert(again !== undefined && "event" in again);
  assertEquals([again.event.id, again.event.text, again.line], [
    1,
    "hi",
    backbone.log("lobby")[2]!.line,
  ]);
  assertEquals(say(bob, "hi", "c1"), undefined);
  await room.settled();
  assertEquals(log(backbone).slice(2), ["1 hi", "2 hi"]);
});

Deno.test("Room.say of a cid that is on its way says it once", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const ann = await enter("ann");
  backbone.hold();
  for (let i = 0; i < 3; i++) assertEquals(say(ann, "hi", "c1"), undefined);
  backbone.release();
  await room.settled();
  assertEquals(ann.lines, ["+ann", "#1 ann: hi"]);
});

Deno.test("Room.say without a cid says everything", async () => {
  const { room, backbone, enter, say } = await openRoom();
  const ann = await enter("ann");
  for (let i = 0; i < 3; i++) say(ann, "hi");
  await room.settled();
  assertEquals(log(backbone), ["joined ann", "1 hi", "2 hi", "3 hi"]);
});

Deno.test("Room.say reads a message from the log whose cid is known but whose line is not kept", async () => {
  const { room, enter, say } = await openRoom();
  const ann = await enter("ann");
  say(ann, "first", "c1");
  for (let i = 0; i < 60; i++) say(ann, "x".repeat(7000));
  await room.settled();
  const again = await say(ann, "first", "c1");
  assertEquals([again?.event.id, again?.event.text], [1, "first"]);
});

Deno.test("Room knows cids again after a restart, of those who resume", async () => {
  const first = await openRoom();
  const ann = await first.enter("ann");
  first.say(ann, "hi", "c1");
  await first.room.settled();
  await first.room.close();
  const second = await openRoom(first.backbone);
  const back = new FakeMember();
  back.nick = "ann";
  second.room.enter(back, true);
  const again = second.say(back, "hi", "c1");
  assert(again !== undefined && "event" in again);
  assertEquals(again.event.id, 1);
  await second.room.settled();
  await second.room.close();
  const third = await openRoom(first.backbone);
  const anew = await third.enter("ann");
  assertEquals(third.say(anew, "hi", "c1"), undefined);
  await third.room.settled();
  assertEquals(log(first.backbone), ["joined ann", "1 hi", "joined ann", "joined ann", "2 hi"]);
});

Deno.test("Room: a session begins anew at once, though the disk is slow", async () => {
  const { backbone, room, enter, say } = await openRoom();
  const ann = await enter("ann");
  say(ann, "yesterday", "1");
  await room.settled();
  room.leave(ann);
  backbone.hold();
  const again = new FakeMember();
  again.nick = "ann";
  room.enter(again, false);
  // a script that counts its messages from 1, and writes hello and say at once
  assertEquals(say(again, "today", "1"), undefined);
  backbone.release();
  await settled();
  assertEquals(again.lines.at(-1), "#2 ann: today");
});

Deno.test("Room tells only the sender what could not be saved, and takes it when it is sent again", async () => {
  const { backbone, room, warnings, enter, say } = await openRoom();
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  backbone.failure = new Error("disk full");
  say(ann, "hi", "c1");
  say(ann, "ho", "c2");
  await room.settled();
  assertEquals(ann.told.notSaved.map((draft) => draft.type === "msg" && draft.cid), ["c1", "c2"]);
  assertEquals([bob.told.notSaved, bob.lines, warnings], [[], ["+bob"], ["not saved"]]);
  backbone.failure = undefined;
  say(ann, "hi", "c1");
  await room.settled();
  assertEquals(bob.lines, ["+bob", "#1 ann: hi"]);
});

Deno.test("Room shows who is here also while the log cannot be written", async () => {
  const { backbone, room, enter } = await openRoom();
  const ann = await enter("ann");
  backbone.failure = new Error("disk full");
  const bob = await enter("bob");
  bob.nick = "rob";
  room.renamed(bob, "bob");
  await settled();
  room.leave(bob);
  await settled();
  assertEquals(ann.lines, ["+ann", "+bob", "bob > rob", "-rob"]);
  assertEquals(ann.told.notSaved, []);
});

Deno.test("Room gives ids without a gap and times that strictly increase, though the clock goes back", async () => {
  const times = [1000, 1000, 500, 2000, 0];
  const { backbone, room, enter, say } = await openRoom(
    new MemoryBackbone({ clock: { date: () => times.shift() ?? 0 } }),
  );
  const ann = await enter("ann");
  for (let i = 0; i < 6; i++) {
    say(ann, "hi");
    await room.settled();
  }
  const events = backbone.log("lobby").map(({ event }) => event);
  const stamps = events.map(({ ts }) => Date.parse(ts));
  assertEquals(stamps, stamps.toSorted((a, b) => a - b));
  assertEquals(new Set(stamps).size, stamps.length);
  assertEquals(events.flatMap((event) => event.type === "msg" ? [event.id] : []), [
    1,
    2,
    3,
    4,
    5,
    6,
  ]);
});

Deno.test("Room folds a storm of joins, and names those before they speak", async () => {
  const { enter, say, clock } = await openRoom();
  const ann = await enter("ann");
  const crowd = [];
  for (let i = 1; i < PRESENCE_BURST + 10; i++) crowd.push(await enter(`n${i}`));
  assertEquals(ann.lines.length, PRESENCE_BURST);
  say(crowd[0]!, "early");
  await settled();
  assertEquals(ann.lines.slice(PRESENCE_BURST), ["#1 n1: early"]);
  say(crowd.at(-1)!, "late");
  await settled();
  assertEquals(ann.lines.slice(PRESENCE_BURST + 1), ["+n29 and 9", "#2 n29: late"]);
  await clock.advance(10_000);
  assertEquals(ann.lines.length, PRESENCE_BURST + 3);
});

Deno.test("Room announces who left before another takes their name", async () => {
  const { room, enter, clock } = await openRoom();
  const ann = await enter("ann");
  const bob = await enter("bob");
  for (let i = 2; i < PRESENCE_BURST; i++) await enter(`n${i}`);
  room.leave(bob);
  await settled();
  ann.nick = "bob";
  room.renamed(ann, "ann");
  await settled();
  assertEquals(ann.lines.slice(-2), ["-bob", "ann > bob"]);
  await clock.advance(10_000);
});
