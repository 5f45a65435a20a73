/** Output and input that cannot be used: the chat goes on, and the exit code tells the truth. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { needs, needsPath } from "../support/missing.ts";
import { joinArgs, listening, Process, runChat, startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { messages } from "./support/data.ts";
import { enter } from "./support/guest.ts";
import { type TempFolder, tempFolder } from "./support/temp.ts";

/** How much a pipe of Linux holds. */
const PIPE_BYTES = 64 * 1024;

const hasFullDevice = needsPath("/dev/full");

/** Runs `chat` with these arguments in a shell that changes where its output goes. */
function inShell(redirection: string, args: readonly string[]): Promise<Process> {
  const command = [...chatCommand(), ...args].map((word) => `'${word}'`).join(" ");
  return Process.start(["bash", "-c", `exec ${command} ${redirection}`], { stdin: "" });
}

/** A named pipe that holds all it can and is not read. */
async function fullPipe(folder: TempFolder): Promise<{ path: string } & AsyncDisposable> {
  const path = `${folder.path}/pipe`;
  await new Deno.Command("mkfifo", { args: [path] }).output();
  const file = await Deno.open(path, { read: true, write: true });
  await file.write(new Uint8Array(PIPE_BYTES));
  return {
    path,
    [Symbol.asyncDispose]: () => {
      file.close();
      return Promise.resolve();
    },
  };
}

/** Whether a server takes messages, and stops when it is asked to. */
async function assertServes(process: Process, data: string): Promise<void> {
  const address = await listening(process);
  await using ann = await enter({ address }, "ann");
  await ann.say("hi");
  assertEquals((await messages(data)).map(({ text }) => text), ["hi"]);
  const { code, signal } = await process.stop("SIGTERM");
  assertEquals([code, signal], [0, null]);
}

for (
  const [name, redirection] of [
    ["full", "2>/dev/full"],
    ["closed", "2>&-"],
    ["a pipe whose reader has gone", "2> >(exec true)"],
  ] as const
) {
  Deno.test({
    ...needs("bash"),
    ignore: hasFullDevice.ignore || needs("bash").ignore,
    name: `A server whose standard error is ${name} serves and stops in order`,
    async fn() {
      await using folder = await tempFolder();
      const args = ["serve", "--port", "0", "--data", folder.path];
      await using process = await inShell(redirection, args);
      await assertServes(process, folder.path);
    },
  });
}

Deno.test({
  ...needs("bash", "mkfifo"),
  name: "A server whose standard error nobody reads serves and stops in order",
  async fn() {
    await using folder = await tempFolder();
    await using pipe = await fullPipe(folder);
    const data = `${folder.path}/data`;
    const args = ["serve", "--port", "0", "--data", data];
    await using process = await inShell(`2>'${pipe.path}'`, args);
    await assertServes(process, data);
  },
});

