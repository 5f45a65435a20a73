import { assertEquals } from "@std/assert";
import type { OnDamage } from "../../../../server/storage/local/damage.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { readMessages } from "../../../../server/storage/local/read_messages.ts";
import { type Segment, segmentAt } from "../../../../server/storage/local/segments.ts";
import { failOnDamage, joined, message, tempFolder } from "./support.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** Files with these records, and the bytes of the newest. */
async function write(folder: string, files: Record<number, readonly string[]>) {
  const segments: Segment[] = [];
  for (const [first, records] of Object.entries(files)) {
    const segment = segmentAt(folder, Number(first));
    await Deno.writeTextFile(segment.path, records.join(""));
    segments.push(segment);
  }
  const { size } = await Deno.stat(segments.at(-1)!.path);
  const read = async (
    first: number,
    last: number,
    { maxBytes = 1e9, durable = size, onDamage = failOnDamage as OnDamage } = {},
  ) => {
    const log = { disk: SYSTEM_DISK, segments, bytes: durable };
    const page = await readMessages(log, { first, last, maxBytes }, onDamage);
    return page.map(({ event }) => event.id);
  };
  return { segments, size, read };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function messages(first: number, last: number): string[] {
  return range(first, last).map((id) => message(id));
}

Deno.test("readMessages reads across files", async () => {
  await using folder = await tempFolder();
  const files = { 1: messages(1, 10), 11: [joined(1), ...messages(11, 20)], 21: messages(21, 25) };
  const { read } = await write(folder.path, files);
  assertEquals(await read(1, 25), range(1, 25));
  assertEquals(await read(9, 12), range(9, 12));
  assertEquals(await read(10, 10), [10]);
  assertEquals(await read(11, 11), [11]);
  assertEquals(await read(20, 21), [20, 21]);
  assertEquals(await read(26, 30), []);
  const newest = bytesOf(messages(19, 21).join(""));
  assertEquals(await read(1, 21, { maxBytes: newest }), [19, 20, 21]);
  assertEquals(await read(1, 21, { maxBytes: newest - 1 }), [20, 21]);
});

Deno.test("readMessages finds its way in a file of many windows", async () => {
  await using folder = await tempFolder();
  const records = range(1, 20_000).flatMap((id) =>
    id % 5_000 === 0 ? [message(id), ...range(1, 4_000).map((ms) => joined(ms))] : [message(id)]
  );
  const { read } = await write(folder.path, { 1: records });
  for (const first of [1, 2, 777, 4_999, 5_000, 5_001, 12_345, 19_990]) {
    assertEquals(await read(first, first + 10), range(first, Math.min(first + 10, 20_000)));
  }
  assertEquals((await read(1, 20_000)).length, 20_000);
});

Deno.test("readMessages passes over a damaged record and names its place", async () => {
  await using folder = await tempFolder();
  const records = messages(1, 9);
  const before = bytesOf(records.slice(0, 4).join(""));
  for (
    const damaged of [
      records[4]!.replace("{", "x"),
      records[4]!.replace("\n", " "), // its line feed gone: it swallows the next one
      `${"\0".repeat(400_000)}\n`,
      "\n",
    ]
  ) {
    const { read, segments } = await write(folder.path, { 1: records.with(4, damaged) });
    const places: unknown[] = [];
    const onDamage: OnDamage = (...place) => places.push(place);
    const merged = !damaged.endsWith("\n");
    assertEquals(await read(2, 8, { onDamage }), merged ? [2, 3, 4, 7, 8] : [2, 3, 4, 6, 7, 8]);
    assertEquals(places, [[segments[0]!.path, before]]);
  }
});

Deno.test("readMessages names each of several damaged records", async () => {
  await using folder = await tempFolder();
  const { read } = await write(folder.path, { 1: [message(1), "{\n", "}\n", message(4)] });
  const offsets: number[] = [];
  assertEquals(await read(1, 4, { onDamage: (_, offset) => offsets.push(offset) }), [1, 4]);
  assertEquals(offsets, [message(1).length + 2, message(1).length]);
});

Deno.test("readMessages takes no record twice, and none out of its order", async () => {
  await using folder = await tempFolder();
  const records = [message(1), message(2), message(2), message(9), message(3)];
  const { read } = await write(folder.path, { 1: records });
  assertEquals(await read(1, 3), [1, 2, 3]);
});

Deno.test("readMessages reads of the newest file only what is durable", async () => {
  await using folder = await tempFolder();
  const { read } = await write(folder.path, { 1: messages(1, 3), 4: messages(4, 6) });
  const durable = bytesOf(message(4));
  assertEquals(await read(1, 4, { durable }), [1, 2, 3, 4]);
  assertEquals(await read(1, 6, { durable }), [1, 2, 3, 4]);
});

Deno.test("readMessages does without files that retention has removed", async () => {
  await using folder = await tempFolder();
  const files = { 1: messages(1, 3), 4: messages(4, 6), 7: messages(7, 9) };
  const { read, segments } = await write(folder.path, files);
  await Deno.remove(segments[0]!.path);
  assertEquals(await read(1, 8), [4, 5, 6, 7, 8]);
  assertEquals(await read(1, 3), []);
});

Deno.test("readMessages opens only the files that it needs", async () => {
  await using folder = await tempFolder();
  const files = { 1: messages(1, 3), 4: messages(4, 6), 7: messages(7, 9), 10: messages(10, 12) };
  const { read, segments } = await write(folder.path, files);
  for (const { path } of [segments[0]!, segments[3]!]) {
    await Deno.remove(path);
    await Deno.mkdir(path); // to read it would be an error
  }
  assertEquals(await read(4, 9), [4, 5, 6, 7, 8, 9]);
  const two = bytesOf(messages(5, 6).join(""));
  assertEquals(await read(1, 6, { maxBytes: two }), [5, 6]);
});
