import { assertEquals } from "@std/assert";
import { MAX_UNKEPT_EVENTS } from "../../../server/limits.ts";
import { StorageError } from "../../../server/storage/backbone.ts";
import { openNewRoom } from "../../../server/storage/new_room.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { Recorder, say } from "./backbone_suite.ts";

const JOINED = { type: "joined", nick: "ann" } as const;

function setup() {
  const clock = new VirtualClock(1_000);
  const backbone = new MemoryBackbone({ clock });
  const sink = new Recorder();
  const tries: boolean[] = [];
  const { journal, tail, begin } = openNewRoom("dev", sink, {
    ...{ backbone, clock, tried: (failure) => void tries.push(failure === undefined) },
  });
  assertEquals(tail, []);
  return { backbone, sink, journal, begin, tries };
}

Deno.test("openNewRoom hands back who comes and goes, in order, and keeps nothing of it", async () => {
  const { backbone, sink, journal } = setup();
  journal.append(JOINED, 1);
  journal.append({ type: "left", nick: "ann" }, 2);
  assertEquals(sink.events, [], "never from within append");
  await journal.settled();
  assertEquals(sink.events.map(({ event }) => [event.type, event.ts]), [
    ["joined", "1970-01-01T00:00:01.000Z"],
    ["left", "1970-01-01T00:00:01.001Z"],
  ]);
  assertEquals([sink.by, journal.last, await journal.read(1, 9, 1e6)], [[1, 2], 0, []]);
  await journal.close();
  assertEquals([await backbone.has("dev"), backbone.rooms], [false, 0]);
});

Deno.test("openNewRoom keeps all with the first message or topic, in order", async () => {
  for (const first of [say("hi"), { type: "topic", nick: "ann", topic: "x" } as const]) {
    const { backbone, sink, journal } = setup();
    journal.append(JOINED, 1);
    journal.append(first, 2);
    journal.append({ type: "left", nick: "ann" }, 3);
    await journal.settled();
    journal.append(JOINED, 4);
    await journal.settled();
    assertEquals(sink.by, [1, 2, 3, 4]);
    const times = sink.events.map(({ event }) => Date.parse(event.ts));
    assertEquals(times, [1_000, 1_001, 1_002, 1_003]);
    assertEquals(backbone.log("dev"), sink.events);
    assertEquals(journal.last, first.type === "msg" ? 1 : 0);
    await journal.close();
  }
});

Deno.test("openNewRoom has the last MAX_UNKEPT_EVENTS events that are not kept", async () => {
  const { backbone, sink, journal } = setup();
  for (let i = 0; i <= MAX_UNKEPT_EVENTS; i++) journal.append(JOINED, i);
  await journal.settled();
  const all = sink.events;
  assertEquals(all.length, MAX_UNKEPT_EVENTS + 1);
  const range = { after: -Infinity, before: Infinity, count: 1_000, maxBytes: 1e6, newest: true };
  assertEquals(await journal.events(range), all.slice(1));
  assertEquals(await journal.events({ ...range, count: 2 }), all.slice(-2));
  assertEquals(await journal.events({ ...range, count: 2, newest: false }), all.slice(1, 3));
  assertEquals(await journal.events({ ...range, after: 1_001, before: 1_003 }), [all[2]!]);
  journal.append(say("hi"), 0);
  await journal.settled();
  assertEquals(backbone.log("dev"), sink.events.slice(1));
  await journal.close();
});

Deno.test("openNewRoom fails what cannot be kept, and tries again with the next", async () => {
  const { backbone, sink, journal, begin, tries } = setup();
  const { open } = backbone;
  backbone.open = () => Promise.reject(new StorageError("full", { path: "rooms/dev" }));
  journal.append(JOINED, 1);
  journal.append(say("lost"), 2);
  journal.append({ type: "left", nick: "ann" }, 3);
  await journal.settled();
  assertEquals(sink.failures.flatMap(({ drafts }) => drafts.map(({ by }) => by)), [2, 3]);
  await begin();
  assertEquals(tries, [false, false]);
  backbone.open = open;
  journal.append(say("kept"), 4);
  await journal.settled();
  assertEquals([sink.by, journal.last, tries], [[1, 4], 1, [false, false, true]]);
  assertEquals((await journal.read(1, 1, 1e6)).map(({ event }) => event.text), ["kept"]);
  await journal.close();
});

Deno.test("openNewRoom waits at the close for what was asked for", async () => {
  const { backbone, sink, journal } = setup();
  journal.append(say("last"), 1);
  await journal.close();
  assertEquals([sink.by, backbone.log("dev").length], [[1], 1]);
});

Deno.test("openNewRoom begins the log when it is told to, and what comes meanwhile is in it", async () => {
  const { backbone, sink, journal, begin, tries } = setup();
  const begun = begin();
  journal.append(JOINED, 1);
  await begun;
  await begin();
  await journal.settled();
  assertEquals([tries, sink.by, backbone.log("dev").length], [[true], [1], 1]);
  await journal.close();
});
