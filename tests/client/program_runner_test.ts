import { assertEquals, assertMatch } from "@std/assert";
import { MAX_EDITED_FILE_BYTES } from "../../client/limits.ts";
import { commandOf, systemPrograms } from "../../client/program_runner.ts";
import type { ProgramRun } from "../../client/programs.ts";
import { needs } from "../support/missing.ts";
import { Process } from "../support/process.ts";

const IGNORE = Deno.build.os === "windows"; // programs are run on no Windows

function envOf(values: Readonly<Record<string, string>>) {
  return (name: string) => values[name];
}

Deno.test("commandOf: what the user has set, else what every system has", () => {
  const pager = (values: Readonly<Record<string, string>>) => commandOf("pager", envOf(values));
  assertEquals(pager({}), "less -R +G");
  assertEquals(pager({ PAGER: "" }), "less -R +G");
  assertEquals(pager({ PAGER: "/usr/bin/less -i" }), "/usr/bin/less -i -R +G");
  assertEquals(pager({ PAGER: "most" }), "most");
  assertEquals(pager({ PAGER: "lessx -y" }), "lessx -y");
  const editor = (values: Readonly<Record<string, string>>) => commandOf("editor", envOf(values));
  assertEquals(editor({}), "vi");
  assertEquals(editor({ EDITOR: "ed" }), "ed");
  assertEquals(editor({ EDITOR: "ed", VISUAL: " code --wait " }), "code --wait");
});

/** Runs a program that is a command of a shell. */
async function run(command: string, program: ProgramRun) {
  return await systemPrograms(envOf({ PAGER: command, EDITOR: command })).run(program);
}

Deno.test({
  ignore: IGNORE,
  name: "systemPrograms: a pager reads the text, with colours if it is less alone",
  async fn() {
    const folder = await Deno.makeTempDir();
    const page = (command: string) => run(command, { kind: "pager", text: "a\n", coloured: "b\n" });
    assertEquals(await page(`cat >${folder}/out`), { kind: "ended" });
    assertEquals(await Deno.readTextFile(`${folder}/out`), "a\n");
    const own = `#!/bin/sh\ncat >${folder}/out`;
    await Deno.writeTextFile(`${folder}/less`, own, { mode: 0o700 });
    assertEquals(await page(`${folder}/less`), { kind: "ended" });
    assertEquals(await Deno.readTextFile(`${folder}/out`), "b\n");
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ignore: IGNORE,
  name: "systemPrograms: a pager that reads nothing of a long text is no failure",
  async fn() {
    const end = await run("true", { kind: "pager", text: "x".repeat(10_000_000) });
    assertEquals(end, { kind: "ended" });
  },
});

Deno.test({
  ignore: IGNORE,
  name: "systemPrograms: an editor has the text in a file for its user alone, which is gone then",
  async fn() {
    const folder = await Deno.makeTempDir();
    const command = `sh -c 'cat "$1" >${folder}/before; ls -l "$1" >${folder}/mode; ` +
      `echo "$1" >${folder}/path; printf "new\\nlines\\n" >"$1"' x`;
    const end = await run(command, { kind: "editor", text: "old" });
    assertEquals(end, { kind: "ended", text: "new\nlines" });
    assertEquals(await Deno.readTextFile(`${folder}/before`), "old\n");
    assertMatch(await Deno.readTextFile(`${folder}/mode`), /^-rw-------/);
    const path = (await Deno.readTextFile(`${folder}/path`)).trim();
    assertEquals(await Deno.stat(path).catch((error) => error.name), "NotFound");
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  ignore: IGNORE,
  name: "systemPrograms: how a program ends that fails, is killed, or is not there",
  async fn() {
    const ends = async (command: string) => {
      const end = await run(command, { kind: "editor", text: "old" });
      return "command" in end ? { ...end, command: "" } : end;
    };
    assertEquals(await ends("sh -c 'exit 3'"), { kind: "failed", command: "", code: 3 });
    assertEquals(await ends("sh -c 'kill -9 $$'"), {
      ...{ kind: "killed", command: "", signal: "SIGKILL" },
    });
    // the shell lives on, and tells of it
    assertEquals(await ends("f() { sh -c 'kill -9 $$'; return $?; }; f"), {
      ...{ kind: "killed", command: "", signal: "SIGKILL" },
    });
    assertEquals(await ends("no-such-editor 2>/dev/null"), { kind: "missing", command: "" });
    assertEquals(await ends("/dev/null 2>/dev/null"), { kind: "missing", command: "" });
  },
});

Deno.test({
  ignore: IGNORE,
  name: "systemPrograms: what an editor leaves is taken up to its bound, and kept beyond it",
  async fn() {
    const write = (bytes: number) => `sh -c 'head -c ${bytes} /dev/zero | tr "\\0" x >"$1"' x`;
    const most = await run(write(MAX_EDITED_FILE_BYTES), { kind: "editor", text: "" });
    assertEquals(most.kind === "ended" && most.text?.length, MAX_EDITED_FILE_BYTES);
    for (const command of [write(MAX_EDITED_FILE_BYTES + 1), `sh -c 'printf "\\377" >"$1"' x`]) {
      const end = await run(command, { kind: "editor", text: "" });
      assertEquals(end.kind, "kept");
      if (end.kind === "kept") await Deno.remove(end.path);
    }
  },
});

Deno.test({
  ignore: IGNORE,
  name: "systemPrograms.stop: ends the program, also one that is still to be started",
  async fn() {
    const programs = systemPrograms(envOf({ EDITOR: "exec sleep 100;:" }));
    const running = programs.run({ kind: "editor", text: "" });
    // at first only the modes of the terminal are asked for
    programs.stop();
    assertEquals(await running, { kind: "killed", command: "exec sleep 100;:", signal: "SIGTERM" });
  },
});

Deno.test({
  ...needs("mkfifo"),
  name: "systemPrograms.stop: ends a program that wants to stay",
  async fn() {
    const home = await Deno.makeTempDir();
    const waiting = ["sh", "-c", "mkfifo started; echo made; cat started"];
    {
      await using shell = await Process.start(waiting, { home });
      await shell.waitForOutput(/made/);
      const stays = `trap "" TERM; echo stays >${home}/started; while :; do sleep 1; done;:`;
      const programs = systemPrograms(envOf({ EDITOR: stays }));
      const running = programs.run({ kind: "editor", text: "" });
      await shell.waitForOutput(/stays/);
      programs.stop();
      assertEquals(await running, { kind: "killed", command: stays, signal: "SIGKILL" });
    }
    await Deno.remove(home, { recursive: true });
  },
});
