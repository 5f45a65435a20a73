/** The user's pager and editor, in real terminals. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { chatCommand } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { joinArgs, type Server, startServer } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { tempFolder } from "./support/temp.ts";

/** A client in a terminal. */
async function join(server: Pick<Server, "address">, nick: string): Promise<Terminal> {
  const terminal = await Terminal.start([...chatCommand(), ...joinArgs(server, "--nick", nick)]);
  await terminal.waitFor(/You are/);
  return terminal;
}

/**
 * A client in a terminal, and after it the modes of the terminal. It has to leave: the end of the terminal
 * ends the shell alone.
 */
async function enter(
  server: Pick<Server, "address">,
  nick: string,
  env: Record<string, string> = {},
): Promise<Terminal> {
  const command = [...chatCommand(), ...joinArgs(server, "--nick", nick)];
  const quoted = command.map((word) => `'${word}'`).join(" ");
  const terminal = await Terminal.start(
    ["sh", "-c", `trap : INT; ${quoted}; echo "ended with $?"; stty -a; exec cat`],
    { env },
  );
  await terminal.waitFor(/You are/);
  return terminal;
}

async function submit(terminal: Terminal, text: string): Promise<void> {
  await terminal.type(text);
  await terminal.key("Enter");
}

/** A program that the test has written. */
async function script(folder: string, name: string, lines: readonly string[]): Promise<string> {
  const path = `${folder}/${name}`;
  await Deno.writeTextFile(path, ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o700 });
  return path;
}

/** Leaves, and looks whether the terminal is as it was. */
async function leave(terminal: Terminal): Promise<void> {
  await terminal.key("C-u");
  await submit(terminal, "/quit");
  const screen = await terminal.waitFor(/ -?icanon[^]* -?echoe/);
  assertMatch(screen, /ended with 0/);
  assertMatch(screen, / icanon /);
  assertMatch(screen, / echo /);
  assertMatch(screen, /\bisig /);
}

