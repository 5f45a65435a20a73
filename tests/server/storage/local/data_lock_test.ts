import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { takeLock } from "../../../../runtime/file_lock.ts";
import { StorageError } from "../../../../server/storage/backbone.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { DataLock } from "../../../../server/storage/local/data_lock.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { tempFolder } from "./support.ts";

async function scene() {
  const folder = await tempFolder();
  const data = `${folder.path}/data`;
  await Deno.mkdir(data);
  const warnings: string[] = [];
  const clock = new VirtualClock(1_000);
  const lock = await DataLock.take({
    data,
    disk: SYSTEM_DISK,
    clock,
    warn: (text) => warnings.push(text),
  });
  return {
    data,
    path: `${data}/lock`,
    lock,
    warnings,
    async [Symbol.asyncDispose]() {
      lock.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("DataLock.check says nothing while the lock is there", async () => {
  await using s = await scene();
  await s.lock.check();
  assertEquals([s.lock.failure, s.warnings], [undefined, []]);
});

Deno.test("DataLock.check takes a lock that was removed anew", async () => {
  await using s = await scene();
  await Deno.remove(s.path);
  await s.lock.check();
  await s.lock.check();
  assertEquals([s.lock.failure, s.warnings.length], [undefined, 1]);
  const again = { data: s.data, disk: SYSTEM_DISK, clock: new VirtualClock(), warn: () => {} };
  await assertRejects(() => DataLock.take(again), StorageError, "another server");
});

Deno.test("DataLock.check gives up when another server has the lock by now", async () => {
  await using s = await scene();
  await Deno.remove(s.path);
  using _other = await takeLock(s.path);
  await s.lock.check();
  await s.lock.check();
  assertEquals(s.lock.failure?.code, "locked");
  assertEquals(s.lock.failed?.since, 1_000);
  assertEquals(s.warnings.length, 1);
  assertStringIncludes(s.warnings[0]!, "nothing is stored any more");
});

Deno.test("DataLock.check gives up when the folder is gone or another one", async () => {
  for (const isAnew of [false, true]) {
    await using s = await scene();
    await Deno.rename(s.data, `${s.data}.old`);
    if (isAnew) await Deno.mkdir(s.data);
    await s.lock.check();
    assertEquals(s.lock.failure?.code, "folder_changed");
  }
});
