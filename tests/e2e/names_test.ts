/** Servers by their names: `/server save`, `chat join NAME`, `chat join` alone, the nickname of last time. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { runChat, startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { tempFolder } from "./support/temp.ts";

Deno.test({
  ...needs("tmux"),
  name:
    "A server that was saved is joined by its name, or chosen by its number, under the nickname of last time",
  async fn() {
    await using home = await tempFolder();
    await using server = await startServer();
    const { hostname, port } = server.address;
    const start = (...args: string[]) =>
      Terminal.start([...chatCommand(), "join", ...args], { home: home.path });

    await using first = await start(`${hostname}:${port}`, "--nick", "ann");
    await first.waitFor(/ann>/);
    await first.type("/server save Work");
    await first.key("Enter");
    await first.waitFor(/chat join Work/);
    await first.type("/quit");
    await first.key("Enter");
    await first.exited();
    const list = await Deno.readTextFile(`${home.path}/.local/state/chat/servers`);
    assertEquals(list, `Work ${hostname}:${port}\n`);

    await using second = await start("work");
    await second.waitFor(/ann>/);
    await second.type("/quit");
    await second.key("Enter");
    await second.exited();

    await using third = await start();
    assertMatch(await third.waitFor(/Number or address:/), /^ +1 {2}Work {2}127\.0\.0\.1:\d+$/m);
    await third.type("1");
    await third.key("Enter");
    await third.waitFor(/ann>/);

    const names = await runChat(["completions", "servers"], { home: home.path });
    assertEquals(names.stdout, "Work\n");
    // a script gets no name that it did not ask for
    const script = await runChat(["join", "Work"], { home: home.path });
    assertEquals(script.code, 2);
    assertStringIncludes(script.stderr, "--nick");
  },
});

Deno.test("chat join without a server in a pipe is a wrong command line, as are two ports", async () => {
  const none = await runChat(["join"]);
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "chat join HOST");
  const two = await runChat(["join", "127.0.0.1:1", "2"]);
  assertEquals(two.code, 2);
  assertStringIncludes(two.stderr, "two ports");
});

Deno.test({
  ...needs("tmux"),
  name: "chat join alone says so where no server is known",
  async fn() {
    await using terminal = await Terminal.start([...chatCommand(), "join"]);
    await terminal.waitFor(/joined no server yet/);
  },
});
