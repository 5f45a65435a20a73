import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { listSegments, segmentAt } from "../../../../server/storage/local/segments.ts";
import { osError } from "./os_error.ts";
import { NO_FAULTS } from "./power_cut_disk.ts";
import { FaultyDisk, modelDisk, readFile, tempFolder } from "./support.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function scene({ segmentBytes = 1e6, sync = true } = {}) {
  const temp = await tempFolder();
  const folder = temp.path;
  const disk = new FaultyDisk();
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const state: { refusal: StorageError | undefined } = { refusal: undefined };
  const verify = () => state.refusal ? Promise.reject(state.refusal) : Promise.resolve();
  const files = { room: "lobby", folder, segmentBytes, disk, doubtfulBytes: 0 };
  const log = await RoomLog.open({ ...files, sync, warn, verify }, []);
  disk.calls.length = 0;
  return Object.assign(state, {
    folder,
    disk,
    log,
    warnings,
    content: (first = 1) => Deno.readTextFile(segmentAt(folder, first).path),
    async [Symbol.asyncDispose]() {
      await log.close().catch(() => {
        // some tests leave a log that cannot be repaired
      });
      await temp[Symbol.asyncDispose]();
    },
  });
}

async function fails(promise: Promise<void>, code: StorageError["code"]) {
  assertEquals((await assertRejects(() => promise, StorageError)).code, code);
}

Deno.test("RoomLog.append writes once and syncs once", async () => {
  await using s = await scene();
  await s.log.append(encode("a\n"), 1);
  await s.log.append(encode("b\nc\n"), 2);
  assertEquals(s.disk.calls, ["write", "sync", "write", "sync"]);
  assertEquals(await s.content(), "a\nb\nc\n");
  assertEquals(s.log.readable.bytes, 6);
});

Deno.test("RoomLog.append leaves the disk its time with sync off", async () => {
  await using s = await scene({ sync: false });
  await s.log.append(encode("a\n"), 1);
  assertEquals(s.disk.calls, ["write"]);
});

Deno.test("RoomLog.append goes on when the system takes only pieces", async () => {
  await using s = await scene();
  s.disk.pieceBytes = 3;
  await s.log.append(encode("0123456789\n"), 1);
  assertEquals(await s.content(), "0123456789\n");
});

Deno.test("RoomLog.append leaves no trace of what did not fit, and goes on when there is room", async () => {
  for (let room = 0; room < 6; room++) {
    await using s = await scene();
    await s.log.append(encode("a\n"), 1);
    s.disk.roomBytes = room;
    await fails(s.log.append(encode("lost 1\n"), 2), "full");
    assertEquals(await s.content(), "a\n");
    assertEquals(s.log.readable.bytes, 2);
    s.disk.roomBytes = Infinity;
    await s.log.append(encode("b\n"), 2);
    assertEquals(await s.content(), "a\nb\n");
  }
});

Deno.test("RoomLog.append leaves no trace of what was written and not synced", async () => {
  await using s = await scene();
  s.disk.sync = osError("EIO");
  await fails(s.log.append(encode("lost\n"), 1), "unwritable");
  assertEquals(await s.content(), "");
  s.disk.sync = undefined;
  await s.log.append(encode("a\n"), 1);
  assertEquals(await s.content(), "a\n");
});

Deno.test("RoomLog.append begins with the repair that was not possible before", async () => {
  await using s = await scene();
  await s.log.append(encode("a\n"), 1);
  s.disk.roomBytes = 4;
  s.disk.truncate = osError("EROFS");
  await fails(s.log.append(encode("long and lost\n"), 2), "full");
  assertEquals(await s.content(), "a\nlong");
  s.disk.roomBytes = Infinity;
  await fails(s.log.append(encode("b\n"), 2), "unwritable");
  assertEquals(await s.content(), "a\nlong");
  s.disk.truncate = undefined;
  await s.log.append(encode("c\n"), 2);
  assertEquals(await s.content(), "a\nc\n");
});

Deno.test("RoomLog.append opens the file again when its handle is dead", async () => {
  await using s = await scene();
  await s.log.append(encode("a\n"), 1);
  s.disk.killHandles(osError("ESTALE"));
  await fails(s.log.append(encode("lost\n"), 2), "unwritable");
  await s.log.append(encode("b\n"), 2);
  assertEquals(await s.content(), "a\nb\n");
});

Deno.test("RoomLog.append makes no hole in a file that someone has cut", async () => {
  await using s = await scene();
  await s.log.append(encode("a\nb\n"), 1);
  s.disk.sync = osError("EIO");
  s.disk.truncate = osError("EIO");
  await fails(s.log.append(encode("lost\n"), 2), "unwritable");
  s.disk.sync = s.disk.truncate = undefined;
  await Deno.truncate(segmentAt(s.folder, 1).path, 2);
  await fails(s.log.append(encode("c\n"), 2), "log_changed");
  assertEquals(await s.content(), "a\n");
});

