import { assert, assertEquals, assertMatch } from "@std/assert";
import type { StorageError } from "../../../../server/storage/backbone.ts";
import { BatchWriter } from "../../../../server/storage/local/batch_writer.ts";
import type { Disk } from "../../../../server/storage/local/disk.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { segmentAt } from "../../../../server/storage/local/segments.ts";
import { settled } from "../../../support/virtual_clock.ts";
import { NO_FAULTS } from "./power_cut_disk.ts";
import { modelDisk, readFile } from "./support.ts";

/** A writer that prepares its write-ahead log after three batches, and logs of two rooms. */
async function scene({ sync = true, segmentBytes = 1e9 } = {}) {
  const { machine, disk, trace } = modelDisk();
  const warnings: string[] = [];
  const writer = new BatchWriter({
    ...{ folder: "wal", disk, sync, firstSeq: 1, random: () => 1, fileBytes: 4_096 },
    makeFolder: () => disk.makeFolder("wal"),
    warn: (message) => void warnings.push(message),
    minWalBatches: 3,
  });
  const open = async (room: string) => {
    const files = { room, folder: room, segmentBytes, disk, doubtfulBytes: 0 };
    return await RoomLog.open({ ...files, sync, imageOf: (place) => writer.imageOf(place) }, []);
  };
  const [lobby, hall] = [await open("lobby"), await open("hall")];
  let nextId = 2;
  const write = async (...logs: readonly RoomLog[]) => {
    const records = new TextEncoder().encode(`${nextId++}\n`);
    const failures = await writer.write(logs.map((log) => ({ log, records, nextId })));
    return failures.map((failure) => (failure as StorageError | undefined)?.code);
  };
  trace.length = 0;
  return {
    ...{ machine, disk, trace, writer, warnings, lobby, hall, write },
    /** Writes until the write-ahead log is in use. */
    async prepare() {
      for (let batch = 0; batch < 3; batch++) await write(lobby);
      while (!writer.usesWal) await settled();
      trace.length = 0;
    },
    async content(room: string) {
      const bytes = await readFile(disk, segmentAt(room, 1).path);
      return new TextDecoder().decode(bytes);
    },
    touched: () => new Set(trace.splice(0).map((line) => line.split(" ")[1])),
  };
}

Deno.test("BatchWriter syncs the logs themselves, until the write-ahead log is prepared", async () => {
  const s = await scene();
  for (let batch = 0; batch < 2; batch++) {
    assertEquals(await s.write(s.lobby, s.hall), [undefined, undefined]);
    assert(s.lobby.isSynced && s.hall.isSynced);
  }
  assertEquals(s.touched().has("wal/1.wal"), false);
  await s.write(s.lobby);
  while (!s.writer.usesWal) await settled();
  s.touched();
  await s.write(s.lobby, s.hall);
  assertEquals(s.touched().has("wal/2.wal"), true);
  assertEquals([s.lobby.isSynced, s.writer.hasUnsynced], [false, true]);
  assertEquals(await s.content("lobby"), "2\n3\n4\n5\n");
});

Deno.test("BatchWriter prepares no write-ahead log where nothing waits for the disk", async () => {
  const s = await scene({ sync: false });
  for (let batch = 0; batch < 9; batch++) await s.write(s.lobby);
  await s.writer.close();
  assertEquals([s.writer.usesWal, await readFile(s.disk, "wal/1.wal")], [false, undefined]);
});

Deno.test("BatchWriter writes as before where there is no room for a write-ahead log, and seldom tries again", async () => {
  const s = await scene();
  s.machine.faults = { ...NO_FAULTS, space: 5_000 };
  for (let batch = 0; batch < 3; batch++) assertEquals(await s.write(s.lobby), [undefined]);
  while (s.warnings.length === 0) await settled();
  for (let batch = 0; batch < 40; batch++) assertEquals(await s.write(s.lobby), [undefined]);
  await s.writer.close();
  assertEquals([s.writer.usesWal, s.warnings.length], [false, 1]);
  assert(s.warnings[0]!.includes("there is no write-ahead log"), s.warnings[0]);
});

