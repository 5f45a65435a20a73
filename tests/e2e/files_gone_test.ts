/** Other programs take the files of a running server away: its lock, its logs, its data folder. */

import { assertEquals, assertMatch } from "@std/assert";
import { EXIT } from "../../cli/exit.ts";
import { type Process, type Server, startChat, startServer } from "../support/process.ts";
import { copyFolder } from "../server/storage/local/support.ts";
import { enter } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";

const log = (data: string) => `${data}/rooms/lobby/${"1".padStart(20, "0")}.ndjson`;

async function replace(path: string): Promise<void> {
  await Deno.copyFile(path, `${path}~`);
  await Deno.rename(`${path}~`, path);
}

const losses: [name: string, lose: (data: string) => Promise<void>, words: RegExp][] = [
  ["removed", (data) => Deno.remove(log(data)), / is gone/],
  ["renamed, as logrotate does", (data) => Deno.rename(log(data), `${log(data)}.1`), / is gone/],
  ["replaced by a copy, as an editor does", (data) => replace(log(data)), / is another file now/],
  ["emptied, as logrotate does with copytruncate", (data) => Deno.truncate(log(data)), / was cut/],
  [
    "removed with its folder",
    (data) => Deno.remove(`${data}/rooms/lobby`, { recursive: true }),
    / is gone/,
  ],
];

for (const [name, lose, words] of losses) {
  Deno.test(`A server warns when the log of a quiet room is ${name}, and begins a new file`, async () => {
    await using folder = await tempFolder();
    const data = `${folder.path}/data`;
    await using server = await startServer({ data });
    await using ann = await enter(server, "ann");
    await ann.say("before");
    await lose(data);
    await server.process.waitForOutput(words);
    assertEquals((await ann.say("after")).id, 2);
    await server.process.stop("SIGTERM");
    await using again = await startServer({ data });
    await using bob = await enter(again, "bob");
    assertEquals(bob.texts.at(-1), "after");
    assertEquals((await bob.say("next")).id, 3);
  });
}

Deno.test("A server that stops warns of a log that was taken away a moment before", async () => {
  await using folder = await tempFolder();
  const data = `${folder.path}/data`;
  await using server = await startServer({ data });
  await using ann = await enter(server, "ann");
  await ann.say("before");
  await Deno.remove(log(data));
  assertMatch((await server.process.stop("SIGTERM")).stderr, /warn .*00001\.ndjson is gone/);
});

function startSecond(data: string): Promise<Process> {
  return startChat(["serve", "--port", "0", "--data", data]);
}

for (
  const [name, lose] of [
    ["removed", (path: string) => Deno.remove(path)],
    ["replaced by a copy", replace],
  ] as const
) {
  Deno.test(`A lock that is ${name} is taken anew, and a second server does not start`, async () => {
    await using folder = await tempFolder();
    const data = `${folder.path}/data`;
    await using server = await startServer({ data });
    await using ann = await enter(server, "ann");
    await lose(`${data}/lock`);
    await server.process.waitForOutput(/lock was removed or replaced/);
    await using second = await startSecond(data);
    assertEquals((await second.ended).code, EXIT.cannotStore);
    assertEquals((await ann.say("goes on")).id, 1);
  });
}

/** The first server takes nothing more, and what the second one has stored is whole. */
async function takesNothingMore(first: Server, second: Server): Promise<void> {
  await using ann = await enter(second, "ann");
  await first.process.waitForOutput(/nothing is stored any more/);
  await using bob = await enter(first, "bob");
  await bob.send({ type: "say", cid: "b", text: "to nowhere" });
  assertEquals((await bob.nextFrame("error")).code, "not_saved");
  await first.process.stop("SIGTERM");
  const { id } = await ann.say("here");
  await second.process.stop("SIGTERM");
  const records = (await Deno.readTextFile(log(second.data))).trimEnd().split("\n");
  const texts = records.map((line) => JSON.parse(line)).filter(({ type }) => type === "msg");
  assertEquals(texts.map(({ text }) => text), id === 1 ? ["here"] : ["before", "here"]);
}

Deno.test("A server whose folder was moved and made anew takes nothing more", async () => {
  for (const isCopied of [false, true]) {
    await using folder = await tempFolder();
    const data = `${folder.path}/data`;
    await using first = await startServer({ data });
    {
      await using ann = await enter(first, "ann");
      await ann.say("before");
    }
    await Deno.rename(data, `${data}.old`);
    if (isCopied) await copyFolder(`${data}.old`, data);
    await using second = await startServer({ data });
    await takesNothingMore(first, second);
  }
});
