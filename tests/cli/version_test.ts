import { assertEquals } from "@std/assert";
import { dirname } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { commitOf, fullVersion, VERSION } from "../../cli/version.ts";
import { tempFolder } from "../e2e/support/temp.ts";

const ID = "0123456789abcdef0123456789abcdef01234567";

/** The commit of a project with these files. */
async function commit(files: Record<string, string>, root = "", isCompiled = false) {
  await using folder = await tempFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = `${folder.path}/${name}`;
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, `${text}\n`);
  }
  return await commitOf(`${folder.path}/${root}`, isCompiled);
}

Deno.test("commitOf is what is checked out: a branch, a packed one, a commit, a work tree", async () => {
  const head = { ".git/HEAD": "ref: refs/heads/main" };
  assertEquals(await commit({ ...head, ".git/refs/heads/main": ID }), "0123456");
  const packed = `# pack-refs\nf00 refs/heads/mainly\n${ID} refs/heads/main\n`;
  assertEquals(await commit({ ...head, ".git/packed-refs": packed }), "0123456");
  assertEquals(await commit({ ".git/HEAD": ID }), "0123456");
  const tree = {
    "other/.git": "gitdir: ../.git/worktrees/other",
    ".git/worktrees/other/HEAD": "ref: refs/heads/other",
    ".git/worktrees/other/commondir": "../..",
    ".git/refs/heads/other": ID,
  };
  assertEquals(await commit(tree, "other"), "0123456");
});

Deno.test("commitOf is what was compiled, where the program was", async () => {
  assertEquals(await commit({ "dist/commit": "90616fa+" }, "", true), "90616fa+");
  assertEquals(await commit({ "dist/commit": "" }, "", true), undefined);
  assertEquals(await commit({ ".git/HEAD": ID }, "", true), undefined);
});

Deno.test("commitOf knows none without a history, or with one that is damaged", async () => {
  const head = { ".git/HEAD": "ref: refs/heads/main" };
  for (const files of [{}, head, { ...head, ".git/packed-refs": "" }, { ".git": "x" }]) {
    assertEquals(await commit(files), undefined);
  }
});

Deno.test("fullVersion begins with the version of the project", async () => {
  assertEquals(VERSION, project.version);
  assertEquals((await fullVersion()).split(" ")[0], VERSION);
});
