import { assertEquals, assertNotEquals } from "@std/assert";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { logName } from "../../../../server/storage/local/log_name.ts";
import { tempFolder } from "./support.ts";

Deno.test("logName is the same for a log and for its copies, and another for a new log", async () => {
  await using one = await tempFolder();
  await using two = await tempFolder();
  const name = await logName(SYSTEM_DISK, one.path);
  assertEquals(await logName(SYSTEM_DISK, one.path), name);
  await Deno.copyFile(`${one.path}/log-name`, `${two.path}/log-name`);
  assertEquals(await logName(SYSTEM_DISK, two.path), name);
  await Deno.remove(`${two.path}/log-name`);
  assertNotEquals(await logName(SYSTEM_DISK, two.path), name);
});

Deno.test("logName makes another name when its file is damaged", async () => {
  await using folder = await tempFolder();
  for (const text of ["", "no name\n", "x\n"]) {
    await Deno.writeTextFile(`${folder.path}/log-name`, text);
    const name = await logName(SYSTEM_DISK, folder.path);
    assertEquals(await logName(SYSTEM_DISK, folder.path), name, text);
  }
});
