import { assert, assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { segmentAt } from "../../../../server/storage/local/segments.ts";
import { decodeHeader, decodeRecords } from "../../../../server/storage/local/wal_format.ts";
import { walPaths, WriteAheadLog } from "../../../../server/storage/local/write_ahead_log.ts";
import { settled } from "../../../support/virtual_clock.ts";
import { NO_FAULTS } from "./power_cut_disk.ts";
import { modelDisk, readFile } from "./support.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

const [ONE, TWO] = walPaths("wal");

/** A write-ahead log of small files, and logs of rooms. */
async function scene(fileBytes = 1_024) {
  const { machine, disk, trace } = modelDisk();
  let salt = 0;
  const options = { folder: "wal", disk, firstSeq: 10, random: () => ++salt, fileBytes };
  const wal = await WriteAheadLog.prepare(options);
  const open = async (room: string) => {
    const files = { room, folder: room, segmentBytes: 1e9, disk, doubtfulBytes: 0 };
    return await RoomLog.open(
      { ...files, sync: true, imageOf: (place) => wal.imageOf(place) },
      [],
    );
  };
  const [lobby, hall] = [await open("lobby"), await open("hall")];
  trace.length = 0;
  return {
    ...{ machine, disk, trace, options, wal, lobby, hall },
    append: (...entries: readonly [RoomLog, string][]) =>
      wal.append(entries.map(([log, text]) => ({ log, data: encode(text) }))),
    content: async (room: string) => decode(await readFile(disk, segmentAt(room, 1).path)),
    /** What a file of the write-ahead log has. */
    async records(path: string) {
      const bytes = (await readFile(disk, path))!;
      const header = decodeHeader(bytes);
      if (header === undefined) return undefined;
      const { firstSeq, checkpoint } = header;
      const found = [...decodeRecords(bytes, header)];
      return {
        ...{ firstSeq, checkpoint },
        texts: found.map(({ room, offset, data }) => `${room} ${offset} ${decode(data)}`),
      };
    },
    /** The operations since the last call, writes without what they wrote. */
    operations: () => trace.splice(0).map((line) => line.replace(/ at .*/, "")),
  };
}

Deno.test("WriteAheadLog.append syncs all entries once, and then writes the logs of the rooms", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\n"]);
  s.operations();
  await s.append([s.lobby, "b\n"], [s.hall, "c\n"]);
  const rooms = [segmentAt("lobby", 1).path, segmentAt("hall", 1).path];
  assertEquals(s.operations(), [
    ...[`write ${TWO}`, `sync ${TWO}`],
    ...rooms.map((path) => `write ${path}`),
  ]);
  assertEquals(await s.records(TWO), {
    ...{ firstSeq: 10, checkpoint: 10 },
    texts: ["lobby 0 a\n", "lobby 2 b\n", "hall 0 c\n"],
  });
  assertEquals([await s.content("lobby"), await s.content("hall")], ["a\nb\n", "c\n"]);
  assertEquals([s.wal.nextSeq, s.wal.hasUnsynced, s.lobby.isSynced], [13, true, false]);
});

Deno.test("WriteAheadLog.append writes no log when it could not be synced here", async () => {
  const s = await scene();
  s.machine.faults = { ...NO_FAULTS, sync: 100 };
  await assertRejects(() => s.append([s.lobby, "lost\n"]), StorageError, TWO);
  assertEquals(await s.content("lobby"), "");
});

Deno.test("WriteAheadLog.append takes back what a log could not take, and stores the rest", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\n"], [s.hall, "b\n"]);
  s.machine.faults = { ...NO_FAULTS, space: 3 };
  const failures = await s.append([s.lobby, "c\n"], [s.hall, "lost\n"]);
  assertEquals([...failures].map(([{ log }]) => log), [s.hall]);
  assertEquals([...failures.values()].map((cause) => (cause as StorageError).code), ["full"]);
  assertEquals(await s.content("lobby"), "a\nc\n");
  assertEquals((await s.records(TWO))?.texts.slice(2), ["lobby 2 c\n", "hall 2 lost\n", "hall 2 "]);
  s.machine.faults = NO_FAULTS;
  await s.hall.prepare(1);
  await s.append([s.hall, "d\n"]);
  assertEquals(await s.content("hall"), "b\nd\n");
});

Deno.test("WriteAheadLog goes on in the other file when one is full, and frees the full one", async () => {
  const s = await scene();
  await s.append([s.lobby, "x".repeat(200)]);
  await s.append([s.hall, "b\n"]);
  s.operations();
  await s.append([s.hall, "y".repeat(200)]);
  assertEquals(s.operations().slice(0, 4), [
    ...[`write ${ONE}`, `sync ${ONE}`, `write ${ONE}`, `sync ${ONE}`],
  ]);
  await s.wal.checkpoint(); // waits for the one in the background
  assert(s.lobby.isSynced && s.hall.isSynced);
  const texts = [`hall 2 ${"y".repeat(200)}`];
  assertEquals(await s.records(ONE), { firstSeq: 12, checkpoint: 10, texts });
  await s.append([s.lobby, "c\n"]);
  const bytes = (await readFile(s.disk, ONE))!;
  const last = [...decodeRecords(bytes, decodeHeader(bytes)!)].at(-1);
  assertEquals(last?.checkpoint, 12, "the next record tells that the full file is free");
});

