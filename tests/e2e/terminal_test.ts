/** A person's screen: real clients in real terminals, and what happens to them. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { chatCommand, chatDenoVersion } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { joinArgs, Process, type Server, startServer } from "../support/process.ts";
import { Terminal, type TerminalOptions } from "../support/tmux.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";

function join(
  server: Pick<Server, "address">,
  args: readonly string[] = [],
  options: TerminalOptions = {},
): Promise<Terminal> {
  return Terminal.start([...chatCommand(), ...joinArgs(server, ...args)], options);
}

/** A client of someone who has a nickname, as soon as it may talk. */
async function enter(
  server: Pick<Server, "address">,
  nick: string,
  options: TerminalOptions = {},
  ...args: string[]
): Promise<Terminal> {
  const terminal = await join(server, ["--nick", nick, ...args], options);
  await terminal.waitFor(/You are|Вы /);
  return terminal;
}

async function submit(terminal: Terminal, text: string): Promise<void> {
  await terminal.type(text);
  await terminal.key("Enter");
}

function rows(screen: string): string[] {
  // tmux hands on the marks that keep the direction of a text to itself
  return screen.replace(/[\u2066-\u2069]/g, "").trimEnd().split("\n").map((row) => row.trimEnd());
}

/** What people did and said, without the time before it, which no test can know. */
function said(screen: string): string[] {
  const isOfPeople = (row: string) => /^\d\d:\d\d (?!--|!!)/.test(row);
  return rows(screen).filter(isOfPeople).map((row) => row.slice(6));
}