Deno.test("RoomLog.append begins a new file when the newest has grown past its bound", async () => {
  await using s = await scene({ segmentBytes: 4 });
  await s.log.append(encode("abc"), 2);
  await s.log.append(encode("\n"), 3);
  assertEquals(s.log.readable.segments.length, 1);
  await s.log.append(encode("d\n"), 4);
  assertEquals(await s.content(1), "abc\n");
  assertEquals(await s.content(4), "d\n");
  assertEquals(s.log.readable.segments, await listSegments(SYSTEM_DISK, s.folder));
  assertEquals(s.log.readable.bytes, 2);
});

Deno.test("RoomLog.append begins no file while the newest has no message", async () => {
  await using s = await scene({ segmentBytes: 1 });
  await s.log.append(encode("joined\n"), 1);
  await s.log.append(encode("left\n"), 1);
  assertEquals(await s.content(1), "joined\nleft\n");
  await s.log.append(encode("one\n"), 1);
  await s.log.append(encode("two\n"), 2);
  assertEquals(await s.content(2), "two\n");
});

Deno.test("RoomLog.append tries again when a new file could not be made", async () => {
  await using s = await scene({ segmentBytes: 1 });
  await s.log.append(encode("a\n"), 1);
  s.disk.openNew = osError("EACCES");
  await fails(s.log.append(encode("lost\n"), 2), "unwritable");
  s.disk.openNew = undefined;
  s.disk.roomBytes = 2;
  await fails(s.log.append(encode("lost\n"), 2), "full");
  s.disk.roomBytes = Infinity;
  await s.log.append(encode("b\n"), 2);
  assertEquals([await s.content(1), await s.content(2)], ["a\n", "b\n"]);
  assertEquals(s.log.readable.segments.length, 2);
});

Deno.test("RoomLog.open says which file cannot be written", async () => {
  await using temp = await tempFolder();
  const disk = new FaultyDisk();
  disk.openNew = osError("EACCES");
  const files = { folder: temp.path, segmentBytes: 1e6, disk };
  const options = { ...files, room: "lobby", doubtfulBytes: 0, sync: true };
  const { path } = segmentAt(temp.path, 1);
  const error = await assertRejects(() => RoomLog.open(options, []), StorageError, path);
  assertEquals(error.code, "unwritable");
});

Deno.test("RoomLog.check finds a newest file that is gone, cut or another one: then a new one begins", async () => {
  const losses: [lose: (path: string) => Promise<void>, old: string | undefined][] = [
    [(path) => Deno.remove(path), undefined],
    [(path) => Deno.truncate(path, 1), "a"],
    [async (path) => {
      await Deno.copyFile(path, `${path}~`);
      await Deno.rename(`${path}~`, path);
    }, "a\n"],
  ];
  for (const [lose, old] of losses) {
    await using s = await scene();
    await s.log.append(encode("a\n"), 1);
    await s.log.check();
    assertEquals(s.warnings, []);
    const { path } = segmentAt(s.folder, 1);
    await lose(path);
    await s.log.check();
    await s.log.check();
    assertEquals(s.warnings.length, 1);
    await s.log.append(encode("b\n"), 2);
    await s.log.append(encode("c\n"), 3);
    await s.log.check();
    assertEquals(s.warnings.length, 1);
    assertEquals(await s.content(2), "b\nc\n");
    assertEquals(await Deno.readTextFile(path).catch(() => undefined), old);
  }
});

Deno.test("RoomLog.append writes over nothing that another server has stored", async () => {
  await using s = await scene();
  await s.log.append(encode("a\n"), 1);
  await Deno.writeTextFile(segmentAt(s.folder, 1).path, "b\n", { append: true });
  await fails(s.log.append(encode("lost\n"), 2), "log_changed");
  assertEquals(s.warnings.length, 1);
  s.refusal = new StorageError("locked", { path: "lock" });
  await fails(s.log.append(encode("lost\n"), 2), "locked");
  s.refusal = undefined;
  await s.log.append(encode("c\n"), 2);
  assertEquals([await s.content(1), await s.content(2)], ["a\nb\n", "c\n"]);
});

Deno.test("RoomLog.append leaves no hole in a file that was cut a moment before", async () => {
  await using s = await scene();
  await s.log.append(encode("a\nb\n"), 1);
  await Deno.truncate(segmentAt(s.folder, 1).path);
  await fails(s.log.append(encode("lost\n"), 3), "log_changed");
  await s.log.append(encode("c\n"), 3);
  assertEquals([await s.content(1), await s.content(3)], ["", "c\n"]);
});

