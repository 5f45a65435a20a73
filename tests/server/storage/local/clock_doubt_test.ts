import { assertEquals } from "@std/assert";
import { readDoubt, writeDoubt } from "../../../../server/storage/local/clock_doubt.ts";
import { tempFolder } from "./support.ts";

Deno.test("A doubt about the clock is read as it was written, and is gone when there is none", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/clock.json`;
  assertEquals(await readDoubt(path), undefined);
  const doubt = { clockMs: Date.UTC(2029, 1, 2), knownMs: Date.UTC(2026, 10, 30) };
  await writeDoubt(path, doubt);
  assertEquals(await readDoubt(path), doubt);
  for (
    const text of ["", "{}", '{"clock":"yesterday, I believe","known":"yesterday, I believe"}\n']
  ) {
    await Deno.writeTextFile(path, text);
    assertEquals(await readDoubt(path), undefined);
  }
  await writeDoubt(path, undefined);
  await writeDoubt(path, undefined);
  assertEquals(await readDoubt(path), undefined);
});
