import { assertEquals } from "@std/assert";
import type { TimeRange } from "../../../../server/storage/journal.ts";
import type { OnDamage } from "../../../../server/storage/local/damage.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { readEvents } from "../../../../server/storage/local/read_events.ts";
import { type Segment, segmentAt } from "../../../../server/storage/local/segments.ts";
import { failOnDamage, joined, tempFolder } from "./support.ts";

/** Files that begin with these ids and hold someone's coming at each of these times. */
async function write(folder: string, files: Record<number, readonly (number | string)[]>) {
  const segments: Segment[] = [];
  for (const [first, records] of Object.entries(files)) {
    const segment = segmentAt(folder, Number(first));
    const lines = records.map((record) => typeof record === "number" ? joined(record) : record);
    await Deno.writeTextFile(segment.path, lines.join(""));
    segments.push(segment);
  }
  const { size } = await Deno.stat(segments.at(-1)!.path);
  const read = async (wanted: Partial<TimeRange> = {}, onDamage: OnDamage = failOnDamage) => {
    const page = await readEvents({ disk: SYSTEM_DISK, segments, bytes: size }, {
      ...ALL,
      ...wanted,
    }, onDamage);
    return page.map(({ event }) => Date.parse(event.ts));
  };
  return { segments, read };
}

const ALL: TimeRange = {
  ...{ after: -Infinity, before: Infinity, count: 1e9, maxBytes: 1e9, newest: false },
};

function times(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

Deno.test("readEvents reads across files, from either end", async () => {
  await using folder = await tempFolder();
  const { read } = await write(folder.path, {
    1: times(1, 10),
    11: times(11, 20),
    21: times(21, 25),
  });
  for (const newest of [true, false]) {
    assertEquals(await read({ newest }), times(1, 25));
    assertEquals(await read({ newest, after: 9, before: 12 }), [10, 11]);
    assertEquals(await read({ newest, after: 10, before: 11 }), []);
    assertEquals(await read({ newest, after: 10.5, before: 11.5 }), [11]);
    assertEquals(await read({ newest, after: 25 }), []);
    assertEquals(await read({ newest, before: 1 }), []);
    assertEquals(await read({ newest, count: 0 }), []);
  }
  assertEquals(await read({ count: 12 }), times(1, 12));
  assertEquals(await read({ newest: true, count: 12 }), times(14, 25));
  const bytes = joined(10).length;
  assertEquals(await read({ after: 9, maxBytes: 2 * bytes }), [10, 11]);
  assertEquals(await read({ newest: true, maxBytes: 1 }), [25], "one comes all the same");
});

Deno.test("readEvents finds its way in a file of many windows", async () => {
  await using folder = await tempFolder();
  const { read } = await write(folder.path, { 1: times(1, 20_000) });
  for (const ms of [0, 1, 2, 777, 5_000, 9_999, 12_345, 19_990, 20_000]) {
    const behind = times(ms + 1, Math.min(ms + 10, 20_000));
    assertEquals(await read({ after: ms, count: 10 }), behind);
    const ahead = times(Math.max(1, ms - 10), ms - 1);
    assertEquals(await read({ newest: true, before: ms, count: 10 }), ms < 2 ? [] : ahead);
  }
  assertEquals((await read()).length, 20_000);
  assertEquals((await read({ newest: true })).length, 20_000);
});

Deno.test("readEvents tells of damage, and passes over it, unknown records and lost files", async () => {
  await using folder = await tempFolder();
  const unknown = '{"ts":"1970-01-01T00:00:00.005Z","type":"else"}\n';
  const { segments, read } = await write(folder.path, {
    1: times(1, 3),
    4: [4, "no record\n", unknown, `${"x".repeat(300_000)}\n`, 6],
    7: [],
    8: [8],
  });
  for (const newest of [true, false]) {
    const damaged: string[] = [];
    const onDamage = (path: string) => damaged.push(path);
    assertEquals(await read({ newest, after: 3 }, onDamage), [4, 6, 8]);
    assertEquals(new Set(damaged), new Set([segments[1]!.path]));
  }
  await Deno.remove(segments[0]!.path);
  assertEquals(await read({}, () => {}), [4, 6, 8]);
  assertEquals(await read({ newest: true }, () => {}), [4, 6, 8]);
});

Deno.test("readEvents leaves out a topic that was written once more", async () => {
  await using folder = await tempFolder();
  const topic = (ms: number, set?: number) => {
    const ts = (at: number) => new Date(at).toISOString();
    const again = set === undefined ? {} : { set: ts(set) };
    return `${JSON.stringify({ ts: ts(ms), type: "topic", nick: "ann", topic: "t", ...again })}\n`;
  };
  const { read } = await write(folder.path, { 1: [topic(1), 2, topic(3, 1), 4] });
  assertEquals(await read(), [1, 2, 4]);
});
