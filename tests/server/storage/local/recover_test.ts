import { assertEquals, assertStringIncludes } from "@std/assert";
import { exists } from "@std/fs";
import { moveTornEnd, recover } from "../../../../server/storage/local/recover.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { listSegments, segmentAt } from "../../../../server/storage/local/segments.ts";
import { failOnDamage, joined, message, tempFolder } from "./support.ts";

const PLENTY = { bytes: 1_000_000, messages: 1_000 };

const encode = (text: string) => new TextEncoder().encode(text);
const idTime = (id: number) => 1_000_000 + id * 1000;

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => message(first + at));
}

/** A log of files: each is named after its first id and holds these records. */
async function log(folder: string, files: Record<number, readonly string[]>) {
  for (const [first, records] of Object.entries(files)) {
    await Deno.writeTextFile(segmentAt(folder, Number(first)).path, records.join(""));
  }
  return await listSegments(SYSTEM_DISK, folder);
}

Deno.test("moveTornEnd moves a last line cut at any byte, and only that", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const whole = message(1) + joined(5);
  const last = encode(message(2, "Жук 😀"));
  for (let cut = 0; cut <= last.length; cut++) {
    await Deno.writeFile(path, new Uint8Array([...encode(whole), ...last.subarray(0, cut)]));
    const torn = cut < last.length ? cut : 0;
    assertEquals(await moveTornEnd(SYSTEM_DISK, path), torn);
    if (cut === last.length) break;
    assertEquals(await Deno.readTextFile(path), whole);
    if (cut === 0) continue;
    assertEquals(await Deno.readFile(`${path}.torn`), last.slice(0, cut));
    await Deno.remove(`${path}.torn`);
  }
  assertEquals(await Deno.readTextFile(path), whole + message(2, "Жук 😀"));
  assertEquals(await exists(`${path}.torn`), false);
});

Deno.test("moveTornEnd keeps what an earlier crash left aside", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  for (const torn of ['{"id":2', '{"id":3']) {
    await Deno.writeTextFile(path, message(1) + torn);
    assertEquals(await moveTornEnd(SYSTEM_DISK, path), torn.length);
  }
  assertEquals(await Deno.readTextFile(`${path}.torn`), '{"id":2{"id":3');
});

Deno.test("moveTornEnd moves whole lines at the end that are no records", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const noise = "\0x".repeat(150_000);
  for (const torn of ["{}\n", '{"id":2,"ts\n{"x\n', `${noise}\n`, noise, "x"]) {
    await Deno.writeTextFile(path, message(1) + torn);
    assertEquals(await moveTornEnd(SYSTEM_DISK, path), torn.length);
    assertEquals(await Deno.readTextFile(path), message(1));
    await Deno.writeTextFile(path, torn);
    assertEquals(await moveTornEnd(SYSTEM_DISK, path), torn.length);
    assertEquals(await Deno.readTextFile(path), "");
  }
});

Deno.test("moveTornEnd cuts off zeros, and moves only what stands before them", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const zeros = "\0".repeat(200_000);
  for (const torn of ["", '{"id":2', `${zeros}${message(2)}`]) {
    await Deno.writeTextFile(path, message(1) + torn + zeros);
    assertEquals(await moveTornEnd(SYSTEM_DISK, path), torn.length);
    assertEquals(await Deno.readTextFile(path), message(1));
    if (torn === "") assertEquals(await exists(`${path}.torn`), false);
    else assertStringIncludes(await Deno.readTextFile(`${path}.torn`), torn);
  }
});

Deno.test("moveTornEnd finds what was left unwritten also before a place that was kept for records", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  const torn = `\0\0\0"}\n${message(3)}`;
  await Deno.writeTextFile(path, message(1) + torn + "\0".repeat(torn.length));
  assertEquals(await moveTornEnd(SYSTEM_DISK, path, torn.length), torn.length);
  assertEquals(await Deno.readTextFile(path), message(1));
  assertEquals(await Deno.readTextFile(`${path}.torn`), torn);
});

