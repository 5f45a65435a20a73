import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { tempFolder } from "../e2e/support/temp.ts";
import { compileArguments, sumLine, TARGETS, unusedFolders } from "../../tools/compile.ts";

Deno.test("compileArguments bakes in the permissions of deno.json, and asks for no others", () => {
  const args = compileArguments({ output: "dist/chat" }, "");
  assert(args.includes("-P") && args.includes("--no-prompt"));
  assert(!args.some((arg) => /^(-A|--allow)/.test(arg)));
  const { ffi, import: imports, ...given } = config.permissions.default as Record<
    string,
    unknown
  >;
  assertEquals([ffi, imports], [undefined, undefined]);
  assertEquals(Object.keys(given).sort(), ["env", "net", "read", "run", "sys", "write"]);
});

Deno.test("compileArguments leaves out unused packages where the compiler knows how", () => {
  const flag = "--exclude-unused-npm";
  assert(compileArguments({ output: "x" }, `  ${flag}  Embed only`).includes(flag));
  assert(!compileArguments({ output: "x" }, "").includes(flag));
});

Deno.test("There is a target for Linux, macOS and Windows, each with its own file", () => {
  for (const system of ["linux", "darwin", "windows"]) {
    assert(TARGETS.some(({ target }) => target.includes(system)), system);
  }
  assertEquals(new Set(TARGETS.map(({ file }) => file)).size, 5);
  for (const { file, target } of TARGETS) {
    assertEquals(file.endsWith(".exe"), target.includes("windows"));
    const args = compileArguments({ output: file, target }, "").join(" ");
    assertStringIncludes(args, `--target ${target} --output ${file} main.ts`);
  }
});

Deno.test("sumLine is a line of sha256sum", async () => {
  // NIST's example of SHA-256: the message "abc"
  const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assertEquals(await sumLine(new TextEncoder().encode("abc"), "chat"), `${sum}  chat\n`);
});

Deno.test("unusedFolders are left out, of whatever version, from whatever registry", async () => {
  await using folder = await tempFolder();
  const test = `${folder.path}/localhost_4873/bintrees/1.0.9/test`;
  await Deno.mkdir(test, { recursive: true });
  await Deno.mkdir(`${folder.path}/registry.example/other/1.0.0`, { recursive: true });
  const exclude = await unusedFolders(folder.path);
  assertEquals(exclude, [test]);
  assertStringIncludes(
    compileArguments({ output: "x", exclude }, "").join(" "),
    `--exclude ${test}`,
  );
});
