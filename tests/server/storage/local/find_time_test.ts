import { assert, assertEquals } from "@std/assert";
import { findTime } from "../../../../server/storage/local/find_time.ts";
import { joined, tempFolder } from "./support.ts";

Deno.test("findTime has all earlier events before the one byte, and no later one before the other", async () => {
  await using folder = await tempFolder();
  const records = Array.from({ length: 9_000 }, (_, i) => joined(1_000 + i * 2));
  const begins = records.map((record, i) => ({ ms: 1_000 + i * 2, length: record.length, at: 0 }));
  begins.reduce((at, record) => (record.at = at) + record.length, 0);
  await Deno.writeTextFile(`${folder.path}/log`, records.join(""));
  using file = await Deno.open(`${folder.path}/log`);
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
