import { assertEquals } from "@std/assert";
import { SYSTEM_FILES } from "../../../client/memory/files.ts";
import { tempFolder } from "../../e2e/support/temp.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { filesSuite } from "./files_suite.ts";

filesSuite("SYSTEM_FILES", async () => {
  const temp = await tempFolder();
  return {
    files: SYSTEM_FILES,
    folder: temp.path,
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
});

filesSuite("MemoryFiles", () =>
  Promise.resolve({
    files: new MemoryFiles(),
    folder: "/memory",
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }));

Deno.test({
  name: "SYSTEM_FILES makes the folder of a file, for the user's eyes alone",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using temp = await tempFolder();
    await SYSTEM_FILES.replace(`${temp.path}/a/file`, "one");
    assertEquals((await Deno.stat(`${temp.path}/a`)).mode! & 0o777, 0o700);
    assertEquals((await Deno.stat(`${temp.path}/a/file`)).mode! & 0o777, 0o600);
  },
});
