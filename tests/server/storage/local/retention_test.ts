import { assertEquals, assertStringIncludes } from "@std/assert";
import { removeOld, type Retention } from "../../../../server/storage/local/retention.ts";
import { openLocalBackbone } from "../../../../server/storage/local/backbone.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { listSegments, segmentAt } from "../../../../server/storage/local/segments.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { Recorder, say } from "../backbone_suite.ts";
import { failOnWarning, joined, message, tempFolder } from "./support.ts";

/** When message `id` of the test's records was said. */
const at = (id: number) => 1_000_000 + id * 1000;

/** A log of four files, two messages in each. */
async function fourFiles(folder: string): Promise<number> {
  for (const first of [1, 3, 5, 7]) {
    await Deno.writeTextFile(segmentAt(folder, first).path, message(first) + message(first + 1));
  }
  return (message(1) + message(2)).length;
}

async function left(folder: string): Promise<number[]> {
  return (await listSegments(SYSTEM_DISK, folder)).map(({ first }) => first);
}

Deno.test("removeOld removes whole files whose newest event is too old", async () => {
  for (
    const [now, firsts] of [
      [at(2) + 500, [1, 3, 5, 7]],
      [at(2) + 501, [3, 5, 7]],
      [at(4) + 500, [3, 5, 7]],
      [at(6) + 501, [7]],
      [at(99), [7]],
    ] as const
  ) {
    await using folder = await tempFolder();
    await fourFiles(folder.path);
    const removed = await removeOld(SYSTEM_DISK, { folder: folder.path }, { ms: 500 }, now);
    assertEquals(await left(folder.path), [...firsts]);
    assertEquals(removed.length, 4 - firsts.length);
  }
});

Deno.test("removeOld removes the oldest files of a log that is too large", async () => {
  for (const [files, firsts] of [[4, [1, 3, 5, 7]], [3, [3, 5, 7]], [0, [7]]] as const) {
    await using folder = await tempFolder();
    const bytes = await fourFiles(folder.path) * files;
    await removeOld(SYSTEM_DISK, { folder: folder.path }, { bytes }, at(99));
    assertEquals(await left(folder.path), [...firsts]);
  }
  await using folder = await tempFolder();
  const bytes = await fourFiles(folder.path) * 3 - 1;
  await removeOld(SYSTEM_DISK, { folder: folder.path }, { bytes }, at(99));
  assertEquals(await left(folder.path), [5, 7]);
});

Deno.test("removeOld leaves the file that is being written, and those after it", async () => {
  await using folder = await tempFolder();
  await fourFiles(folder.path);
  await removeOld(SYSTEM_DISK, { folder: folder.path, newest: 5 }, { bytes: 0 }, at(99));
  assertEquals(await left(folder.path), [5, 7]);
});

Deno.test("removeOld counts joins and leaves as events, and keeps what it cannot read", async () => {
  await using folder = await tempFolder();
  await fourFiles(folder.path);
  await Deno.writeTextFile(segmentAt(folder.path, 1).path, message(1) + joined(at(50)));
  assertEquals(await removeOld(SYSTEM_DISK, { folder: folder.path }, { ms: 500 }, at(20)), []);
  await Deno.writeTextFile(segmentAt(folder.path, 1).path, "damaged\n");
  assertEquals(await removeOld(SYSTEM_DISK, { folder: folder.path }, { ms: 500 }, at(20)), []);
});

Deno.test("removeOld goes by the times of the files where a record is from the future", async () => {
  for (
    const [written, firsts] of [
      [[at(2), at(4), at(6), at(8)], [5, 7]],
      // a file that was copied is no newer than the next one
      [[at(99), at(4), at(6), at(8)], [5, 7]],
      [[at(99), at(99), at(99), at(99)], [1, 3, 5, 7]],
    ] as const
  ) {
    await using folder = await tempFolder();
    await fourFiles(folder.path);
    await Deno.writeTextFile(segmentAt(folder.path, 1).path, joined(at(1e6)), { append: true });
    for (const [i, ms] of written.entries()) {
      await Deno.utime(segmentAt(folder.path, 1 + 2 * i).path, ms / 1000, ms / 1000);
    }
    await removeOld(SYSTEM_DISK, { folder: folder.path }, { ms: 2_000 }, at(7));
    assertEquals(await left(folder.path), [...firsts]);
  }
});

