import { assertEquals } from "@std/assert";
import { ROOT } from "../support/command.ts";

Deno.test("No test takes fast-check as it is, since it makes nothing of more than 10 items", async () => {
  const direct: string[] = [];
  for (const path of modulesIn("tests")) {
    const source = await Deno.readTextFile(ROOT + path);
    if (/from "fast-check"/.test(source)) direct.push(path);
  }
  assertEquals(direct, ["tests/support/fast_check.ts"]);
});

/** The paths of all modules in a folder of the project, and in those below. */
function modulesIn(folder: string): string[] {
  return [...Deno.readDirSync(ROOT + folder)].flatMap(({ name, isDirectory }) => {
    if (isDirectory) return modulesIn(`${folder}/${name}`);
    // not this one, which has the words as a pattern
    return name.endsWith(".ts") && name !== "imports_test.ts" ? [`${folder}/${name}`] : [];
  });
}
