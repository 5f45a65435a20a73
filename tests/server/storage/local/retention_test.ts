import { assertEquals } from "@std/assert";
import { removeOld, type Retention } from "../../../../server/storage/local/retention.ts";
import { openLocalBackbone } from "../../../../server/storage/local/backbone.ts";
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
  return (await listSegments(folder)).map(({ first }) => first);
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
    const removed = await removeOld(folder.path, { ms: 500 }, now);
    assertEquals(await left(folder.path), [...firsts]);
    assertEquals(removed.length, 4 - firsts.length);
  }
});

Deno.test("removeOld removes the oldest files of a log that is too large", async () => {
  for (const [files, firsts] of [[4, [1, 3, 5, 7]], [3, [3, 5, 7]], [0, [7]]] as const) {
    await using folder = await tempFolder();
    const bytes = await fourFiles(folder.path) * files;
    await removeOld(folder.path, { bytes }, at(99));
    assertEquals(await left(folder.path), [...firsts]);
  }
  await using folder = await tempFolder();
  const bytes = await fourFiles(folder.path) * 3 - 1;
  await removeOld(folder.path, { bytes }, at(99));
  assertEquals(await left(folder.path), [5, 7]);
});

Deno.test("removeOld counts joins and leaves as events, and keeps what it cannot read", async () => {
  await using folder = await tempFolder();
  await fourFiles(folder.path);
  await Deno.writeTextFile(segmentAt(folder.path, 1).path, message(1) + joined(at(50)));
  assertEquals(await removeOld(folder.path, { ms: 500 }, at(20)), []);
  await Deno.writeTextFile(segmentAt(folder.path, 1).path, "damaged\n");
  assertEquals(await removeOld(folder.path, { ms: 500 }, at(20)), []);
});

Deno.test("removeOld takes the torn end of a file along, and nothing else", async () => {
  await using folder = await tempFolder();
  await fourFiles(folder.path);
  const { path } = segmentAt(folder.path, 1);
  for (const other of [`${path}.torn`, `${folder.path}/notes`]) await Deno.writeTextFile(other, "");
  await removeOld(folder.path, { bytes: 0 }, 0);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder.path)) names.push(name);
  assertEquals(names.sort(), [segmentAt("", 7).path.slice(1), "notes"]);
});

async function open(data: string, retention: Retention, clock = new VirtualClock(at(99))) {
  const options = { data, retention, sync: false, clock, warn: failOnWarning };
  const backbone = await openLocalBackbone({ ...options, segmentBytes: 1 });
  const { journal } = await backbone.open("lobby", new Recorder());
  return { backbone, journal };
}

Deno.test("openLocalBackbone removes old files at the start, and goes on counting", async () => {
  await using folder = await tempFolder();
  for (const room of ["lobby", "idle"]) {
    await Deno.mkdir(`${folder.path}/rooms/${room}`, { recursive: true });
    await fourFiles(`${folder.path}/rooms/${room}`);
  }
  const { backbone, journal } = await open(folder.path, { ms: 1 });
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
  assertEquals(await left(`${folder.path}/rooms/idle`), [7]);
  assertEquals(clock.pending, 0);
});