Deno.test("WriteAheadLog uses no file again while a log with records there is not synced", async () => {
  const s = await scene();
  s.machine.badFiles.add(segmentAt("lobby", 1).path);
  await s.append([s.lobby, "x".repeat(200)]);
  await s.append([s.hall, "y".repeat(200)]);
  await assertRejects(() => s.append([s.hall, "z".repeat(200)]), StorageError, "lobby");
  assertEquals((await s.records(TWO))?.texts, [`lobby 0 ${"x".repeat(200)}`]);
});

Deno.test("WriteAheadLog.restart begins a file anew when all logs are synced, and only then", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\n"]);
  await s.wal.restart();
  assertEquals((await s.records(TWO))?.texts, ["lobby 0 a\n"]);
  await s.wal.checkpoint();
  await s.wal.restart();
  await s.wal.restart();
  assertEquals(await s.records(ONE), { firstSeq: 11, checkpoint: 11, texts: [] });
  assertEquals((await s.records(TWO))?.texts, ["lobby 0 a\n"], "the newest is left as it is");
  await s.append([s.lobby, "b\n"]);
  assertEquals((await s.records(ONE))?.texts, ["lobby 2 b\n"]);
});

Deno.test("WriteAheadLog.imageOf has what was appended to a segment, in both files", async () => {
  const s = await scene();
  await s.append([s.lobby, "a".repeat(150)], [s.hall, "b\n"]);
  await s.append([s.lobby, "c".repeat(200)]);
  const { offset, bytes } = await s.wal.imageOf(s.lobby.place);
  assertEquals([offset, decode(bytes)], [0, "a".repeat(150) + "c".repeat(200)]);
  assertEquals((await s.wal.imageOf({ ...s.lobby.place, segment: 2 })).bytes.length, 0);
});

Deno.test("A log whose sync has failed is written anew from the write-ahead log", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\nb\n"]);
  s.machine.faults = { ...NO_FAULTS, sync: 100 };
  await assertRejects(() => s.wal.checkpoint(), StorageError);
  assertEquals(s.lobby.isSynced, false);
  s.machine.faults = NO_FAULTS;
  s.operations();
  await s.wal.checkpoint();
  const { path } = segmentAt("lobby", 1);
  assertEquals(s.operations(), [`open ${path}`, `write ${path}`, `sync ${path}`]);
  s.machine.cut();
  assertEquals(await s.content("lobby"), "a\nb\n");
});

Deno.test("WriteAheadLog.abandon syncs the logs, and then removes the older file first, for good", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\n"]);
  s.operations();
  await s.wal.abandon();
  const { path } = segmentAt("lobby", 1);
  const removals = [ONE, TWO].flatMap((file) => [`remove ${file}`, "sync folder wal"]);
  assertEquals(s.operations(), [`sync ${path}`, ...removals]);
});

Deno.test("WriteAheadLog.abandon can be tried again", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\n"]);
  s.machine.faults = { ...NO_FAULTS, other: 100 };
  await assertRejects(() => s.wal.abandon());
  s.machine.faults = NO_FAULTS;
  await s.wal.abandon();
  assertEquals([await readFile(s.disk, ONE), await readFile(s.disk, TWO)], [undefined, undefined]);
});

Deno.test("WriteAheadLog.close leaves nothing to replay", async () => {
  const s = await scene();
  await s.append([s.lobby, "a\n"]);
  await s.wal.close();
  assert(s.lobby.isSynced);
  assertEquals(await s.records(ONE), { firstSeq: 11, checkpoint: 11, texts: [] });
});

Deno.test("WriteAheadLog.reuse begins the file that is not the newest", async () => {
  for (const [newest, begun] of [[ONE, TWO], [TWO, ONE]] as const) {
    const s = await scene();
    const wal = await WriteAheadLog.reuse({ ...s.options, firstSeq: 50 }, newest);
    await wal.append([{ log: s.lobby, data: encode("a\n") }]);
    assertEquals((await s.records(begun))?.firstSeq, 50);
    await wal.close();
  }
});

Deno.test("WriteAheadLog.prepare leaves no file where there is no room for it", async () => {
  const { machine, disk } = modelDisk();
  machine.faults = { ...NO_FAULTS, space: 1_500 };
  const options = { folder: "wal", disk, firstSeq: 1, random: () => 1, fileBytes: 1_024 };
  await assertRejects(() => WriteAheadLog.prepare(options), Error, "ENOSPC");
  await settled();
  assertEquals([await readFile(disk, ONE), await readFile(disk, TWO)], [undefined, undefined]);
});