Deno.test("removeOld takes the torn end of a file along, and nothing else", async () => {
  await using folder = await tempFolder();
  await fourFiles(folder.path);
  const { path } = segmentAt(folder.path, 1);
  for (const other of [`${path}.torn`, `${folder.path}/notes`]) await Deno.writeTextFile(other, "");
  await removeOld(SYSTEM_DISK, { folder: folder.path }, { bytes: 0 }, 0);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder.path)) names.push(name);
  assertEquals(names.sort(), [segmentAt("", 7).path.slice(1), "notes"]);
});

async function open(
  data: string,
  retention: Retention,
  clock = new VirtualClock(at(99)),
  more: { segmentBytes?: number; warn?: (text: string) => void; info?: (text: string) => void } =
    {},
) {
  const options = { data, retention, sync: false, clock, warn: failOnWarning };
  const backbone = await openLocalBackbone({ ...options, segmentBytes: 1, ...more });
  const { journal } = await backbone.open("lobby", new Recorder());
  return { backbone, journal };
}

Deno.test("openLocalBackbone removes old files at the start, and goes on counting", async () => {
  await using folder = await tempFolder();
  for (const room of ["lobby", "idle"]) {
    await Deno.mkdir(`${folder.path}/rooms/${room}`, { recursive: true });
    await fourFiles(`${folder.path}/rooms/${room}`);
  }
  const { backbone, journal } = await open(
    folder.path,
    { ms: 2_000 },
    new VirtualClock(at(8) + 500),
  );
  assertEquals(await left(`${folder.path}/rooms/lobby`), [7]);
  assertEquals(await left(`${folder.path}/rooms/idle`), [7]);
  assertEquals(journal.last, 8);
  assertEquals((await journal.read(1, 8, 1e6)).map(({ event }) => event.id), [7, 8]);
  await backbone.close();
});

Deno.test("openLocalBackbone removes old files when a new one begins", async () => {
  await using folder = await tempFolder();
  const { backbone, journal } = await open(folder.path, { bytes: 1 });
  for (let id = 1; id <= 9; id++) {
    journal.append(say("a"), 0);
    await journal.settled();
  }
  await backbone.close();
  assertEquals(await left(`${folder.path}/rooms/lobby`), [9]);
  const again = await open(folder.path, { bytes: 1 });
  assertEquals(again.journal.last, 9);
  assertEquals((await again.journal.read(1, 9, 1e6)).map(({ event }) => event.id), [9]);
  await again.backbone.close();
});

Deno.test("openLocalBackbone removes each hour what has become old", async () => {
  await using folder = await tempFolder();
  await Deno.mkdir(`${folder.path}/rooms/idle`, { recursive: true });
  await fourFiles(`${folder.path}/rooms/idle`);
  const clock = new VirtualClock(at(8));
  const { backbone } = await open(folder.path, { ms: 90 * 60_000 }, clock);
  assertEquals(await left(`${folder.path}/rooms/idle`), [1, 3, 5, 7]);
  await clock.advance(2 * 60 * 60_000);
  await backbone.close();
  assertEquals(await left(`${folder.path}/rooms/idle`), [9]);
  assertEquals(clock.pending, 0);
});

const DAY = 24 * 60 * 60_000;
const KEPT = { ms: 90 * DAY };