Deno.test("BatchWriter fails a whole batch when the write-ahead log fails, and goes on without it", async () => {
  const s = await scene();
  await s.prepare();
  await s.write(s.lobby);
  s.machine.badFiles.add("wal/1.wal").add("wal/2.wal");
  assertEquals(await s.write(s.lobby, s.hall), ["unwritable", "unwritable"]);
  assertEquals(await s.content("lobby"), "2\n3\n4\n5\n");
  assertEquals(s.writer.usesWal, false);
  assertEquals(await s.write(s.lobby, s.hall), [undefined, undefined]);
  assert(s.lobby.isSynced && s.hall.isSynced);
  assertEquals(await readFile(s.disk, "wal/1.wal"), undefined);
  assertEquals(await s.content("lobby"), "2\n3\n4\n5\n7\n");
});

Deno.test("BatchWriter stores nothing while a write-ahead log that failed is in the way", async () => {
  const s = await scene();
  await s.prepare();
  await s.write(s.lobby);
  s.machine.faults = { ...NO_FAULTS, sync: 100 };
  for (let batch = 0; batch < 3; batch++) assertEquals(await s.write(s.hall), ["unwritable"]);
  s.machine.faults = NO_FAULTS;
  assertEquals(await s.write(s.hall), [undefined]);
});

Deno.test("BatchWriter prepares another write-ahead log after one has failed", async () => {
  const s = await scene();
  await s.prepare();
  s.machine.badFiles.add("wal/2.wal");
  assertEquals(await s.write(s.lobby), ["unwritable"]);
  s.machine.badFiles.clear();
  await s.prepare();
  assertEquals(await s.write(s.lobby), [undefined]);
  assertEquals(s.writer.hasUnsynced, true);
});

Deno.test("BatchWriter fails the part whose log cannot be written, and stores the others", async () => {
  const s = await scene();
  await s.prepare();
  s.machine.faults = { ...NO_FAULTS, space: 2 };
  assertEquals(await s.write(s.lobby, s.hall), [undefined, "full"]);
  s.machine.faults = NO_FAULTS;
  assertEquals(await s.write(s.lobby, s.hall), [undefined, undefined]);
  assertEquals([await s.content("lobby"), await s.content("hall")], ["2\n3\n4\n5\n6\n", "6\n"]);
});

Deno.test("BatchWriter begins new files of logs before the write-ahead log has their records", async () => {
  const s = await scene({ segmentBytes: 1 });
  await s.prepare();
  await s.write(s.lobby);
  const made = s.trace.findIndex((line) => line === "sync folder lobby");
  const logged = s.trace.findIndex((line) => line.startsWith("write wal/"));
  assert(made >= 0 && made < logged, s.trace.join("\n"));
});

Deno.test("BatchWriter.close waits for the write-ahead log that is being prepared", async () => {
  const s = await scene();
  for (let batch = 0; batch < 3; batch++) await s.write(s.lobby);
  await s.writer.close();
  assert(s.lobby.isSynced);
});

for (
  const [name, lose] of [
    ["removed", (disk: Disk) => disk.remove("wal/2.wal")],
    ["replaced", async (disk: Disk) => {
      await disk.remove("wal/1.wal");
      (await disk.open("wal/1.wal")).close();
    }],
    ["emptied", async (disk: Disk) => {
      const file = await disk.open("wal/2.wal");
      await file.truncate(0);
      file.close();
    }],
  ] as const
) {
  Deno.test(`BatchWriter syncs the logs when a file of the write-ahead log is ${name}, and makes another`, async () => {
    const s = await scene();
    await s.prepare();
    await s.write(s.lobby, s.hall);
    await s.writer.check();
    assertEquals([s.warnings, s.lobby.isSynced], [[], false]);
    await lose(s.disk);
    await s.writer.check();
    await s.writer.check();
    assertEquals(s.warnings.length, 1);
    assertMatch(s.warnings[0]!, /^The file wal\/[12]\.wal was removed or replaced/);
    assert(s.lobby.isSynced && s.hall.isSynced, "what was acknowledged is durable");
    assertEquals(await s.write(s.lobby), [undefined]);
    assertEquals([s.writer.usesWal, s.lobby.isSynced], [false, true]);
    await s.prepare();
    assertEquals(await s.write(s.hall), [undefined]);
    assertEquals([s.writer.usesWal, s.hall.isSynced], [true, false]);
    await s.writer.check();
    assertEquals(s.warnings.length, 1);
    await s.writer.close();
    assertEquals(await s.content("hall"), "5\n10\n");
  });
}
