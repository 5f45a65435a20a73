/** The shell script that makes a release, with another `deno` and `gh` in the place of the real ones. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { tempFolder } from "../e2e/support/temp.ts";
import { ROOT } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { type Ended, Process } from "../support/process.ts";

/** Says what it was called with, one argument a line, and keeps what it was to publish. */
const GH = `#!/bin/sh
printf '%s\\n' "$@" >gh.args
while [ $# -gt 0 ]; do [ "$1" = --notes-file ] && cp "$2" gh.notes; shift; done`;

/** Does the tasks: the notes by the real tool, the rest with short files. */
const DENO = `#!/bin/sh
case "$*" in
  "task -q notes "*) shift 3; exec REAL run -q --allow-read tools/notes.ts "$@" ;;
  "task compile --all --real-std")
    mkdir -p dist; echo one >dist/chat-linux-x64; echo two >dist/chat-windows-x64.exe
    (cd dist && sha256sum chat-* >SHA256SUMS) ;;
  "task man") echo page >dist/chat.1 ;;
  *) exit 64 ;;
esac`;

async function release(folder: string, tag: string, changelog: string): Promise<Ended> {
  const write = (path: string, text: string) =>
    Deno.writeTextFile(`${folder}/${path}`, text, { mode: 0o755 });
  await Deno.mkdir(`${folder}/bin`);
  await Deno.mkdir(`${folder}/tools`);
  await write("bin/gh", GH);
  await write("bin/deno", DENO.replace("REAL", Deno.execPath()));
  for (const name of ["release.sh", "notes.ts"]) {
    await Deno.copyFile(`${ROOT}tools/${name}`, `${folder}/tools/${name}`);
  }
  await write("deno.json", `{ "version": "1.2.0" }`);
  await write("CHANGELOG.md", changelog);
  const env = { PATH: `${folder}/bin:${Deno.env.get("PATH")}` };
  const command = ["bash", `${folder}/tools/release.sh`, tag];
  await using process = await Process.start(command, { cwd: folder, env, stdin: "" });
  return await process.ended;
}

Deno.test({
  ...needs("bash", "sha256sum"),
  name: "release.sh publishes what was made under the tag, with the notes of the changelog",
  async fn() {
    await using folder = await tempFolder();
    const { code, stderr } = await release(folder.path, "v1.2.0", "## 1.2.0\n\n- this\n");
    assertEquals(code, 0, stderr);
    const args = (await Deno.readTextFile(`${folder.path}/gh.args`)).trim().split("\n");
    assertEquals(args.slice(0, 6), [
      ...["release", "create", "v1.2.0", "--verify-tag"],
      ...["--title", "chat 1.2.0"],
    ]);
    assertEquals(args.slice(8), [
      ...["dist/chat-linux-x64", "dist/chat-windows-x64.exe", "dist/chat.1", "dist/SHA256SUMS"],
    ]);
    assertEquals(await Deno.readTextFile(`${folder.path}/gh.notes`), "- this\n");
  },
});

for (
  const [tag, changelog, why] of [
    ["v1.3.0", "## 1.3.0\n\n- this\n", "deno.json says that this is 1.2.0"],
    ["v1.2.0", "## Unreleased\n\n- this\n", "CHANGELOG.md says nothing about 1.2.0"],
  ] as const
) {
  Deno.test({
    ...needs("bash", "sha256sum"),
    name: `release.sh refuses ${tag} before anything is made: ${why}`,
    async fn() {
      await using folder = await tempFolder();
      const { code, stderr } = await release(folder.path, tag, changelog);
      assertEquals(code, 1);
      assertStringIncludes(stderr, why);
      const files = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
      assertEquals(files.filter((name) => /gh|dist/.test(name)), []);
    },
  });
}
