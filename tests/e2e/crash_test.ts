/** The server is killed again and again while people talk at full speed. Nothing may be lost. */

import { assertEquals } from "@std/assert";
import { joinArgs, startChat, startServer } from "../support/process.ts";
import { surviveCrashes } from "./support/crashes.ts";
import { messages } from "./support/data.ts";
import { enter } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";

/** Crashes; more of them find rarer moments. */
const ROUNDS = Number(Deno.env.get("CHAT_TEST_ROUNDS") ?? 25);

Deno.test(`kill -9, ${ROUNDS} times in the midst of a stream: nothing lost, nothing twice`, async () => {
  await surviveCrashes(ROUNDS, { start: startServer, connect: Deno.connect, eager: true });
});

Deno.test("chat join goes on by itself after each crash: what it was given is there once, what it prints has no hole", async () => {
  const crashes = 3;
  const lines = 400;
  await using data = await tempFolder();
  // the command has one address, so the server has to come back to it
  const args = ["--rate", "0", "--port", `${lastingPort()}`];
  let server = await startServer({ data: data.path, args });
  await using all = new AsyncDisposableStack();
  all.defer(() => server[Symbol.asyncDispose]());
  const names = ["ann", "bob"];
  const clients = await Promise.all(
    names.map(async (nick) =>
      all.use(await startChat(joinArgs(server, "--nick", nick, "--json", "--follow")))
    ),
  );
  await using watch = await enter(server, "watch");
  await Promise.all([watch.next('"nick":"ann"'), watch.next('"nick":"bob"')]);
  for (const [n, client] of clients.entries()) {
    const input = Array.from({ length: lines }, (_, at) => `${names[n]} line ${at}\n`).join("");
    void client.write(input);
  }
  for (let crash = 1; crash <= crashes; crash++) {
    const moment = new RegExp(`"text":"ann line ${Math.floor(crash * lines / (crashes + 1))}"`);
    await clients[1]!.waitForOutput(moment);
    await server.process.stop("SIGKILL");
    await server[Symbol.asyncDispose]();
    server = await startServer({ data: data.path, args });
  }
  const last = names.map((name) => new RegExp(`"text":"${name} line ${lines - 1}"`));
  await Promise.all(clients.flatMap((client) => last.map((line) => client.waitForOutput(line))));
  const stored = await messages(data.path);
  assertEquals(stored.map(({ id }) => id), stored.map((_, at) => at + 1));
  for (const name of names) {
    const own = stored.filter(({ nick }) => nick === name).map(({ text }) => text);
    assertEquals(own, Array.from({ length: lines }, (_, at) => `${name} line ${at}`));
  }
  for (const client of clients) {
    const printed = client.stdout.trimEnd().split("\n").map((line) => JSON.parse(line))
      .filter(({ type }) => type === "msg").map(({ old: _, ...frame }) => frame);
    assertEquals(printed, stored);
  }
});
