import { assert, assertEquals } from "@std/assert";
import {
  EventsPast,
  MessagesPast,
  type Past,
  type PastRoom,
} from "../../../../server/dialects/irc/history_pages.ts";
import { Room } from "../../../../server/chat/room.ts";
import { MemoryBackbone } from "../../../support/memory_backbone.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { FakeMember, TERSE } from "../../fakes/member.ts";

const START = 1_000_000;

/** A room in which one thing happens every ten milliseconds: someone comes, says a, b, c, goes. */
async function setup() {
  let now = START - 10;
  const backbone = new MemoryBackbone({ clock: { date: () => now += 10 } });
  const options = { clock: new VirtualClock(), warn: () => {} };
  const room = await Room.open(backbone, "lobby", options);
  const ann = new FakeMember("ann", TERSE);
  ann.nick = "ann";
  const acts = [
    () => room.enter(ann, false),
    ...["a", "b", "c"].map((text) => () => void room.say(ann, text, "", {})),
    () => room.leave(ann),
  ];
  for (const act of acts) {
    act();
    await room.settled();
  }
  return room;
}

async function read(past: Past, after: number, before: number, count = 9, newest = true) {
  const events = await past.read({ after, before, count, newest });
  return events.map(({ event }) => event.type === "msg" ? event.text : event.type).join(" ");
}

Deno.test("MessagesPast: ids are places, and a time between two is between them", async () => {
  const past = new MessagesPast(await setup());
  const at = (ms: number) => past.placeOf({ type: "time", ms: START + ms });
  assertEquals(await past.placeOf({ type: "message", id: 2, ms: START + 20 }), 2);
  assertEquals(await Promise.all([9, 10, 15, 20, 30, 31].map(at)), [0.5, 1, 1.5, 2, 3, 3.5]);
  assertEquals(await read(past, -Infinity, Infinity), "a b c");
  assertEquals(await read(past, 1, 3), "b");
  assertEquals(await read(past, 0.5, 2.5), "a b");
  assertEquals(await read(past, 3, Infinity), "");
  assertEquals(await read(past, 5, 2), "");
  assertEquals(await read(past, -Infinity, Infinity, 2), "b c");
  assertEquals(await read(past, -Infinity, Infinity, 2, false), "a b");
});

Deno.test("EventsPast: times are places, and a message is at its time", async () => {
  const past = new EventsPast(await setup());
  const of = (id: number) => past.placeOf({ type: "message", id, ms: START + 10 * id });
  assertEquals(await Promise.all([1, 3].map(of)), [START + 10, START + 30]);
  assertEquals(await past.placeOf({ type: "time", ms: 5 }), 5);
  assertEquals(await read(past, -Infinity, Infinity), "joined a b c left");
  assertEquals(await read(past, START, START + 30), "a b");
  assertEquals(await read(past, START - 0.5, Infinity, 2, false), "joined a");
  assertEquals(await read(past, -Infinity, Infinity, 2), "c left");
});

Deno.test("MessagesPast and EventsPast know a message of another log by its time or its id", async () => {
  const room = await setup();
  for (const past of [new MessagesPast(room), new EventsPast(room)]) {
    const of = (id: number, ms: number) => past.placeOf({ type: "message", id, ms: START + ms });
    assertEquals(await of(2, 21), undefined, "another message has this id");
    assertEquals([await of(0, 0), await of(4, 40)], [undefined, undefined]);
    const event = (ms: number) => past.placeOf({ type: "event", ms: START + ms });
    assertEquals([await event(39), await event(41)], [undefined, undefined]);
    assert(await event(40) !== undefined);
  }
});

Deno.test("MessagesPast and EventsPast have a place for what is no longer kept", async () => {
  const room = await setup();
  const kept: PastRoom = {
    last: room.last,
    history: {
      range: (first, last) => room.history.range(Math.max(first, 2), last),
      events: (range) => {
        return room.history.events({ ...range, after: Math.max(range.after, START + 10) });
      },
    },
  };
  const pasts = [new MessagesPast(kept), new EventsPast(kept)];
  for (const ms of [START, START + 10]) {
    const places = await Promise.all(pasts.map((past) => past.placeOf({ type: "event", ms })));
    assertEquals(places, [1.5, ms]);
  }
  const ref = { type: "message", id: 1, ms: START + 10 } as const;
  assertEquals(await Promise.all(pasts.map((past) => past.placeOf(ref))), [1, START + 10]);
});
