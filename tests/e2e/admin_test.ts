import { assertEquals, assertStringIncludes } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { connectLines, type LineClient } from "../support/lines.ts";
import { needs } from "../support/missing.ts";
import { startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";

async function hello(client: LineClient, nick: string): Promise<string> {
  await client.send({ type: "hello", v: 1, nick });
  const line = await client.next((line) => /"type":"(?:welcome|error)"/.test(line));
  const { type, code } = JSON.parse(line);
  return code ?? type;
}

Deno.test({
  ...needs("tmux"),
  name: "serve takes commands from its own terminal: kick, ban, unban, say, quit",
  async fn() {
    const data = await Deno.makeTempDir({ prefix: "chat-data-" });
    {
      const command = [...chatCommand(), "serve", "--port", "0", "--data", data];
      await using terminal = await Terminal.start(command, { cols: 100, rows: 40 });
      const type = async (line: string) => {
        await terminal.type(line);
        await terminal.key("Enter");
      };
      await terminal.waitFor(/listening on 127\.0\.0\.1:\d+/);
      const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(await terminal.screen())!;
      const address = { hostname: "127.0.0.1", port: Number(port) };
      await using ann = await connectLines(address);
      assertEquals(await hello(ann, "ann"), "welcome");
      await using eve = await connectLines(address);
      assertEquals(await hello(eve, "eve"), "welcome");
      await type("/say hello all");
      assertStringIncludes(await ann.next(/hello all/), '"nick":"server"');
      await type("/ban eve for 2h");
      assertStringIncludes(await eve.next(/"error"/), '"code":"kicked"');
      await eve.closed;
      await ann.next(/"left".*"eve"/);
      await terminal.waitFor(/eve: banned until/);
      await using again = await connectLines(address);
      assertEquals(await hello(again, "еvе"), "banned");
      await type("/unban eve");
      await terminal.waitFor(/no longer banned/);
      assertEquals(await hello(again, "eve"), "welcome");
      await type("/ban mallory");
      await terminal.waitFor(/mallory: banned/);
      await type("/quit");
      await ann.nextFrame("shutdown");
      await ann.closed;
      await again.closed;
    }
    await using server = await startServer({ data });
    await using mallory = await connectLines(server.address);
    assertEquals(await hello(mallory, "Mallory"), "banned");
    await Deno.remove(data, { recursive: true });
  },
});

Deno.test({
  ...needs("tmux", "bash"),
  name: "serve --no-console runs in the background of a shell, whose terminal is the shell's own",
  async fn() {
    const data = await Deno.makeTempDir({ prefix: "chat-data-" });
    const serve = [...chatCommand(), "serve", "--no-console", "--port", "0", "--data", data];
    {
      await using terminal = await Terminal.start(["bash", "--norc", "-i"], { cols: 200 });
      const type = async (line: string) => {
        await terminal.type(line);
        await terminal.key("Enter");
      };
      await type(`${serve.map((word) => `'${word}'`).join(" ")} &`);
      const screen = await terminal.waitFor(/listening on 127\.0\.0\.1:\d+/);
      const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(screen)!;
      await using ann = await connectLines({ hostname: "127.0.0.1", port: Number(port) });
      assertEquals(await hello(ann, "ann"), "welcome");
      await type("clear; jobs");
      await terminal.waitFor(/Running/);
      await type("kill %1; wait; exit");
      await ann.nextFrame("shutdown");
      await ann.closed;
      await terminal.exited();
    }
    await Deno.remove(data, { recursive: true });
  },
});

Deno.test("serve refuses a banned address on accept, and says so", async () => {
  const data = await Deno.makeTempDir({ prefix: "chat-data-" });
  await Deno.writeTextFile(`${data}/bans.json`, '[{"address":"127.0.0.1"}]');
  {
    await using server = await startServer({ data });
    await using client = await connectLines(server.address);
    assertEquals((await client.nextFrame("error")).code, "banned");
    await client.closed;
    assertEquals(client.lines.length, 1);
  }
  await Deno.remove(data, { recursive: true });
});

Deno.test("serve takes no commands from a pipe: only whoever sits at the terminal decides", async () => {
  await using server = await startServer();
  await using ann = await connectLines(server.address);
  assertEquals(await hello(ann, "ann"), "welcome");
  await server.process.write("/kick ann\n/quit\n");
  await ann.send({ type: "ping", n: 1 });
  await ann.nextFrame("pong");
});