Deno.test({
  ...needs("tmux"),
  name: "chat join asks for a nickname, tells why one is refused, and asks again",
  async fn() {
    await using server = await startServer();
    await using _ann = await enter(server, "ann");
    await using terminal = await join(server);
    await terminal.waitFor(/^Nickname:/m);
    await submit(terminal, " ".repeat(3));
    await submit(terminal, "x".repeat(40));
    await terminal.waitFor(/is 40 columns wide; the maximum is 32/);
    await terminal.key("C-u");
    await submit(terminal, "Ann");
    await terminal.waitFor(/!! The nickname 'Ann' is taken/);
    await submit(terminal, "bob");
    const screen = await terminal.waitFor(/You are bob in lobby/);
    assertMatch(screen, /Here \(2\): ann, bob/);
    assertMatch(screen, /^bob>$/m);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: three talk at 80x24, 40x12 and in Hebrew, and none disturbs what is typed",
  async fn() {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using nihon = await enter(server, "日本 👍", { cols: 40, rows: 12 });
    await using shalom = await enter(server, "שלום", {}, "--lang", "ru");
    await ann.type("half a 思 thought");
    await submit(nihon, "こんにちは ann, this is more than a row of forty columns");
    await ann.waitFor("forty columns");
    await submit(shalom, "שלום עולם, what a day");
    await ann.waitFor("what a day");
    const end = rows(await ann.waitFor(/^ann> half a 思 thought$/m));
    assertEquals(end.at(-1), "ann> half a 思 thought");
    assertEquals(said(end.join("\n")).slice(-2), [
      "日本 👍: こんにちは ann, this is more than a row of forty columns",
      "שלום: שלום עולם, what a day",
    ]);
    await ann.key("Enter");
    const narrow = rows(await nihon.waitFor(/^\d\d:\d\d ann: half a 思 thought\n日本 👍>$/m));
    assertEquals(narrow.at(-1), "日本 👍>");
    assert(narrow.every((row) => row.length <= 40), narrow.join("\n"));
    await shalom.waitFor(/^\d\d:\d\d ann: half a 思 thought$/m);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: whole words typed while messages arrive are said as they were typed",
  async fn() {
    await using server = await startServer({ args: ["--rate", "0"] });
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob", { cols: 40, rows: 12 });
    const words = Array.from({ length: 40 }, (_, n) => `word${n}`);
    const typing = (async () => {
      for (const word of words) await ann.type(`${word} `);
    })();
    for (let n = 0; n < 15; n++) await submit(bob, `message ${n} of someone who does not wait`);
    await typing;
    await ann.waitFor("message 14");
    await ann.key("Enter");
    const screen = await ann.waitFor(/^\d\d:\d\d ann: word0/m);
    const message = screen.slice(screen.search(/\d\d:\d\d ann: word0/)).split("\nann>")[0] ?? "";
    assertEquals(message.slice(11).split(/\s+/).filter(Boolean), words);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: a paste is one message, keeps its indentation, and is folded when it is long",
  async fn() {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob");
    await ann.paste("if x:\n\treturn\nend\n");
    await ann.waitFor("3 lines, one message: Enter sends");
    assertEquals(said(await bob.screen()), []);
    await ann.key("Enter");
    const screen = rows(await bob.waitFor(/end$/m));
    const first = screen.findIndex((row) => row.endsWith("ann: if x:"));
    assertEquals(screen.slice(first, first + 3).map((row) => row.slice(11)), [
      "if x:",
      "    return",
      "end",
    ]);
    await ann.paste(Array.from({ length: 40 }, (_, n) => `line ${n}`).join("\n"));
    await ann.waitFor("40 lines, one message");
    await ann.key("Enter");
    await bob.waitFor(/… 28 more lines: \/more/);
    await submit(bob, "/more");
    await bob.waitFor(/line 39$/m);
    await ann.paste(Array.from({ length: 101 }, () => "x").join("\n"));
    await ann.waitFor("101 of 100 lines");
    await ann.key("Enter");
    await ann.waitFor("The message has 101 lines; the maximum is 100");
    await ann.waitFor("101 of 100 lines");
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: /nick, /me, /msg, /who, /room and a word that is no command",
  async fn() {
    await using server = await startServer();
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "Bob Lee");
    await submit(ann, "/nick rose");
    await bob.waitFor(/= ann is now rose$/m);
    await ann.waitFor(/^rose>$/m);
    await submit(ann, "/me waves");
    await bob.waitFor(/\* rose waves$/m);
    await ann.type("/msg bo");
    await ann.key("Tab");
    await ann.waitFor("/msg Bob Lee");
    await submit(ann, "psst");
    await bob.waitFor(/2\.rose 1!/);
    await ann.type("bo");
    await ann.key("Tab");
    await submit(ann, "hello");
    await bob.waitFor(/rose: Bob Lee: hello$/m);
    await submit(ann, "/whatever");
    await ann.waitFor("Unknown command /whatever");
    await ann.waitFor(/^rose> \/whatever$/m);
    await ann.key("C-u");
    await submit(ann, "//whatever");
    await bob.waitFor(/rose: \/whatever$/m);
    await submit(ann, "/who");
    await ann.waitFor(/Here \(2\): (rose, Bob Lee|Bob Lee, rose)/);
    await submit(ann, "/room dev");
    await ann.waitFor(/^#dev rose>$/m);
    await submit(bob, "rose, are you there?");
    await ann.waitFor(/^3\.#dev {2}.*lobby 1!/m);
    await ann.key("M-a");
    await ann.waitFor(/Bob Lee: rose, are you there\?$/m);
    await submit(ann, "/part");
    await bob.waitFor(/← rose left$/m);
    await ann.waitFor(/^#dev rose>$/m);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: a killed server is waited for, and what was typed meanwhile is said once",
  async fn() {
    await using data = await tempFolder();
    const args = ["--port", `${lastingPort()}`];
    await using all = new AsyncDisposableStack();
    let server = await startServer({ data: data.path, args });
    all.defer(() => server[Symbol.asyncDispose]());
    await using ann = await enter(server, "ann");
    await using bob = await enter(server, "bob", { cols: 40, rows: 12 });
    await submit(ann, "before");
    await bob.waitFor(/ann: before$/m);
    await server.process.stop("SIGKILL");
    await ann.waitFor(/Trying again/);
    await submit(ann, "typed meanwhile");
    await submit(ann, "and this");
    await ann.waitFor("(2 to be sent)");
    await ann.waitFor(/… ann: typed meanwhile$/m);
    await ann.type("half a tho");
    await server[Symbol.asyncDispose]();
    server = await startServer({ data: data.path, args });
    await ann.waitFor(/Connected again/);
    await ann.waitFor(/^\d\d:\d\d ann: and this$/m);
    const after = await bob.waitFor(/^\d\d:\d\d ann: and this$/m);
    assertEquals(said(after).filter((line) => line.startsWith("ann:")), [
      "ann: before",
      "ann: typed meanwhile",
      "ann: and this",
    ]);
    assertEquals(rows(await ann.screen()).at(-1), "ann> half a tho");
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join shows the cache where there is no server, and again what it shows is there once",
  async fn() {
    await using home = await tempFolder();
    await using data = await tempFolder();
    const args = ["--port", `${lastingPort()}`];
    const first = await startServer({ data: data.path, args });
    {
      await using all = new AsyncDisposableStack();
      all.use(first);
      const ann = all.use(await enter(first, "ann", { home: home.path }));
      await submit(ann, "remember this");
      await ann.waitFor(/^\d\d:\d\d ann: remember this$/m);
      await submit(ann, "/quit");
      assertEquals(await ann.exited(), 0);
    }
    await using ann = await join(first, ["--nick", "ann"], { home: home.path });
    await ann.waitFor(/-- \[.*\] ann: remember this$/m);
    await ann.waitFor(/No server is running there/);
    await using _server = await startServer({ data: data.path, args });
    const screen = await ann.waitFor(/You are ann in lobby/);
    assertEquals(screen.match(/remember this/g)?.length, 1);
  },
});

/** The client, then whether the terminal is as it was before. */
function restoring(server: Server): string[] {
  const command = [...chatCommand(), ...joinArgs(server, "--nick", "ann")];
  const quoted = command.map((word) => `'${word}'`).join(" ");
  const script = `sh -c 'echo $$ > "$HOME/pid"; exec "$@"' - ${quoted}; ` +
    `echo "ended with $?"; stty -a; exec cat`;
  return ["sh", "-c", script];
}

async function assertRestored(terminal: Terminal, code: number): Promise<string> {
  const screen = await terminal.waitFor(/ -?icanon/);
  assertMatch(screen, new RegExp(`^ended with ${code}$`, "m"));
  assertMatch(screen, / icanon /);
  assertMatch(screen, / echo /);
  return screen;
}

for (const leaving of ["C-c", "C-d", "/quit", "exit", "выход"]) {
  Deno.test({
    ...needs("tmux"),
    name: `chat join: ${leaving} leaves at once, and the terminal is as it was`,
    async fn() {
      await using server = await startServer();
      await using terminal = await Terminal.start(restoring(server));
      await terminal.waitFor(/^ann>$/m);
      if (leaving.startsWith("C-")) await terminal.key(leaving);
      else await submit(terminal, leaving);
      const screen = await assertRestored(terminal, 0);
      assert(!screen.includes("ann>"), "nothing is left of what was typed");
    },
  });
}

Deno.test({
  ...needs("tmux"),
  name: "chat join: no copy of the input is left above a fresh screen or one cleared by C-l",
  async fn() {
    await using server = await startServer();
    await using bob = await enter(server, "bob");
    await using ann = await join(server);
    await ann.waitFor(/^Nickname:/m);
    await submit(ann, "ann");
    await ann.waitFor(/^ann>$/m);
    await ann.type("a secret draft");
    await ann.key("C-l");
    await submit(bob, "one");
    await ann.waitFor(/bob: one\nann> a secret draft/);
    await ann.key("C-l");
    await ann.type("!");
    await ann.key("C-u");
    await submit(bob, "two");
    await ann.waitFor(/bob: two\nann>$/m);
    const kept = await ann.everything();
    assertEquals(kept.match(/Nickname|secret/g), null, kept);
    assertEquals(kept.match(/ann>/g)?.length, 1);
  },
});

/** A shell in which somebody has joined, and the terminal in which the server runs. */
async function joinedInShell(all: AsyncDisposableStack, command = chatCommand()) {
  const data = all.use(await tempFolder());
  const serve = [...chatCommand(), "serve", "--port", "0", "--data", data.path];
  const server = all.use(await Terminal.start(serve, { cols: 100 }));
  // it writes in its folder until its end
  all.defer(async () => {
    await server.key("C-c");
    await server.exited();
  });
  const [, port] = /listening on 127\.0\.0\.1:(\d+)/
    .exec(await server.waitFor(/listening on 127\.0\.0\.1:\d+/)) ?? [];
  const shell = all.use(await Terminal.start(["bash", "--norc", "-i"], { cols: 200 }));
  const join = [...command, "join", "127.0.0.1", `${port}`, "--nick", "ann"];
  await submit(shell, join.map((word) => `'${word}'`).join(" "));
  await shell.waitFor(/You are ann/);
  return { server, shell };
}

Deno.test({
  ...needs("tmux", "bash"),
  name:
    "chat join: what somebody goes on typing when removed from the chat is not run by the shell",
  async fn() {
    await using all = new AsyncDisposableStack();
    const { server, shell } = await joinedInShell(all);
    await shell.type("half a sen");
    await shell.waitFor("ann> half a sen");
    await submit(server, "/kick ann");
    const screen = await shell.waitFor(/-- Enter leaves/);
    assertMatch(
      screen,
      /!! You were removed from the chat: .*\n {3}-- You were typing:\n {3}-- half a sen\n/,
    );
    await submit(shell, "tence; echo ran-in-the-sh''ell");
    await shell.key("Enter");
    await shell.waitFor(/-- half a sen\n\S+[#$] *\s*$/);
    await submit(shell, "echo \"code $?\" back-in-the-sh''ell");
    const after = await shell.waitFor("back-in-the-shell");
    assertMatch(after, /^code 1 /m);
    assert(!after.includes("ran-in-the-shell"), after);
  },
});

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Such a Deno lets no program send itself a signal that may not run others. */
const isOldDeno = (await chatDenoVersion()).startsWith("2.6.");
if (isOldDeno) {
  console.warn("A test is ignored: chat runs on a Deno on which it cannot stop itself");
}

Deno.test({
  ...needs("tmux", "bash"),
  ...(isOldDeno ? { ignore: true } : {}),
  name: "chat join: C-z in deno task, which catches it, gives the terminal to the shell too",
  async fn() {
    await using all = new AsyncDisposableStack();
    const task = [Deno.execPath(), "task", "--quiet", "--config", CONFIG, "chat"];
    const { shell } = await joinedInShell(all, task);
    for (const word of ["one", "two"]) {
      await shell.type(word);
      await shell.waitFor(`ann> ${word}`);
      await shell.key("C-z");
      await shell.waitFor(/\[1\]\+ +Stopped[^]*[#$]\s*$/);
      await submit(shell, "clear; fg");
      await shell.waitFor(new RegExp(`ann> ${word}$`, "m"));
      await shell.key("Enter");
      await shell.waitFor(`ann: ${word}`);
    }
    await shell.key("C-c");
    // the prompt of the shell
    await shell.waitFor(/[#$]\s*$/);
    await submit(shell, 'echo "code $?" again');
    await shell.waitFor(/^code 0 again/m);
  },
});

Deno.test({
  ...needs("tmux", "bash"),
  ...(isOldDeno ? { ignore: true } : {}),
  name:
    "chat join: C-z gives the terminal to the shell, fg takes it back, a paste is one message still",
  async fn() {
    await using all = new AsyncDisposableStack();
    const { shell } = await joinedInShell(all);
    await shell.type("half a tho");
    await shell.waitFor("ann> half a tho");
    await shell.key("C-z");
    await shell.waitFor(/\[1\]\+ +Stopped/);
    await submit(shell, "stty -a; fg");
    const screen = await shell.waitFor(/ icanon [^]*ann> half a tho$/m);
    assertEquals(screen.match(/half a tho/g)?.length, 1);
    await shell.paste("ught\ntwo\nthree");
    await shell.waitFor("3 lines, one message: Enter sends");
    await shell.key("Enter");
    await shell.waitFor(/ann: half a thought\n +two\n +three\n/);
  },
});

for (const signal of ["SIGTERM", "SIGHUP"] as const) {
  Deno.test({
    ...needs("tmux"),
    name: `chat join: ${signal} leaves, and the terminal is as it was`,
    async fn() {
      await using home = await tempFolder();
      await using server = await startServer();
      await using terminal = await Terminal.start(restoring(server), { home: home.path });
      await terminal.waitFor(/^ann>$/m);
      Deno.kill(Number(await Deno.readTextFile(`${home.path}/pid`)), signal);
      await assertRestored(terminal, 0);
    },
  });
}

Deno.test({
  ...needs("tmux", "mkfifo"),
  name: "chat join: whose window is closed leaves in order, also while the editor is open",
  async fn() {
    await using folder = await tempFolder();
    await using server = await startServer();
    const command = [...chatCommand(), ...joinArgs(server, "--nick", "ann")];
    for (const editor of [undefined, "sleep 1000 #"]) {
      const home = `${folder.path}/${editor}`;
      await Deno.mkdir(home);
      await using errors = await Process.start(["sh", "-c", "mkfifo to; echo made; cat to"], {
        home,
      });
      await errors.waitForOutput(/made/);
      const warned = ["sh", "-c", `exec "$@" 2>"$HOME/to"`, "sh", ...command];
      const env = { EDITOR: editor ?? "" };
      await using ann = await Terminal.start(warned, { home, env });
      await ann.waitFor(/^ann>$/m);
      await ann.type("a draft");
      await ann.waitFor("ann> a draft");
      if (editor !== undefined) await ann.key("M-e");
      if (editor !== undefined) await ann.waitFor(/^(?!.*ann>)/s);
      await ann.hangUp();
      // an error that nobody expected would stand here
      assertEquals((await errors.ended).stdout, "made\n");
    }
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: who leaves while the server is away is told what was not sent",
  async fn() {
    const server = await startServer();
    await using terminal = await Terminal.start(restoring(server));
    await terminal.waitFor(/^ann>$/m);
    await server[Symbol.asyncDispose]();
    await terminal.waitFor(/Trying again/);
    await submit(terminal, "never sent");
    await terminal.waitFor("(1 to be sent)");
    await terminal.key("C-c");
    const screen = await assertRestored(terminal, 0);
    assertMatch(screen, /1 message was not sent:\n {3}-- never sent$/m);
  },
});

Deno.test({
  ...needs("tmux", "script"),
  name: "chat join: on a dumb terminal there are lines alone",
  async fn() {
    await using server = await startServer();
    await using home = await tempFolder();
    const words = [...chatCommand(), ...joinArgs(server)].map((word) => `'${word}'`);
    await Deno.writeTextFile(`${home.path}/run`, `TERM=dumb exec ${words.join(" ")}`);
    // it gives the program a terminal of its own, and keeps all that is written to that
    const recorded = ["script", "-qec", `sh '${home.path}/run'`, `${home.path}/output`];
    await using ann = await Terminal.start(recorded, { home: home.path });
    await using bob = await enter(server, "bob");
    await ann.waitFor(/^Nickname:/m);
    await submit(ann, "ann");
    await ann.waitFor(/You are ann in lobby/);
    await submit(bob, "hello ann");
    await ann.waitFor(/bob: hello ann$/m);
    await submit(ann, "hello bob");
    await bob.waitFor(/ann: hello bob$/m);
    await submit(ann, "/quit");
    assertEquals(await ann.exited(), 0);
    const output = await Deno.readTextFile(`${home.path}/output`);
    assertMatch(output, /bob: hello ann/);
    // deno-lint-ignore no-control-regex
    assertEquals(output.match(/\x1b./g), null);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "chat join: without colours where NO_COLOR says so, but with bold and the like",
  async fn() {
    await using server = await startServer();
    await using plain = await enter(server, "ann", { env: { NO_COLOR: "1" } });
    await using colours = await enter(server, "bob");
    // deno-lint-ignore no-control-regex
    const colour = /\x1b\[(?:\d+;)*(?:3[0-8]|9\d)(?:;\d+)*m/;
    await submit(colours, "hello ann");
    await plain.waitFor("hello ann");
    const screen = await plain.screen({ colors: true });
    assert(!colour.test(screen));
    // deno-lint-ignore no-control-regex
    assertMatch(screen, /\x1b\[(?:0;)?(?:1m\x1b\[7|1;7)mann/);
    assertMatch(await colours.screen({ colors: true }), colour);
  },
});
