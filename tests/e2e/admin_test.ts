import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname } from "node:path";
import { chatCommand } from "../support/command.ts";
import { connectLines, type LineClient } from "../support/lines.ts";
import { needs } from "../support/missing.ts";
import { runChat, startChat, startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { tempFolder } from "./support/temp.ts";

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

Deno.test({
  ...needs("tmux"),
  name: "serve draws a command anew below what happens while it is typed",
  async fn() {
    await using folder = await tempFolder();
    const command = [...chatCommand(), "serve", "--port", "0", "--data", folder.path];
    await using terminal = await Terminal.start(command, { cols: 100, rows: 40 });
    await terminal.waitFor(/^>$/m);
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(await terminal.screen())!;
    await terminal.type("/say half a");
    await terminal.waitFor(/^> \/say half a$/m);
    await using ann = await connectLines({ hostname: "127.0.0.1", port: Number(port) });
    assertEquals(await hello(ann, "ann"), "welcome");
    const screen = await terminal.waitFor(/joined.*nick=ann[^]*> \/say half a$/m);
    assertEquals([...screen.matchAll(/half a/g)].length, 1, screen);
    await terminal.type(" command");
    await terminal.key("Enter");
    assertStringIncludes(await ann.next(/half a command/), '"nick":"server"');
    await terminal.key("C-c");
    await ann.nextFrame("shutdown");
    await terminal.exited();
  },
});

/** Runs `chat admin` on a data folder. */
const admin = (data: string, ...words: string[]) => runChat(["admin", "--data", data, ...words]);

Deno.test({
  ignore: Deno.build.os === "windows",
  name: "chat admin gives commands to a server without a terminal: who, kick, ban, unban, quit",
  async fn() {
    await using server = await startServer();
    await using ann = await connectLines(server.address);
    assertEquals(await hello(ann, "ann lee"), "welcome");
    const who = await admin(server.data, "/who");
    assertEquals([who.code, who.stdout], [0, "ann lee  127.0.0.1  #lobby\n"]);
    const kicked = await admin(server.data, "kick", "ann", "lee", "being", "rude");
    assertEquals(kicked.code, 0);
    assertStringIncludes(await ann.next(/"error"/), "being rude");
    await ann.closed;
    const nobody = await admin(server.data, "/kick", "ann", "lee");
    assertEquals([nobody.code, nobody.stdout], [1, 'Nobody here is called "ann"\n']);
    const banned = await admin(server.data, "/ban", "192.0.2.0/24", "for", "2h", "spam");
    assertStringIncludes(banned.stdout, "192.0.2.0/24: banned until");
    await using list = await startChat(["admin", "--data", server.data], {
      stdin: "/bans\n/unban 192.0.2.9/24\n",
    });
    const { code, stdout } = await list.ended;
    assertEquals([code, stdout.split("\n").length], [0, 3], stdout);
    assertEquals((await admin(server.data, "/quit")).code, 0);
    assertEquals((await server.process.ended).code, 0);
    const none = await admin(server.data, "/who");
    assertEquals([none.code, none.stdout], [1, ""]);
    assertStringIncludes(none.stderr, "No server runs");
  },
});

Deno.test({
  ignore: Deno.build.os === "windows",
  name:
    "chat admin reaches a data folder whose path is too long for a socket, and one behind a link",
  async fn() {
    await using folder = await tempFolder();
    const long = `${folder.path}/${"long".repeat(30)}`;
    await Deno.mkdir(`${folder.path}/real`);
    await Deno.symlink("real", `${folder.path}/link`);
    for (const data of [long, `${folder.path}/link`]) {
      await using server = await startServer({ data });
      assertEquals((await admin(data, "/who")).stdout, "Nobody is here\n");
      const { socket } = JSON.parse(await Deno.readTextFile(`${data}/admin.json`));
      assertEquals((await server.process.stop()).code, 0);
      await assertRejects(() => Deno.stat(`${data}/admin.json`), Deno.errors.NotFound);
      await assertRejects(() => Deno.stat(dirname(socket)), Deno.errors.NotFound);
    }
  },
});

/** Copies a folder as most programs do: each entry that is no folder is opened and read. */
async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const copy = isDirectory ? copyFolder : Deno.copyFile;
    await copy(`${from}/${name}`, `${to}/${name}`);
  }
}

Deno.test({
  ignore: Deno.build.os === "windows",
  name: "the data folder of a running server can be copied, and the copy has no server",
  async fn() {
    await using folder = await tempFolder();
    const data = `${folder.path}/data`;
    await using server = await startServer({ data });
    await copyFolder(data, `${folder.path}/copy`);
    const none = await admin(`${folder.path}/copy`, "/quit");
    assertEquals(none.code, 1);
    assertStringIncludes(none.stderr, "No server runs");
    await using other = await startServer({ data: `${folder.path}/copy` });
    assertEquals((await admin(other.data, "/quit")).code, 0);
    assertEquals((await other.process.ended).code, 0);
    assertEquals((await admin(server.data, "/who")).stdout, "Nobody is here\n");
  },
});

Deno.test({
  ignore: Deno.build.os === "windows",
  name:
    "a second server on the folder does not take the socket away, and one after a crash replaces it",
  async fn() {
    await using folder = await tempFolder();
    const data = `${folder.path}/data`;
    let socket: string;
    {
      await using server = await startServer({ data });
      ({ socket } = JSON.parse(await Deno.readTextFile(`${data}/admin.json`)));
      assertEquals((await Deno.stat(socket)).mode! & 0o777, 0o600);
      const second = await runChat(["serve", "--port", "0", "--data", data]);
      assertEquals(second.code, 4, second.stderr);
      assertEquals((await admin(data, "/who")).code, 0);
      await server.process.stop("SIGKILL");
    }
    assertEquals((await admin(data, "/who")).code, 1);
    await using _server = await startServer({ data });
    assertEquals((await admin(data, "/who")).code, 0);
    await assertRejects(() => Deno.stat(dirname(socket)), Deno.errors.NotFound);
  },
});