Deno.test("moveTornEnd leaves a record of a newer version where it is", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/x`;
  await Deno.writeTextFile(path, message(1) + '{"type":"from a newer version"}\n');
  assertEquals(await moveTornEnd(SYSTEM_DISK, path), 0);
});

Deno.test("recover begins an empty log at nothing", async () => {
  assertEquals(await recover(SYSTEM_DISK, [], PLENTY, failOnDamage), {
    last: 0,
    lastMs: 0,
    tail: [],
  });
  await using folder = await tempFolder();
  const segments = await log(folder.path, { 1: [] });
  assertEquals(await recover(SYSTEM_DISK, segments, PLENTY, failOnDamage), {
    last: 0,
    lastMs: 0,
    tail: [],
  });
});

Deno.test("recover finds the end of a log, with joins and leaves in its tail", async () => {
  await using folder = await tempFolder();
  const records = [...range(1, 3), joined(9_000_000)];
  const segments = await log(folder.path, { 1: records });
  const { last, lastMs, tail } = await recover(SYSTEM_DISK, segments, PLENTY, failOnDamage);
  assertEquals([last, lastMs], [3, 9_000_000]);
  assertEquals(tail.map(({ line }) => line), records);
});

Deno.test("recover reads on in the files before, until it has enough", async () => {
  await using folder = await tempFolder();
  const segments = await log(folder.path, { 1: range(1, 50), 51: range(51, 53), 54: [] });
  const all = await recover(SYSTEM_DISK, segments, PLENTY, failOnDamage);
  assertEquals([all.last, all.lastMs, all.tail.length], [53, idTime(53), 53]);
  const some = await recover(SYSTEM_DISK, segments, { bytes: 1e6, messages: 10 }, failOnDamage);
  assertEquals(some.tail.map(({ line }) => line), range(44, 53));
  const bytes = range(41, 53).join("").length;
  assertEquals(
    (await recover(SYSTEM_DISK, segments, { bytes, messages: 99 }, failOnDamage)).tail.length,
    13,
  );
  const more = { bytes: bytes + 1, messages: 99 };
  assertEquals((await recover(SYSTEM_DISK, segments, more, failOnDamage)).tail.length, 14);
});

Deno.test("recover looks for the last id further back than its bounds", async () => {
  await using folder = await tempFolder();
  const crowd = Array.from({ length: 5_000 }, (_, at) => joined(at + 5_000_000));
  const segments = await log(folder.path, { 1: [...range(1, 4), ...crowd] });
  const near = await recover(SYSTEM_DISK, segments, { bytes: 1_000, messages: 10 }, failOnDamage);
  assertEquals([near.last, near.lastMs], [4, 5_004_999]);
  assertEquals(near.tail.every(({ event }) => event.type === "joined"), true);

  const further = await log(folder.path, { 5: [message(5), ...crowd], 6: crowd });
  assertEquals(
    (await recover(SYSTEM_DISK, further, { bytes: 100, messages: 9 }, failOnDamage)).last,
    5,
  );
});

Deno.test("recover takes the name of a file for the last id when nothing else is left", async () => {
  await using folder = await tempFolder();
  const segments = await log(folder.path, { 12: [] });
  assertEquals((await recover(SYSTEM_DISK, segments, PLENTY, failOnDamage)).last, 11);
  const crowd = await log(folder.path, { 12: [joined(7)] });
  const { last, lastMs } = await recover(SYSTEM_DISK, crowd, PLENTY, failOnDamage);
  assertEquals([last, lastMs], [11, 7]);
});

Deno.test("recover names a damaged record in the tail, and reads past it", async () => {
  await using folder = await tempFolder();
  const segments = await log(folder.path, { 1: [message(1), "{damaged\n", message(3)] });
  const damage: unknown[] = [];
  const recovered = await recover(SYSTEM_DISK, segments, PLENTY, (...place) => damage.push(place));
  assertEquals(recovered.tail.map(({ line }) => line), [message(1), message(3)]);
  assertEquals(damage, [[segments[0]!.path, message(1).length]]);
});

Deno.test("recover and moveTornEnd read the end alone, however long the file is", async () => {
  await using folder = await tempFolder();
  const [segment] = await log(folder.path, { 1: [] });
  // a hole of 1 TB before the records: to read it would take many minutes
  const hole = 1024 ** 4;
  using file = await Deno.open(segment!.path, { write: true });
  await file.truncate(hole);
  await file.seek(hole, Deno.SeekMode.Start);
  const records = Array.from({ length: 2_000 }, (_, at) => message(at + 1, "x".repeat(3_000)));
  await file.write(encode(`\n${records.join("")}{"id":2001`));
  assertEquals(await moveTornEnd(SYSTEM_DISK, segment!.path), '{"id":2001'.length);
  const bounds = { ...PLENTY, bytes: 1e7 };
  const { last, tail } = await recover(SYSTEM_DISK, [segment!], bounds, failOnDamage);
  assertEquals([last, tail.length], [2_000, 1_000]);
});
