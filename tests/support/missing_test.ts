import { assertEquals } from "@std/assert";
import { delimiter } from "node:path";
import { missingPrograms } from "./missing.ts";

Deno.test("missingPrograms: what is in no folder of the path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/here${Deno.build.os === "windows" ? ".exe" : ""}`, "");
    await Deno.mkdir(`${folder}/folder`);
    const path = ["", `${folder}/no-such`, folder].join(delimiter);
    assertEquals(missingPrograms(["here", "away", "folder"], path), ["away", "folder"]);
    assertEquals(missingPrograms(["here"], ""), ["here"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
