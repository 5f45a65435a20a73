/** The end of a server: everyone is told, what waits is written, and it does not take long. */

import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import { GOODBYE_MS, SHUTDOWN_MS } from "../../server/limits.ts";
import { ROOT } from "../support/command.ts";
import { connectLines } from "../support/lines.ts";
import { needs } from "../support/missing.ts";
import { joinArgs, type Server, startChat, startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { messages } from "./support/data.ts";
import { enter, type Frame } from "./support/guest.ts";
import { tempFolder } from "./support/temp.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal}: everyone is told, the log is whole, and the end is a good one`, async () => {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await connectLines(server.address);
    await bob.send("bob");
    await bob.next("There is no chat history yet.");
    await using nobody = await connectLines(server.address);
    await nobody.next("NICKNAME_REQUEST");
    await ann.say("the last words");
    server.process.signal(signal);
    assertEquals(await ann.nextFrame("shutdown"), {
      type: "shutdown",
      message: "The server is shutting down",
    });
    await Promise.all([ann.closed, bob.closed, nobody.closed]);
    assertEquals(ann.lines.at(-1)?.includes("shutdown"), true, "nothing comes after it");
    assertEquals(bob.partial, "SERVER_SHUTDOWN");
    assertEquals((await server.process.ended).code, 0);
    assertEquals((await messages(server.data)).map(({ text }) => text), ["the last words"]);
  });
}

Deno.test("What was acknowledged until the end is in the log, in the midst of a stream", async () => {
  await using server = await startServer({ args: ["--rate", "0"] });
  await using ann = await enter(server, "ann");
  await using bob = await enter(server, "bob");
  const stream = async (guest: typeof ann) => {
    for (let n = 0; n < 100_000; n++) {
      await guest.send({ type: "say", cid: `k-${n}`, text: `${n}` });
    }
  };
  const streams = [ann, bob].map((guest) => stream(guest).catch(() => "the server has gone"));
  await ann.next('"id":2000,');
  server.process.signal("SIGTERM");
  assertEquals((await server.process.ended).code, 0);
  await Promise.all([ann.closed, bob.closed, ...streams]);
  const stored = new Map((await messages(server.data)).map((frame) => [frame.id, frame]));
  for (const guest of [ann, bob]) {
    const seen = guest.frames("msg");
    assert(seen.length >= 2000);
    for (const frame of seen) assertEquals(stored.get(frame.id), frame);
    assertEquals(guest.frames("shutdown").length, 1);
  }
});

/** Someone who was let in, and from then on neither reads nor leaves. */
async function sit(server: Server): Promise<Disposable> {
  const conn = await Deno.connect(server.address);
  await conn.write(new TextEncoder().encode('{"type":"hello","v":1,"nick":"zoe"}\n'));
  return conn;
}

Deno.test("Who does not go when told holds the end up for its goodbye and no longer", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  using _zoe = await sit(server);
  await ann.next('"nick":"zoe"');
  const start = performance.now();
  server.process.signal("SIGTERM");
  await ann.nextFrame("shutdown");
  assertLess(performance.now() - start, GOODBYE_MS, "nobody waits for another's goodbye");
  assertEquals((await server.process.ended).code, 0);
  assertLess(performance.now() - start, SHUTDOWN_MS + 1_000);
});

Deno.test("A second signal ends it at once", async () => {
  await using server = await startServer();
  await using ann = await enter(server, "ann");
  using _zoe = await sit(server);
  await ann.next('"nick":"zoe"');
  server.process.signal("SIGTERM");
  await ann.nextFrame("shutdown");
  const start = performance.now();
  // what comes right after the first is taken for the same one
  const again = setInterval(() => server.process.signal("SIGTERM"), 50);
  const { code, stderr } = await server.process.ended.finally(() => clearInterval(again));
  assertEquals(code, 130);
  assertLess(performance.now() - start, GOODBYE_MS / 2);
  assert(!stderr.includes("stopped"), "it did not get to its end");
});

Deno.test({
  ...needs("tmux"),
  name:
    "Ctrl-C in a terminal stops the task, which tells those who are there, although it comes twice",
  async fn() {
    await using folder = await tempFolder();
    const task = ["task", "--config", `${ROOT}deno.json`, "chat", "serve"];
    const command = [Deno.execPath(), ...task, "--port", "0", "--data", `${folder.path}/data`];
    await using terminal = await Terminal.start(command, { cols: 120 });
    const screen = await terminal.waitFor(/listening on 127\.0\.0\.1:\d+/);
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(screen)!;
    await using ann = await connectLines({ hostname: "127.0.0.1", port: Number(port) });
    await ann.send({ type: "hello", v: 1, nick: "ann" });
    await ann.nextFrame("live");
    await terminal.key("C-c");
    await ann.nextFrame("shutdown");
    await ann.closed;
    assertEquals(await terminal.exited(), 0);
    assertMatch(await terminal.waitFor(/stopped/), /^\S+Z info {2}stopped$/m);
  },
});

Deno.test("After a restart the same people go on where they stopped", async () => {
  await using first = await startServer();
  await using ann = await enter(first, "ann");
  const said: Frame[] = [];
  for (let n = 1; n <= 5; n++) said.push(await ann.say(`${n}`));
  await first.process.stop("SIGTERM");
  await using second = await startServer({ data: first.data });
  const { resume } = ann.welcome;
  await using again = await enter(second, "ann", { resume, since: 3 });
  assertEquals(again.frames("msg"), said.slice(3).map((frame) => ({ ...frame, old: true })));
  assertEquals(again.welcome.last, 5);
  assertEquals(await again.say("5", said[4]!.cid), said[4], "a cid is known after a restart");
  const next = await again.say("6");
  assertEquals(next.id, 6);
  assert(next.ts > said[4]!.ts);
});

for (const signal of ["SIGINT", "SIGTERM", "SIGQUIT"] as const) {
  Deno.test({
    ignore: Deno.build.os === "windows",
    name: `serve and join stop in order at ${signal}`,
    async fn() {
      await using server = await startServer();
      const follow = joinArgs(server, "--nick", "bot", "--json", "--follow");
      await using bot = await startChat(follow);
      await bot.waitForOutput(/"live"/);
      assertEquals((await bot.stop(signal)).code, 0);
      assertEquals((await server.process.stop(signal)).code, 0);
    },
  });
}