Deno.test({
  ...needs("bash"),
  ignore: hasFullDevice.ignore || needs("bash").ignore,
  name: "A server whose standard output is full says so in its log and serves",
  async fn() {
    await using folder = await tempFolder();
    const args = ["serve", "--port", "0", "--data", folder.path];
    await using process = await inShell("1>/dev/full", args);
    await process.waitForOutput(/warn {2}"?addresses not printed.*No space left/);
    assertEquals((await process.stop("SIGTERM")).code, 0);
  },
});

Deno.test({
  ...needs("bash"),
  name: "A server whose terminal has hung up goes on",
  ignore: Deno.build.os === "windows" || needs("bash").ignore,
  async fn() {
    await using server = await startServer();
    server.process.signal("SIGHUP");
    await assertServes(server.process, server.data);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "A server whose window is closed goes on, and ends in order",
  async fn() {
    await using home = await tempFolder();
    const command = [...chatCommand(), "serve", "--port", "0", "--data", `${home.path}/data`];
    const script = `echo $$ >"$HOME/pid"; exec "$@"`;
    await using terminal = await Terminal.start(["sh", "-c", script, "sh", ...command], {
      home: home.path,
      cols: 120,
    });
    const screen = await terminal.waitFor(/listening on 127\.0\.0\.1:\d+\n[^]*>/);
    const [, port] = /listening on 127\.0\.0\.1:(\d+)/.exec(screen)!;
    const pid = Number(await Deno.readTextFile(`${home.path}/pid`));
    await using ann = await enter(
      { address: { hostname: "127.0.0.1", port: Number(port) } },
      "ann",
    );
    try {
      await terminal.hangUp();
      // the word of that is on its way to the server
      for (let n = 0; n < 100; n++) await ann.settled();
      await ann.say("still here");
      Deno.kill(pid, "SIGTERM");
      await ann.nextFrame("shutdown");
      await ann.closed;
    } finally {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // it has ended, as it should
      }
    }
  },
});

Deno.test({
  ...needs("bash"),
  ignore: hasFullDevice.ignore || needs("bash").ignore,
  name: "A client whose standard error is full sends all the same",
  async fn() {
    await using server = await startServer({ args: ["--tls"] });
    const command = [...chatCommand(), ...joinArgs(server, "--nick", "bot")]
      .map((word) => `'${word}'`).join(" ");
    // the first visit warns of a new certificate, the second line is one that cannot be sent
    const script =
      `{ echo a; head -c 20000 /dev/zero | tr '\\0' x; echo; echo c; } | ${command} 2>/dev/full`;
    await using client = await Process.start(["bash", "-c", script], { stdin: "" });
    assertEquals((await client.ended).code, 1);
    assertEquals((await messages(server.data)).map(({ text }) => text), ["a", "c"]);
  },
});

Deno.test({
  ...needs("bash"),
  ignore: hasFullDevice.ignore || needs("bash").ignore,
  name: "A client that cannot write its output or read its input says why and ends with 1",
  async fn() {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await ann.say("one");
    const follow = joinArgs(server, "--nick", "log", "--json", "--follow", "--history", "5");
    await using full = await inShell(">/dev/full", follow);
    const { code, stderr } = await full.ended;
    assertMatch(stderr, /^Cannot write the output: the disk is full/m);
    assertEquals(code, 1);
    await using folder = await inShell("</", joinArgs(server, "--nick", "bot"));
    const ended = await folder.ended;
    assertMatch(ended.stderr, /^Cannot read the input: it is a folder/m);
    assertEquals(ended.code, 1);
  },
});

Deno.test({
  ...needs("bash", "mkfifo"),
  name: "A client whose reader takes nothing ends soon after the first signal",
  async fn() {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await ann.say("one");
    await using folder = await tempFolder();
    await using pipe = await fullPipe(folder);
    const follow = joinArgs(server, "--nick", "log", "--json", "--follow", "--history", "5");
    await using client = await inShell(`>'${pipe.path}'`, follow);
    await ann.next('"nick":"log"');
    const { code, signal, stderr } = await client.stop("SIGTERM");
    assertEquals([code, signal], [1, null]);
    assertStringIncludes(stderr, "Stopped before all output was read");
  },
});

Deno.test({
  ...needs("bash"),
  ignore: hasFullDevice.ignore || needs("bash").ignore,
  name: "Output of a command that cannot be written: the reason and exit code 1",
  async fn() {
    for (const args of [["man"], ["help", "serve"], ["completions", "bash"], ["--version"]]) {
      await using process = await inShell(">/dev/full", args);
      const { code, stderr } = await process.ended;
      assertMatch(stderr, /^Cannot write the output: the disk is full[^\n]*\n$/);
      assertEquals(code, 1, args.join(" "));
    }
    assert((await runChat(["man"])).stdout.length > 1000);
  },
});

Deno.test({
  ...needs("python3"),
  name: "chat join shows every message on a terminal that is in non-blocking mode and slow",
  async fn() {
    await using server = await startServer();
    const count = 80;
    {
      await using ann = await enter(server, "ann");
      for (let i = 1; i <= count; i++) await ann.say(`m${i} ${"word ".repeat(60)}`);
    }
    const script = new URL("support/non_blocking_terminal.py", import.meta.url).pathname;
    const join = joinArgs(server, "--nick", "bob", "--history", `${count}`);
    const args = [script, `m${count} `, ...chatCommand(), ...join];
    await using terminal = await Process.start(["python3", ...args], {
      env: { TERM: "xterm-256color" },
    });
    const { stdout, stderr } = await terminal.ended;
    assertEquals(stdout, `True ${count}\n`, stderr);
  },
});

Deno.test("A client at a web port, a port of IRC or of metrics says what is there instead of a chat", async () => {
  const ports = ["--web-port", "--irc-port", "--metrics-port"].flatMap((each) => [each, "0"]);
  await using server = await startServer({ args: ports });
  const cases = [
    [/^web on .+:(\d+)$/m, /That is a web port/],
    [/^irc on .+:(\d+)$/m, /That is an IRC port/],
    [/^metrics on .+:(\d+)$/m, /That is a web port/],
  ] as const;
  await Promise.all(cases.map(async ([listens, says]) => {
    const [, port = ""] = await server.process.waitForOutput(listens);
    const address = { ...server.address, port: Number(port) };
    const args = joinArgs({ address }, "--nick", "ann", "--json", "--follow");
    await using client = await Process.start([...chatCommand(), ...args]);
    await client.waitForOutput(says);
  }));
});
