import { dirname } from "node:path";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { writeAll } from "../../../../server/storage/local/disk.ts";
import { segmentAt } from "../../../../server/storage/local/segments.ts";
import {
  encodeHeader,
  encodeRecord,
  type WalHeader,
  type WalRecord,
} from "../../../../server/storage/local/wal_format.ts";
import { recoverWal } from "../../../../server/storage/local/wal_recovery.ts";
import { walPaths } from "../../../../server/storage/local/write_ahead_log.ts";
import { NO_FAULTS } from "./power_cut_disk.ts";
import { failOnWarning, modelDisk, readFile } from "./support.ts";

const FILE_BYTES = 4_096;

const [ONE, TWO] = walPaths("wal");

const encode = (text: string) => new TextEncoder().encode(text);

/** A disk with files of a write-ahead log and logs of rooms. */
function scene(warn: (message: string) => void = failOnWarning) {
  const { machine, disk, trace } = modelDisk();
  const write = async (path: string, bytes: Uint8Array) => {
    const file = await disk.open(path);
    writeAll(file, bytes, 0);
    await file.syncData();
    file.close();
    machine.addFolder(dirname(path));
    machine.syncFolder(dirname(path));
  };
  const options = { folder: "wal", rooms: "rooms", disk, warn };
  return {
    ...{ machine, disk, trace },
    pathOf: (room: string, segment = 1) => segmentAt(`rooms/${room}`, segment).path,
    /** Writes a file of the write-ahead log. */
    async wal(path: string, header: WalHeader, ...records: readonly WalRecord[]) {
      const bytes = new Uint8Array(FILE_BYTES);
      bytes.set(encodeHeader(header));
      let end = 512;
      for (const record of records) end = encodeRecord(bytes, end, record, header.salt);
      await write(path, bytes);
    },
    log: (room: string, text: string, segment = 1) =>
      write(segmentAt(`rooms/${room}`, segment).path, encode(text)),
    recover: (hasStopped = false) => recoverWal({ ...options, hasStopped, fileBytes: FILE_BYTES }),
    async content(room: string, segment = 1) {
      const bytes = await readFile(disk, segmentAt(`rooms/${room}`, segment).path);
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}

function record(seq: number, offset: number, text: string, more: Partial<WalRecord> = {}) {
  return { seq, checkpoint: 0, room: "lobby", segment: 1, offset, data: encode(text), ...more };
}

Deno.test("recoverWal begins at 1 where there is no write-ahead log", async () => {
  const s = scene();
  assertEquals(await s.recover(), { nextSeq: 1, isReusable: false, newest: undefined });
});

Deno.test("recoverWal writes and syncs what logs lack, and what they have already", async () => {
  const s = scene();
  await s.log("lobby", "1\n");
  await s.log("hall", "1\n2\n");
  const hall = { room: "hall" };
  await s.wal(
    ...[ONE, { firstSeq: 5, checkpoint: 5, salt: 1 }] as const,
    ...[record(5, 2, "2\n"), record(6, 2, "2\n", hall), record(7, 4, "3\n")],
  );
  await s.wal(TWO, { firstSeq: 1, checkpoint: 1, salt: 2 });
  assertEquals(await s.recover(), { nextSeq: 8, isReusable: false, newest: undefined });
  s.machine.cut();
  assertEquals([await s.content("lobby"), await s.content("hall")], ["1\n2\n3\n", "1\n2\n"]);
  assertEquals([await readFile(s.disk, ONE), await readFile(s.disk, TWO)], [undefined, undefined]);
});

Deno.test("recoverWal replays the older file too, unless a checkpoint was reached since", async () => {
  for (const [checkpoint, wanted] of [[1, "1\n2\n3\n4\n"], [3, "1\nb\nc\n4\n"]] as const) {
    const s = scene();
    await s.log("lobby", "1\nb\nc\n");
    const older = [record(1, 2, "2\n"), record(2, 4, "3\n")];
    await s.wal(TWO, { firstSeq: 1, checkpoint: 1, salt: 2 }, ...older);
    await s.wal(ONE, { firstSeq: 3, checkpoint: 1, salt: 1 }, record(3, 6, "4\n", { checkpoint }));
    await s.recover();
    assertEquals(await s.content("lobby"), wanted);
  }
});

Deno.test("recoverWal leaves alone what goes on behind: the folder may be a copy", async () => {
  const s = scene();
  await s.log("lobby", "1\n2\n3\n");
  await s.wal(ONE, { firstSeq: 1, checkpoint: 1, salt: 1 }, record(1, 2, "2\n"));
  await s.recover();
  assertEquals(await s.content("lobby"), "1\n2\n3\n");
});

Deno.test("recoverWal makes no log anew that was removed", async () => {
  const s = scene();
  await s.log("lobby", "5\n", 5);
  await s.wal(
    ...[ONE, { firstSeq: 1, checkpoint: 1, salt: 1 }] as const,
    ...[record(1, 2, "2\n"), record(2, 2, "6\n", { segment: 5 })],
  );
  await s.recover();
  assertEquals([await s.content("lobby"), await s.content("lobby", 5)], [undefined, "5\n6\n"]);
});

Deno.test("recoverWal makes no hole in a log that is too short, and says so", async () => {
  const warnings: string[] = [];
  const s = scene((message) => void warnings.push(message));
  await s.log("lobby", "1\n");
  await s.wal(ONE, { firstSeq: 1, checkpoint: 1, salt: 1 }, record(1, 4, "3\n"));
  await s.recover();
  assertEquals(await s.content("lobby"), "1\n");
  assert(warnings.length === 1 && warnings[0]!.includes(s.pathOf("lobby")), `${warnings}`);
});

Deno.test("recoverWal warns where records are missing between the two files", async () => {
  for (const older of [1, 2, 3]) {
    const warnings: string[] = [];
    const s = scene((message) => void warnings.push(message));
    await s.log("lobby", "1\n");
    const records = [record(1, 2, "2\n"), record(2, 4, "3\n"), record(3, 6, "4\n")];
    await s.wal(TWO, { firstSeq: 1, checkpoint: 1, salt: 2 }, ...records.slice(0, older));
    await s.wal(ONE, { firstSeq: 4, checkpoint: 1, salt: 1 }, record(4, 8, "5\n"));
    await s.recover();
    assertEquals(warnings.length, older === 3 ? 0 : 1);
    assertEquals(await s.content("lobby"), ["1\n2\n", "1\n2\n3\n", "1\n2\n3\n4\n5\n"][older - 1]);
  }
});

Deno.test("recoverWal takes nothing behind a damaged record", async () => {
  const s = scene();
  await s.log("lobby", "1\n");
  const records = [record(1, 2, "2\n"), record(2, 4, "3\n"), record(3, 6, "4\n")];
  await s.wal(ONE, { firstSeq: 1, checkpoint: 1, salt: 1 }, ...records);
  const bytes = (await readFile(s.disk, ONE))!;
  bytes[bytes.lastIndexOf("3".charCodeAt(0))] = 0;
  const file = await s.disk.open(ONE);
  writeAll(file, bytes, 0);
  file.close();
  await s.recover();
  assertEquals(await s.content("lobby"), "1\n2\n");
});

Deno.test("recoverWal removes the files after a crash, the older first, for good", async () => {
  const s = scene();
  await s.log("lobby", "1\n");
  await s.wal(TWO, { firstSeq: 1, checkpoint: 1, salt: 2 }, record(1, 2, "2\n"));
  await s.wal(ONE, { firstSeq: 2, checkpoint: 1, salt: 1 }, record(2, 4, "3\n"));
  s.trace.length = 0;
  assertEquals(await s.recover(), { nextSeq: 3, isReusable: false, newest: undefined });
  assertEquals(await s.content("lobby"), "1\n2\n3\n");
  const ends = s.trace.slice(s.trace.indexOf(`remove ${TWO}`));
  assertEquals(ends.slice(0, 4), [
    ...[`remove ${TWO}`, "sync folder wal", `remove ${ONE}`, "sync folder wal"],
  ]);
});

Deno.test("recoverWal leaves the files to be used again when the server before has stopped by itself", async () => {
  const s = scene();
  await s.wal(ONE, { firstSeq: 4, checkpoint: 4, salt: 1 });
  await s.wal(TWO, { firstSeq: 7, checkpoint: 7, salt: 1 });
  assertEquals(await s.recover(true), { nextSeq: 8, isReusable: true, newest: TWO });
  const file = await s.disk.open(TWO);
  await file.truncate(1_000);
  file.close();
  assertEquals(await s.recover(true), { nextSeq: 8, isReusable: false, newest: undefined });
});

Deno.test("recoverWal fails where a log cannot be written: what it lacks must not be forgotten", async () => {
  const s = scene();
  await s.log("lobby", "1\n");
  await s.wal(ONE, { firstSeq: 1, checkpoint: 1, salt: 1 }, record(1, 2, "2\n"));
  await s.wal(TWO, { firstSeq: 0, checkpoint: 0, salt: 1 });
  s.machine.faults = { ...NO_FAULTS, sync: 100 };
  await assertRejects(() => s.recover(), StorageError, s.pathOf("lobby"));
  s.machine.faults = NO_FAULTS;
  s.machine.cut();
  await s.recover();
  assertEquals(await s.content("lobby"), "1\n2\n");
});
