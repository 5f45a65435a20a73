import { assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { listSegments, segmentAt } from "../../../../server/storage/local/segments.ts";
import { FaultyDisk, osError, tempFolder } from "./support.ts";

const encode = (text: string) => new TextEncoder().encode(text);

async function scene({ segmentBytes = 1e6, sync = true } = {}) {
  const temp = await tempFolder();
  const folder = temp.path;
  const disk = new FaultyDisk();
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const state: { refusal: StorageError | undefined } = { refusal: undefined };
  const verify = () => state.refusal ? Promise.reject(state.refusal) : Promise.resolve();
  const options = { folder, sync, segmentBytes, openFile: disk.open, warn, verify };
  const log = await RoomLog.open(options, []);
  disk.calls.length = 0;
  return Object.assign(state, {
    folder,
    disk,
    log,
    warnings,
    content: (first = 1) => Deno.readTextFile(segmentAt(folder, first).path),
    async [Symbol.asyncDispose]() {
      await log.close();
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
  assertEquals(s.log.size, 6);
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
    assertEquals(s.log.size, 2);
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
  assertEquals(s.log.segments.length, 1);
  await s.log.append(encode("d\n"), 4);
  assertEquals(await s.content(1), "abc\n");
  assertEquals(await s.content(4), "d\n");
  assertEquals(s.log.segments, await listSegments(s.folder));
  assertEquals(s.log.size, 2);
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
  assertEquals(s.log.segments.length, 2);
});

Deno.test("RoomLog.open says which file cannot be written", async () => {
  await using temp = await tempFolder();
  const disk = new FaultyDisk();
  disk.openNew = osError("EACCES");
  const options = { folder: temp.path, sync: true, segmentBytes: 1e6, openFile: disk.open };
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
  assertEquals(s.log.size, 2);
});
