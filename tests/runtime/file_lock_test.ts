import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { lockNow, takeLock } from "../../runtime/file_lock.ts";
import { VirtualClock } from "../support/virtual_clock.ts";
import { tempFolder } from "../server/storage/local/support.ts";

Deno.test("takeLock lets one in, and the next when it has gone", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/lock`;
  const first = await takeLock(path);
  assert(first !== undefined);
  assertEquals(await takeLock(path), undefined);
  first.close();
  (await takeLock(path))!.close();
});

Deno.test("takeLock keeps other processes out, until the end of this one", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/lock`;
  const url = new URL("../../runtime/file_lock.ts", import.meta.url).href;
  const code = `import { takeLock } from ${JSON.stringify(url)};
    console.log(await takeLock(${JSON.stringify(path)}) ? "in" : "locked");
    Deno.exit(); // an older Deno would wait for the lock all the same`;
  const other = async () => {
    const command = new Deno.Command(Deno.execPath(), { args: ["eval", code] });
    const { stdout, stderr } = await command.output();
    return new TextDecoder().decode(stdout) || new TextDecoder().decode(stderr);
  };
  const lock = await takeLock(path);
  assertStringIncludes(await other(), "locked");
  lock!.close();
  assertStringIncludes(await other(), "in");
  (await takeLock(path))!.close();
});

Deno.test("takeLock says which file it cannot make", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/missing/lock`;
  await assertRejects(() => takeLock(path), Deno.errors.NotFound, path);
});

Deno.test("lockNow does without tryLock, which older versions of Deno lack", async () => {
  const never = new Promise<void>(() => {});
  const clock = new VirtualClock();
  const late = lockNow({ lock: () => never }, 100, clock);
  await clock.advance(99);
  assertEquals(clock.pending, 1, "it waits");
  await clock.advance(1);
  assertEquals(await late, false);
  assertEquals(await lockNow({ lock: () => Promise.resolve() }, 100, clock), true);
  assert(await lockNow({ lock: () => never, tryLock: () => Promise.resolve(true) }, 100, clock));
  assertEquals(clock.pending, 0);
});
