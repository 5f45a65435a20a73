import { assertEquals, assertRejects } from "@std/assert";
import { SEARCH_WINDOW_BYTES } from "../../../../server/limits.ts";
import type { SearchFound, SearchWanted } from "../../../../server/storage/journal.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { type SearchBounds, searchLog } from "../../../../server/storage/local/search.ts";
import { type Segment, segmentAt } from "../../../../server/storage/local/segments.ts";
import { Pacer } from "../../../../server/storage/pacer.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { EVERYTHING } from "../backbone_suite.ts";
import { joined, message, tempFolder } from "./support.ts";

const UNBOUNDED: SearchBounds = {
  maxReadBytes: Infinity,
  isLate: () => false,
  signal: new AbortController().signal,
  pacer: new Pacer(new VirtualClock(), 1),
};

/** Files that begin with these ids and have these lines. */
async function write(folder: string, files: Record<number, readonly string[]>) {
  const segments: Segment[] = [];
  for (const [first, lines] of Object.entries(files)) {
    const segment = segmentAt(folder, Number(first));
    await Deno.writeTextFile(segment.path, lines.join(""));
    segments.push(segment);
  }
  const { size } = await Deno.stat(segments.at(-1)!.path);
  return (wanted: Partial<SearchWanted>, bounds: Partial<SearchBounds> = {}) =>
    searchLog(
      { disk: SYSTEM_DISK, segments, bytes: size },
      { ...EVERYTHING, ...wanted },
      { ...UNBOUNDED, ...bounds },
    );
}

function idsOf({ messages }: SearchFound): number[] {
  return messages.map(({ event }) => event.id);
}

function range(first: number, last: number, textOf = (id: number) => `text ${id}`): string[] {
  return Array.from(
    { length: last - first + 1 },
    (_, at) => message(first + at, textOf(first + at)),
  );
}

Deno.test("searchLog reads all files, newest first, and passes over what is gone or damaged", async () => {
  await using folder = await tempFolder();
  const red = (id: number) => id % 10 === 0 ? "red" : "blue";
  const find = await write(folder.path, {
    1: range(1, 40, red),
    41: ["no record\n", ...range(41, 60, red), `${message(60, "red").slice(0, -3)}\n`],
    61: range(61, 70, red),
    71: [joined(2_000_000), ...range(71, 95, red)],
  });
  assertEquals(idsOf(await find({ text: "red" })), [90, 80, 70, 60, 50, 40, 30, 20, 10]);
  await Deno.remove(segmentAt(folder.path, 61).path);
  assertEquals(idsOf(await find({ text: "red" })), [90, 80, 60, 50, 40, 30, 20, 10]);
  assertEquals(idsOf(await find({ text: "red", before: 50 })), [40, 30, 20, 10]);
  assertEquals(idsOf(await find({ text: "red", before: 1 })), []);
  const timeOf = (id: number) => 1_000_000 + id * 1000;
  const some = await find({ text: "red", fromMs: timeOf(30), toMs: timeOf(60) });
  assertEquals([idsOf(some), some.next, some.isComplete], [[60, 50, 40, 30], undefined, true]);
});

Deno.test("searchLog goes on where it has stopped, whatever stops it, and finds each match once", async () => {
  await using folder = await tempFolder();
  const padding = "x".repeat(2_000);
  const textOf = (id: number) => `${padding} ${id % 100 === 7 ? "rare" : ""}`;
  // half a file of comings alone: there is no message to go on before
  const comings = Array.from({ length: 15_000 }, (_, at) => joined(900_000 + at));
  const find = await write(folder.path, {
    1: range(1, 700, textOf),
    701: [...comings, ...range(701, 1_500, textOf)],
  });
  const all = Array.from({ length: 15 }, (_, at) => 1_407 - 100 * at);
  const bounds: readonly [string, Partial<SearchWanted>, Partial<SearchBounds>][] = [
    ["one message an answer", { count: 1 }, {}],
    ["one record an answer", { maxBytes: 1 }, {}],
    ["no time", {}, { isLate: () => true }],
    ["one window an answer", {}, { maxReadBytes: SEARCH_WINDOW_BYTES }],
  ];
  for (const [name, wanted, bound] of bounds) {
    const ids: number[] = [];
    let before: number | undefined = Infinity;
    let answers = 0;
    while (before !== undefined) {
      const part: SearchFound = await find({ text: "rare", before, ...wanted }, bound);
      ids.push(...idsOf(part));
      before = part.next;
      answers++;
    }
    assertEquals(ids, all, name);
    assertEquals(answers > 2, true, `${name}: ${answers} answers`);
  }
});

Deno.test("searchLog tells apart a full answer and one for which time or bytes ran out", async () => {
  await using folder = await tempFolder();
  const find = await write(folder.path, { 1: range(1, 500, () => "y".repeat(2_000)) });
  const late = await find({ text: "nowhere" }, { isLate: () => true });
  assertEquals([late.messages, late.isComplete], [[], false]);
  const full = await find({ text: "", count: 3 }, { isLate: () => true });
  assertEquals([idsOf(full), full.next, full.isComplete], [[500, 499, 498], 498, true]);
});

Deno.test("searchLog stops when it is called off", async () => {
  await using folder = await tempFolder();
  const find = await write(folder.path, { 1: range(1, 10) });
  await assertRejects(() => find({ text: "x" }, { signal: AbortSignal.abort() }));
});