Deno.test("RoomLog goes on in a new file of the same name while no message is in it", async () => {
  await using s = await scene();
  await s.log.append(encode("joined\n"), 1);
  await Deno.remove(segmentAt(s.folder, 1).path);
  await s.log.check();
  await s.log.append(encode("a\n"), 1);
  assertEquals(await s.content(1), "a\n");
  assertEquals(s.log.readable.bytes, 2);
});

Deno.test("RoomLog.open writes the end of its file anew after a start in which that may be lost", async () => {
  const { machine, disk, trace } = modelDisk();
  const { path } = segmentAt("lobby", 1);
  const options = { room: "lobby", folder: "lobby", sync: true, segmentBytes: 1e9, disk };
  const before = await RoomLog.open({ ...options, doubtfulBytes: 0 }, []);
  await before.append(encode("a\nb\n"), 3);
  for (const doubtfulBytes of [0, 3]) {
    trace.length = 0;
    const log = await RoomLog.open({ ...options, doubtfulBytes }, [segmentAt("lobby", 1)]);
    const written = trace.filter((line) => line.startsWith("write"));
    assertEquals(written.length, doubtfulBytes > 0 ? 1 : 0);
    assertEquals(trace.slice(-2), [`sync ${path}`, "sync folder lobby"]);
    assertEquals(log.readable.bytes, 4);
  }
  machine.cut();
  assertEquals(new TextDecoder().decode(await readFile(disk, path)), "a\nb\n");
});

/** What the disk has behind `a` after a cut of the power, in many schedules. */
async function behindA(before: (log: RoomLog, fail: (fails: boolean) => void) => Promise<RoomLog>) {
  const { path } = segmentAt("lobby", 1);
  for (let seed = 0; seed < 60; seed++) {
    const { machine, disk } = modelDisk(seed);
    const options = { room: "lobby", folder: "lobby", sync: true, segmentBytes: 1e9, disk };
    const open = RoomLog.open({ ...options, doubtfulBytes: 0 }, []);
    const log = await before(await open, (fails) => {
      if (fails) machine.badFiles.add(path);
      else machine.badFiles.delete(path);
    });
    log.write(encode("b".repeat(1_000)));
    machine.cut();
    const text = new TextDecoder().decode(await readFile(disk, path));
    assertMatch(text, /^a[b\0]*$/, `with seed ${seed}`);
  }
}

const LOST = encode("lost".repeat(200));

Deno.test("What was behind the end of a log when a sync failed never comes back", async () => {
  await behindA(async (log, fail) => {
    await log.append(encode("a"), 2);
    fail(true);
    // the repair fails too, and has nothing to cut when it works at last
    await fails(log.append(LOST, 3), "unwritable");
    fail(false);
    await log.prepare(3);
    return log;
  });
});

Deno.test("What was behind the end of a closed log when a sync failed never comes back", async () => {
  await behindA(async (log, fail) => {
    await log.append(encode("a"), 2);
    fail(true);
    await fails(log.append(LOST, 3), "unwritable");
    await fails(log.close(), "unwritable");
    fail(false);
    await log.sync();
    assertEquals(log.isSynced, true);
    const { disk, segments } = log.readable;
    const options = { room: "lobby", folder: "lobby", sync: true, segmentBytes: 1e9, disk };
    return await RoomLog.open({ ...options, doubtfulBytes: 0 }, segments);
  });
});

Deno.test("What was behind the end of a log of a killed process never comes back", async () => {
  await behindA(async (log, fail) => {
    await log.append(encode("a"), 2);
    fail(true);
    await fails(log.append(LOST, 3), "unwritable");
    fail(false);
    const { disk, segments } = log.readable;
    const options = { room: "lobby", folder: "lobby", sync: true, segmentBytes: 1e9, disk };
    return await RoomLog.open({ ...options, doubtfulBytes: LOST.length }, segments);
  });
});

Deno.test("RoomLog.sync makes durable what was written before, also when the log is closed", async () => {
  const { machine, disk } = modelDisk();
  const options = { room: "lobby", folder: "lobby", sync: true, segmentBytes: 1e9, disk };
  const image = { offset: 0, bytes: encode("a\n") };
  const log = await RoomLog.open(
    { ...options, doubtfulBytes: 0, imageOf: () => Promise.resolve(image) },
    [],
  );
  log.write(encode("a\n"));
  assertEquals([log.isSynced, log.isReady(2)], [false, true]);
  machine.faults = { ...NO_FAULTS, sync: 100 };
  await fails(log.close(), "unwritable");
  machine.faults = NO_FAULTS;
  await log.sync();
  assertEquals(log.isSynced, true);
  machine.cut();
  const { path } = segmentAt("lobby", 1);
  assertEquals(new TextDecoder().decode(await readFile(disk, path)), "a\n");
});
