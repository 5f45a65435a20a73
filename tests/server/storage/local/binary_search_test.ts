import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { LOG_SCAN_BYTES } from "../../../../server/limits.ts";
import {
  findEnd,
  findTime,
  newestMessage,
} from "../../../../server/storage/local/binary_search.ts";
import { joined, message, tempFolder } from "./support.ts";

/** A file with these records, and where each message begins. */
async function write(path: string, records: readonly string[]) {
  const starts: { id: number; offset: number; bytes: number }[] = [];
  const lengths = records.map((record) => new TextEncoder().encode(record).length);
  let offset = 0;
  for (const [at, record] of records.entries()) {
    const id = Number(/^\{"id":(\d+),.*\}$/m.exec(record)?.[1] ?? 0);
    if (id > 0) starts.push({ id, offset, bytes: lengths[at]! });
    offset += lengths[at]!;
  }
  await Deno.writeTextFile(path, records.join(""));
  return { size: offset, starts };
}

Deno.test("findEnd parts earlier messages from later ones, whatever stands between", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const run = fc.tuple(
    fc.constantFrom(0, 0, 1, 3, 400, 3000), // joins and leaves
    fc.constantFrom(1, 1, 5, 200), // messages
    fc.constantFrom(1, 50, 2000), // characters in each
    fc.boolean(), // a damaged line behind them
  );
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 12 }), async (runs) => {
      let id = 100;
      const records = runs.flatMap(([presence, count, chars, damaged]) => [
        ...Array.from({ length: presence }, (_, at) => joined(at)),
        ...Array.from({ length: count }, () => message(++id, "Ж".repeat(chars))),
        ...(damaged ? ['{"id":5,"ts\n'] : []),
      ]);
      const { size, starts } = await write(path, records);
      using file = (await SYSTEM_DISK.read(path))!;
      for (const wanted of new Set([0, 100, 101, (101 + id) >> 1, id - 1, id, id + 1])) {
        const end = await findEnd(file, size, wanted);
        assert(end <= size);
        for (const { id, offset, bytes } of starts) {
          assert(id <= wanted ? offset + bytes <= end : true, `${id} stands before ${end}`);
          const messagesBetween = starts.filter((s) => s.id > wanted && s.offset < end);
          const between = messagesBetween.reduce((sum, { bytes }) => sum + bytes, 0);
          const longest = Math.max(...starts.map(({ bytes }) => bytes));
          // the first of them may begin before what the search leaves between
          assert(between <= LOG_SCAN_BYTES + longest, `${between} bytes before the end`);
        }
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("newestMessage finds the last whole message between two bytes", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const records = [message(1), joined(1), message(2), joined(2, '"msg"'), joined(3)];
  const { size, starts } = await write(path, records);
  using file = (await SYSTEM_DISK.read(path))!;
  const [one, two] = starts;
  const idAt = async (low: number, high: number) => (await newestMessage(file, low, high))?.id;
  assertEquals(await idAt(0, size), 2);
  assertEquals(await idAt(two!.offset, size), 2);
  assertEquals(await idAt(two!.offset + 1, size), undefined);
  assertEquals(await idAt(0, two!.offset + two!.bytes), 2);
  assertEquals(await idAt(0, two!.offset + two!.bytes - 1), 1);
  assertEquals(await idAt(0, one!.bytes - 1), undefined);
});

Deno.test("findTime has all earlier events before the one byte, and no later one before the other", async () => {
  await using folder = await tempFolder();
  const records = Array.from({ length: 9_000 }, (_, i) => joined(1_000 + i * 2));
  const begins = records.map((record, i) => ({ ms: 1_000 + i * 2, length: record.length, at: 0 }));
  begins.reduce((at, record) => (record.at = at) + record.length, 0);
  await Deno.writeTextFile(`${folder.path}/log`, records.join(""));
  using file = (await SYSTEM_DISK.read(`${folder.path}/log`))!;
  const end = records.join("").length;
  for (const ms of [0, 1_000, 1_001, 1_002, 5_555, 9_998, 18_998, 18_999, 30_000]) {
    const { behind, before } = await findTime(file, end, ms);
    const earlier = begins.filter((record) => record.ms < ms);
    assert(earlier.every(({ at, length }) => at + length <= before), `${ms}`);
    const later = begins.filter((record) => record.ms >= ms);
    assert(later.every(({ at }) => at >= behind), `${ms}`);
    assert(before - behind <= 128 * 1024, `${ms}: ${behind} to ${before}`);
  }
  assertEquals(await findTime(file, end, Infinity), { behind: end, before: end });
  assertEquals(await findTime(file, end, -Infinity), { behind: 0, before: 0 });
});
