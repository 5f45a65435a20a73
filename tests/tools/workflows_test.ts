/** What can be known of the workflows without GitHub. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "../support/command.ts";

const FOLDER = `${ROOT}.github/workflows/`;

const workflows = await Promise.all(
  [...Deno.readDirSync(FOLDER)].map(({ name }) => Deno.readTextFile(FOLDER + name)),
);
const text = workflows.join("\n");

Deno.test("Every action of a workflow is pinned by a commit, its version named beside it", () => {
  const uses = [...text.matchAll(/uses: (.+)/g)].map(([, what]) => what!);
  assert(uses.length >= 4);
  for (const what of uses) {
    assertMatch(what, /^(\.\/\.github\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  }
});

Deno.test("Every task and script that a workflow runs is there", () => {
  const tasks = [...text.matchAll(/deno task ([\w:]+)/g)].map(([, name]) => name!);
  assert(tasks.includes("test:std"));
  for (const task of tasks) assert(task in config.tasks, task);
  for (const [path] of text.matchAll(/tools\/\w+\.sh|\.ci\/run/g)) Deno.statSync(ROOT + path);
});

Deno.test("The workflows, .ci/run and the README use the same Deno", async () => {
  const versions = [...text.matchAll(/deno-version: v(.+)/g)].map(([, version]) => version);
  assertEquals(new Set(versions).size, 1);
  for (const file of [".ci/run", "README.md", "README.ru.md"]) {
    assertStringIncludes(await Deno.readTextFile(ROOT + file), `deno@${versions[0]}`, file);
  }
});

Deno.test("A workflow may read the sources, and only the release may write", () => {
  for (const workflow of workflows) {
    assertMatch(workflow, /^permissions:\n {2}contents: read\n/m);
    const writes = workflow.match(/: write/g)?.length ?? 0;
    assertEquals(writes, workflow.startsWith("# A tag") ? 1 : 0);
  }
});
