/** Another log answers under the same address: a restored backup, or a new data folder. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { joinArgs, type Server, startChat, startServer } from "../support/process.ts";
import { tempFolder } from "./support/temp.ts";
import { enter } from "./support/guest.ts";

async function sayAll(server: Server, from: number, to: number, prefix: string): Promise<void> {
  await using ann = await enter(server, "ann");
  for (let i = from; i <= to; i++) await ann.say(`${prefix} ${i}`);
}

/** What a folder of data is copied to. */
async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

const others: [name: string, prepare: (backup: string, empty: string) => string][] = [
  ["an older copy of its log, on which more was said", (backup) => backup],
  ["a log of the same length that is another's", (_backup, empty) => empty],
];

for (const [name, prepare] of others) {
  Deno.test(`A follower learns that ${name} answers now`, async () => {
    await using folder = await tempFolder();
    const [data, backup, empty] = ["data", "backup", "empty"].map((n) => `${folder.path}/${n}`);
    let port: number;
    {
      await using server = await startServer({ data: data! });
      port = server.address.port;
      await sayAll(server, 1, 5, "old");
      await server.process.stop("SIGTERM");
    }
    await copy(data!, backup!);
    const again = ["--port", String(port)];
    await using first = await startServer({ data: data!, args: again });
    const args = joinArgs(first, "--nick", "bot", "--json", "--follow");
    await using bot = await startChat(args, { home: folder.path });
    await bot.waitForOutput(/"live"/);
    await sayAll(first, 6, 10, "old");
    await bot.waitForOutput(/old 10/);
    await first.process.stop("SIGTERM");

    const other = prepare(backup!, empty!);
    {
      // it is longer than the one before when the follower comes back
      await using server = await startServer({ data: other });
      await sayAll(server, 6, 13, "new");
      await server.process.stop("SIGTERM");
    }
    await using second = await startServer({ data: other, args: again });
    await bot.waitForOutput(/new 13/);
    assertStringIncludes(bot.stderr, "another log");
    assertMatch(bot.stdout, /"other_log":true/);
    const texts = bot.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line).text);
    const heard = texts.filter((text) => text?.startsWith("new"));
    assertEquals(heard, [6, 7, 8, 9, 10, 11, 12, 13].map((i) => `new ${i}`));
    await second.process.stop("SIGTERM");
  });
}