Deno.test({
  ...needs("tmux", "less"),
  name:
    "/pager: less has every key, the chat none, and what was said meanwhile is shown afterwards",
  async fn() {
    await using server = await startServer({ args: ["--rate", "0"] });
    await using ann = await enter(server, "ann", { PAGER: "less" });
    await using bob = await join(server, "bob");
    for (let n = 1; n <= 40; n++) await submit(bob, `message ${n}`);
    await ann.waitFor("message 40");
    for (let round = 0; round < 3; round++) {
      await submit(ann, "/pager");
      await ann.waitFor(/\(END\)/);
      await ann.key("g");
      await ann.waitFor(/── #lobby/);
      if (round === 0) {
        await ann.resize(90, 30);
        // less has drawn anew: it may lose a key that comes before that
        await ann.waitFor(/message 27$/m);
      }
      // Ctrl-C is a key of less then: it takes back what is being typed
      await ann.type("/nothing");
      await ann.waitFor(/^\/nothing$/m);
      await ann.key("C-c");
      await ann.waitFor(/^(?::|\(END\)) *$/m);
      await submit(bob, `said meanwhile ${round}`);
      await bob.waitFor(new RegExp(`bob: said meanwhile ${round}$`, "m"));
      await ann.key("q");
      const screen = await ann.waitFor(new RegExp(`said meanwhile ${round}\\nann>\\n*$`));
      assertEquals(screen.match(/ann>/g)?.length, 1, "the input is there once, and empty");
    }
    await submit(ann, "and I am back");
    await bob.waitFor(/ann: and I am back$/m);
    await leave(ann);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Alt-e: the editor has the terminal as it was before the chat, and gives a text back",
  async fn() {
    await using folder = await tempFolder();
    const editor = await script(folder.path, "editor", [
      `stty -a >"$HOME/modes"; ls -l "$1" >"$HOME/mode"`,
      `echo "the editor: $(cat "$1")"; read answer; printf '%s\\nsecond line\\n' "$answer" >"$1"`,
    ]);
    await using server = await startServer();
    await using bob = await join(server, "bob");
    await using ann = await Terminal.start(
      ["sh", "-c", `stty -a >$HOME/before; exec "$@"`, "sh", ...chatCommand(), ...joinArgs(server)],
      { env: { EDITOR: editor }, home: folder.path },
    );
    await ann.waitFor("Nickname:");
    await submit(ann, "ann");
    await ann.waitFor(/You are/);
    await ann.type("half a thought");
    await ann.key("M-e");
    await ann.waitFor(/^the editor: half a thought$/m);
    // keys go to the editor alone, shown by the terminal itself
    await submit(ann, "typed in the editor");
    await ann.waitFor(/ann> typed in the editor\n {5}second line/);
    await ann.key("Enter");
    await bob.waitFor(/ann: typed in the editor\n +second line/);
    const modes = await Deno.readTextFile(`${folder.path}/modes`);
    assertEquals(modes, await Deno.readTextFile(`${folder.path}/before`));
    assertMatch(await Deno.readTextFile(`${folder.path}/mode`), /^-rw-------/);
  },
});

Deno.test({
  ...needs("tmux"),
  name:
    "Alt-e: a program that fails, is missing or is killed in the middle leaves text and terminal as they were",
  async fn() {
    await using folder = await tempFolder();
    await using server = await startServer();
    const editor = await script(folder.path, "editor", [
      `case "$(cat "$1")" in`,
      `  fails) echo changed >"$1"; exit 3;;`,
      // the other screen, no echo, no cursor, another screen's keys: and then it is gone
      `  dies) stty raw -echo; printf '\\033[?1049h\\033[?25l\\033[?1h\\033[31mgarbage'; kill -9 $$;;`,
      `esac`,
    ]);
    await using ann = await enter(server, "ann", { EDITOR: editor });
    await ann.type("fails");
    await ann.key("M-e");
    await ann.waitFor(/ended with code 3\. The text is as\s+it was/);
    await ann.waitFor(/^ann> fails$/m);
    await ann.key("C-u");
    await ann.type("dies");
    await ann.key("M-e");
    const screen = await ann.waitFor(/was ended by SIGKILL\. The text\s+is\s+as\s+it\s+was/);
    assertMatch(screen, /^ann> dies$/m);
    assert(!screen.includes("garbage"), screen);
    await ann.key("C-u");
    await submit(ann, "still here");
    await ann.waitFor(/ann: still here$/m);
    await leave(ann);
    await using cy = await enter(server, "cy", { EDITOR: "no-such-editor" });
    await cy.type("kept");
    await cy.key("M-e");
    await cy.waitFor(/no-such-editor cannot be run; EDITOR names another program/);
    await cy.waitFor(/^cy> kept$/m);
    await leave(cy);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Alt-e: where the chat is ended meanwhile, the program ends first, and the draft is shown",
  async fn() {
    await using folder = await tempFolder();
    const editor = await script(folder.path, "editor", [
      `echo $PPID >"$HOME/pid"; stty raw -echo; echo waiting; exec sleep 1000`,
    ]);
    await using server = await startServer();
    const command = [...chatCommand(), ...joinArgs(server, "--nick", "ann")];
    await using ann = await Terminal.start(
      ["sh", "-c", `"$@"; echo "ended with $?"; stty -a; exec cat`, "sh", ...command],
      { env: { EDITOR: editor }, home: folder.path },
    );
    await ann.waitFor(/You are/);
    await ann.type("half a thought");
    await ann.key("M-e");
    await ann.waitFor("waiting");
    Deno.kill(Number(await Deno.readTextFile(`${folder.path}/pid`)), "SIGTERM");
    const screen = await ann.waitFor(/ -?icanon/);
    assertMatch(screen, /half a thought/);
    assertMatch(screen, /ended with 0/);
    assertMatch(screen, / icanon /);
  },
});

Deno.test({
  ...needs("tmux"),
  name: "Alt-e and /pager: they run also where the person has chosen the server from the list",
  async fn() {
    await using folder = await tempFolder();
    const editor = await script(folder.path, "editor", [`echo "from the editor" >"$1"`]);
    const pager = await script(folder.path, "pager", [
      `echo "here is the pager"; read answer </dev/tty`,
    ]);
    await using server = await startServer();
    const { hostname, port } = server.address;
    const state = `${folder.path}/.local/state/chat`;
    await Deno.mkdir(state, { recursive: true });
    await Deno.writeTextFile(`${state}/servers`, `lab ${hostname}:${port}\n`);
    await using ann = await Terminal.start([...chatCommand(), "join", "--nick", "ann"], {
      env: { EDITOR: editor, PAGER: pager },
      home: folder.path,
    });
    await ann.waitFor("Number or address:");
    await submit(ann, "1");
    await ann.waitFor(/You are/);
    await ann.type("typed");
    await ann.key("M-e");
    await ann.waitFor(/^ann> from the editor$/m);
    await ann.key("Enter");
    await ann.waitFor(/ann: from the editor$/m);
    await submit(ann, "/pager");
    await ann.waitFor("here is the pager");
    await ann.key("Enter");
    await ann.waitFor(/^ann>$/m);
  },
});