/** A data folder of one room: a file of one message for each time. */
async function roomOf(times: readonly number[]) {
  const folder = await tempFolder();
  const room = `${folder.path}/rooms/idle`;
  await Deno.mkdir(room, { recursive: true });
  for (const [i, ms] of times.entries()) {
    const { path } = segmentAt(room, i + 1);
    await Deno.writeTextFile(path, message(i + 1).replace(/"ts":"[^"]+"/, `"ts":"${iso(ms)}"`));
    await Deno.utime(path, ms / 1000, ms / 1000);
  }
  return { data: folder.path, room, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

const NOW = Date.UTC(2026, 10, 30);

Deno.test("A clock far ahead of the newest record removes nothing, also after a message and a restart", async () => {
  await using s = await roomOf([5, 4, 3, 2, 1].map((days) => NOW - days * DAY));
  for (const days of [1_000, 1_000.5, 3_000]) {
    const warnings: string[] = [];
    const more = { warn: (text: string) => void warnings.push(text) };
    const clock = new VirtualClock(NOW + days * DAY);
    const { backbone, journal } = await open(s.data, KEPT, clock, more);
    journal.append(say("in the future"), 0);
    await journal.settled();
    await clock.advance(2 * 60 * 60_000);
    await backbone.close();
    assertEquals(await left(s.room), [1, 2, 3, 4, 5]);
    assertEquals(warnings.length, days === 1_000.5 ? 0 : 1, warnings.join("\n"));
    if (days === 1_000) assertStringIncludes(warnings[0]!, iso(NOW + days * DAY));
    if (days === 1_000) assertStringIncludes(warnings[0]!, iso(NOW - DAY));
  }
  const { backbone } = await open(s.data, KEPT, new VirtualClock(NOW));
  await backbone.close();
  assertEquals(await left(s.room), [1, 2, 3, 4, 5]);
});

Deno.test("A clock that is set ahead while the server runs removes nothing for a day", async () => {
  await using s = await roomOf([NOW - 2 * DAY, NOW - DAY]);
  const warnings: string[] = [];
  const clock = new VirtualClock(NOW);
  const warned = Promise.withResolvers<void>();
  const warn = (text: string) => {
    warnings.push(text);
    warned.resolve();
  };
  const { backbone } = await open(s.data, KEPT, clock, { warn });
  clock.setDate(NOW + 1_000 * DAY);
  await clock.advance(23 * 60 * 60_000);
  await warned.promise;
  assertEquals(await left(s.room), [1, 2]);
  assertEquals(warnings.length, 1);
  await clock.advance(2 * 60 * 60_000);
  await backbone.close();
  assertEquals(await left(s.room), [3]);
});

Deno.test("A quiet room loses what is old, and its newest file once the clock is believed", async () => {
  await using s = await roomOf([NOW - 400 * DAY, NOW - 300 * DAY, NOW - 200 * DAY]);
  const removed: string[] = [];
  const emptied = Promise.withResolvers<void>();
  const clock = new VirtualClock(NOW);
  const info = (text: string) => {
    removed.push(text);
    if (text.includes("03.ndjson")) emptied.resolve();
  };
  const more = { warn: () => {}, info };
  const { backbone } = await open(s.data, KEPT, clock, more);
  assertEquals(await left(s.room), [3]);
  await clock.advance(25 * 60 * 60_000);
  await emptied.promise;
  assertEquals(await left(s.room), [4]);
  assertEquals(removed.filter((text) => text.startsWith("Removed ")).length, 3);
  const sink = new Recorder();
  const { journal } = await backbone.open("idle", sink);
  journal.append(say("again"), 0);
  await journal.settled();
  assertEquals(sink.events[0]!.event.type === "msg" && sink.events[0]!.event.id, 4);
  await backbone.close();
});

Deno.test("With an age a new file begins after a tenth of it, and an open room loses what is old", async () => {
  await using folder = await tempFolder();
  const clock = new VirtualClock(NOW);
  const lobby = `${folder.path}/rooms/lobby`;
  const warn = () => {}; // the files have the time of the machine
  const emptied = Promise.withResolvers<void>();
  const info = (text: string) => text.includes("06.ndjson") && emptied.resolve();
  const first = await open(folder.path, KEPT, clock, { segmentBytes: 1e9, warn });
  for (const days of [0, 1, 7.9, 0.1, 8.9]) {
    await clock.advance(days * DAY);
    first.journal.append(say("a"), 0);
    await first.journal.settled();
  }
  assertEquals(await left(lobby), [1, 4]);
  await first.backbone.close();
  // the age of a file outlives the server
  const more = { segmentBytes: 1e9, warn, info };
  const { backbone, journal } = await open(folder.path, KEPT, clock, more);
  await clock.advance(0.1 * DAY);
  journal.append(say("b"), 0);
  await journal.settled();
  assertEquals(await left(lobby), [1, 4, 6]);
  clock.jump(91 * DAY);
  await clock.advance(60 * 60_000);
  await emptied.promise;
  assertEquals(await left(lobby), [7]);
  assertEquals((await journal.read(1, 6, 1e6)).length, 0);
  journal.append(say("c"), 0);
  await journal.settled();
  assertEquals(journal.last, 7);
  await backbone.close();
});
