/** The shells themselves, with the completions that `chat completions` prints. */

import { assert, assertEquals } from "@std/assert";
import { JOIN } from "../../client/options.ts";
import { COMPLETIONS, HELP, MAN } from "../../cli/own_commands.ts";
import { completionsFor, type Shell } from "../../cli/completions.ts";
import type { CommandLine } from "../../cli/table.ts";
import { ADMIN, CLUSTER, SERVE } from "../../server/options.ts";
import { tempFolder } from "../e2e/support/temp.ts";
import { needs } from "../support/missing.ts";
import { Process, runChat } from "../support/process.ts";
import { Terminal } from "../support/tmux.ts";
import { phrasesOf } from "../support/phrases.ts";

const COMMANDS: readonly CommandLine[] = [SERVE, JOIN, ADMIN, CLUSTER, HELP, COMPLETIONS, MAN];

/** What a shell offers for a line that is typed up to its end: through the shell's own machinery. */
async function offered(shell: "bash" | "fish", line: string): Promise<string[]> {
  await using folder = await tempFolder();
  await Deno.writeTextFile(
    `${folder.path}/script`,
    completionsFor(shell, COMMANDS, phrasesOf("en")),
  );
  await Deno.mkdir(`${folder.path}/a folder`);
  await Deno.writeTextFile(`${folder.path}/chat`, "#!/bin/sh\necho work; echo lab\n", {
    mode: 0o755,
  });
  // bash has no way to ask: this is what it does at a Tab, its words broken at "=" as well
  const bash = `source ./script
    line=$1; read -ra COMP_WORDS <<<"\${line//=/ = }"
    [[ $line == *[\\ =] ]] && COMP_WORDS+=("")
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _chat; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const command = shell === "bash"
    ? ["bash", "--norc", "-c", bash, "bash", line]
    : ["fish", "--no-config", "-c", "source ./script; complete -C $argv[1]", line];
  await using process = await Process.start(command, {
    cwd: folder.path,
    stdin: "",
    env: { PATH: `${folder.path}:${Deno.env.get("PATH")}` },
  });
  const { stdout, stderr, code } = await process.ended;
  assertEquals([code, stderr], [0, ""]);
  return stdout.split("\n").map((line) => line.split("\t", 1)[0]!).filter(Boolean).sort();
}

const cases: [line: string, offers: string[]][] = [
  ["chat s", ["serve"]],
  ["chat serve --sy", ["--sync"]],
  ["chat serve --no-c", ["--no-console"]],
  ["chat join h 1 --pas", ["--password-file"]],
  ["chat join h 1 --nick ann --j", ["--json"]],
  ["chat serve --sync ", ["off", "on"]],
  ["chat serve --sync o", ["off", "on"]],
  ["chat serve --log-format j", ["json"]],
  ["chat completions ", ["bash", "fish", "servers", "zsh"]],
  ["chat join w", ["work"]],
  ["chat help j", ["join"]],
  ["chat join h 1 --nick ", []],
];

for (const shell of ["bash", "fish"] as const) {
  for (const [line, offers] of cases) {
    Deno.test({
      ...needs(shell),
      name: `${shell} completes "${line}"`,
      fn: async () => assertEquals(await offered(shell, line), offers),
    });
  }

  Deno.test({
    ...needs(shell),
    name: `${shell} completes every option of every command, and folders where one is wanted`,
    async fn() {
      for (const { name, flags } of COMMANDS) {
        const all = await offered(shell, `${name} --`);
        const known = [...Object.keys(flags).map((flag) => `--${flag}`), "--help"].sort();
        // fish offers an option that takes a value once more, with a "="
        assertEquals(all.filter((flag) => !flag.endsWith("=")), known, name);
      }
      const folders = await offered(shell, "chat serve --data ./a");
      assertEquals(folders.map((path) => path.replace(/^\.\/|\/$|\\/g, "")), ["a folder"]);
    },
  });
}

Deno.test({
  ...needs("bash"),
  name: "bash completes a value after =",
  fn: async () => assertEquals(await offered("bash", "chat serve --sync=of"), ["off"]),
});

const shells: [shell: Shell, command: string[]][] = [
  ["bash", ["bash", "--norc", "--noprofile"]],
  ["zsh", ["zsh", "-f"]],
];

for (const [shell, command] of shells) {
  Deno.test({
    ...needs("tmux", shell),
    name: `At a ${shell} prompt, Tab completes commands, options and values`,
    async fn() {
      await using folder = await tempFolder();
      const script = `${folder.path}/script`;
      await Deno.writeTextFile(script, completionsFor(shell, COMMANDS, phrasesOf("en")));
      await using terminal = await Terminal.start(command, { env: { PS1: "ready> " } });
      await terminal.waitFor("ready>");
      const load = shell === "zsh" ? "autoload -U compinit; compinit -D -u; " : "";
      await terminal.type(`${load}source ${script}; echo "lo"aded`);
      await terminal.key("Enter");
      await terminal.waitFor("loaded");
      await terminal.type("chat ser");
      await terminal.key("Tab");
      await terminal.waitFor("chat serve"); // and a space, which the screen does not show
      await terminal.type("--sy");
      await terminal.key("Tab");
      await terminal.waitFor("chat serve --sync");
      await terminal.type("of");
      await terminal.key("Tab");
      await terminal.waitFor(/chat serve --sync[= ]off/);
    },
  });
}

Deno.test("chat completions prints the script of each shell", async () => {
  for (const shell of ["bash", "zsh", "fish"] as const) {
    const { code, stdout } = await runChat(["completions", shell]);
    assertEquals(code, 0);
    assertEquals(stdout, completionsFor(shell, COMMANDS, phrasesOf("en")));
    assert(stdout.includes(shell));
  }
});
