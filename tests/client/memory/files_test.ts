import { assert, assertEquals } from "@std/assert";
import { SYSTEM_FILES } from "../../../client/memory/files.ts";
import { tempFolder } from "../../e2e/support/temp.ts";

Deno.test("SYSTEM_FILES makes the folder of a file, for the user's eyes alone", async () => {
  await using temp = await tempFolder();
  const folder = `${temp.path}/a/b`;
  assertEquals(await SYSTEM_FILES.read(`${folder}/file`, 100), undefined);
  await SYSTEM_FILES.replace(`${folder}/file`, "one");
  assertEquals(await SYSTEM_FILES.read(`${folder}/file`, 100), "one");
  if (Deno.build.os !== "windows") assertEquals((await Deno.stat(folder)).mode! & 0o777, 0o700);
  await SYSTEM_FILES.remove(`${folder}/file`);
  assertEquals(await SYSTEM_FILES.read(`${folder}/file`, 100), undefined);
});

Deno.test("SYSTEM_FILES.lock gives a lock to one at a time", async () => {
  await using temp = await tempFolder();
  const path = `${temp.path}/a/lock`;
  const unlock = await SYSTEM_FILES.lock(path);
  assert(unlock !== undefined);
  assertEquals(await SYSTEM_FILES.lock(path), undefined);
  unlock();
  const again = await SYSTEM_FILES.lock(path);
  assert(again !== undefined);
  again();
});
