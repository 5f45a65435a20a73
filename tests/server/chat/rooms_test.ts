import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { MAX_ROOMS, MAX_UNUSABLE_ROOMS } from "../../../server/limits.ts";
import { Refused } from "../../../server/chat/member.ts";
import type { Room } from "../../../server/chat/room.ts";
import { Rooms } from "../../../server/chat/rooms.ts";
import { StorageError } from "../../../server/storage/backbone.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { FakeMember } from "../fakes/member.ts";
import { phrasesOf } from "../../support/phrases.ts";

function setUp() {
  const backbone = new MemoryBackbone();
  const warnings: string[] = [];
  const rooms = new Rooms({
    backbone,
    phrases: phrasesOf("en").server,
    clock: new VirtualClock(),
    warn: (message) => void warnings.push(message),
  });
  return { backbone, rooms, warnings };
}

/** Someone comes into a room and says something. */
async function say(room: Room, text: string): Promise<FakeMember> {
  const member = new FakeMember();
  member.nick = "ann";
  room.enter(member, false);
  room.say(member, text, "", {});
  await room.settled();
  return member;
}

Deno.test("Rooms opens one room for all who ask, however they write its name", async () => {
  const { rooms } = setUp();
  const [room, same] = await Promise.all([rooms.open("Kitchen"), rooms.open("#kitchen")]);
  assertStrictEquals(room, same);
  assertEquals([rooms.find("kitchen"), rooms.inUse], [undefined, []], "nobody is in it");
  await say(room, "hi");
  assertEquals([rooms.find("#KITCHEN"), rooms.inUse, rooms.said], [room, [room], 1]);
  assertThrows(() => rooms.open(".."), Refused);
});

Deno.test("Rooms refuses a room whose log cannot be used, and tries again when it is asked again", async () => {
  const { backbone, rooms, warnings } = setUp();
  const { open } = backbone;
  backbone.has = () => Promise.resolve(true);
  backbone.open = () => Promise.reject(new StorageError("unreadable", { path: "the log" }));
  const refused = await assertRejects(() => rooms.open("kitchen"), Refused) as Refused;
  assertEquals([refused.code, warnings], ["bad_room", ["room not opened"]]);
  backbone.open = open;
  assertEquals((await rooms.open("kitchen")).name, "kitchen");
});

Deno.test("Rooms closes one that nobody is in when there are too many, the one asked for last at last", async () => {
  const { rooms } = setUp();
  await rooms.open("lobby");
  const kitchen = await rooms.open("kitchen");
  kitchen.leave(await say(kitchen, "hi"));
  await kitchen.settled();
  for (let n = 3; n <= MAX_ROOMS; n++) await rooms.open(`room-${n}`);
  await rooms.open("kitchen");
  await rooms.open("one-more");
  assertStrictEquals(await rooms.open("kitchen"), kitchen, "room-3 was closed in its place");
  for (let n = 4; n <= MAX_ROOMS; n++) await say(await rooms.open(`room-${n}`), "taken");
  await say(await rooms.open("one-more"), "taken");
  await rooms.open("the-last");
  assertEquals(rooms.said, MAX_ROOMS - 1, "what was said in a room that is closed counts on");
  await say(await rooms.open("the-last"), "taken");
  const full = assertThrows(() => rooms.open("too-many"), Refused) as Refused;
  assertEquals(full.code, "bad_room");
  assert(await rooms.open("lobby"));
  const again = rooms.open("the-last");
  await rooms.settled();
  assertEquals((await again).last, 1);
});

Deno.test("Rooms.retryUnusable tries those rooms again that could not be opened, a bounded number", async () => {
  const { backbone, rooms } = setUp();
  backbone.has = () => Promise.resolve(true);
  const { open } = backbone;
  assertEquals(await rooms.retryUnusable(), 0);
  backbone.open = () => Promise.reject(new StorageError("unreadable", { path: "the log" }));
  for (let i = 0; i <= MAX_UNUSABLE_ROOMS; i++) {
    await assertRejects(() => rooms.open(`room${i}`), Refused);
  }
  assertEquals(await rooms.retryUnusable(), MAX_UNUSABLE_ROOMS);
  backbone.open = open;
  assertEquals(await rooms.retryUnusable(), 0);
});

Deno.test("Rooms.retryUnusable tries again to begin the log of a new room", async () => {
  const { backbone, rooms } = setUp();
  const { open } = backbone;
  backbone.open = () => Promise.reject(new StorageError("unwritable", { path: "the log" }));
  const room = await rooms.open("kitchen");
  assertEquals(await rooms.retryUnusable(), 0, "nothing is to be kept yet");
  await say(room, "lost");
  assertEquals(await rooms.retryUnusable(), 1);
  backbone.open = open;
  assertEquals(await rooms.retryUnusable(), 0);
  await say(room, "kept");
  assertEquals(room.last, 1);
});
