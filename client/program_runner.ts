/**
 * Runs the user's pager and editor, with the terminal as it is. It needs the permission to run programs, and
 * the main thread alone has it: the worker asks for a kind of program, and cannot name one.
 */

import { MAX_EDITED_FILE_BYTES, PROGRAM_PATIENCE_MS } from "./limits.ts";
import { systemCodeOf } from "./link/system_code.ts";
import type { ProgramEnd, ProgramKind, ProgramRun, Programs } from "./programs.ts";

/** What the environment says. */
type Environment = (name: string) => string | undefined;

/** What the shell ends with where it finds no program, and where it cannot run the one that it finds. */
const CANNOT_RUN = [126, 127];

/** What a shell adds to the number of a signal. */
const CODE_OF_SIGNALS = 128;

/** The signals that end programs, by their numbers: the same on every system where programs are run. */
const SIGNALS: ReadonlyMap<number, string> = new Map([
  [1, "SIGHUP"],
  [2, "SIGINT"],
  [3, "SIGQUIT"],
  [6, "SIGABRT"],
  [9, "SIGKILL"],
  [11, "SIGSEGV"],
  [15, "SIGTERM"],
]);

/** The command of a program, as a shell takes it: what the user has set, else what every system has. */
export function commandOf(kind: ProgramKind, env: Environment): string {
  const set = (name: string) => env(name)?.trim() || undefined;
  if (kind === "editor") return set("VISUAL") ?? set("EDITOR") ?? "vi";
  const pager = set("PAGER") ?? "less";
  // from the newest message on, and with colours
  return isLess(pager) ? `${pager} -R +G` : pager;
}

function isLess(command: string): boolean {
  const [program = ""] = command.split(/\s/, 1);
  return /(?:^|\/)less$/.test(program);
}

/** The programs of the system. */
export function systemPrograms(env: Environment): Programs {
  let child: Deno.ChildProcess | undefined;
  let isStopped = false;
  const started = (next: Deno.ChildProcess) => {
    child = next;
    if (isStopped) void endChild(next);
  };
  return {
    run: async (run) => {
      isStopped = false;
      const command = commandOf(run.kind, env);
      const modes = await terminalModes();
      // a key of the terminal that ends the program must not end the chat
      const ignore = () => {};
      Deno.addSignalListener("SIGQUIT", ignore);
      try {
        return run.kind === "pager"
          ? await page(command, run, started)
          : await edit(command, run.text, started);
      } catch (cause) {
        return refused(command, cause);
      } finally {
        child = undefined;
        Deno.removeSignalListener("SIGQUIT", ignore);
        await setTerminalModes(modes);
      }
    },
    stop: () => {
      // it may not be started yet
      isStopped = true;
      if (child !== undefined) void endChild(child);
    },
  };
}

type Started = (child: Deno.ChildProcess) => void;

/** Shows a text, which the pager reads from its input: so no file has what was said in private. */
async function page(command: string, run: ProgramRun, started: Started): Promise<ProgramEnd> {
  const child = shell(command, { args: [], stdin: "piped" });
  started(child);
  const text = isLess(command) ? run.coloured ?? run.text : run.text;
  const written = new Blob([text]).stream().pipeTo(child.stdin);
  // a pager that has ended reads no more
  written.catch(() => {});
  return endOf(command, await child.status);
}

/** Lets the user change a text, in a file that nobody else may read. */
async function edit(command: string, text: string, started: Started): Promise<ProgramEnd> {
  const path = await Deno.makeTempFile({ prefix: "chat-", suffix: ".txt" });
  let isKept = false;
  try {
    await Deno.writeTextFile(path, text === "" ? "" : `${text}\n`);
    const child = shell(command, { args: [path], stdin: "inherit" });
    started(child);
    const end = endOf(command, await child.status);
    if (end.kind !== "ended") return end;
    const edited = await readEdited(path);
    isKept = edited === undefined;
    return edited === undefined ? { kind: "kept", path } : { kind: "ended", text: edited };
  } finally {
    if (!isKept) await Deno.remove(path).catch(() => {});
  }
}

/** What is in a file, without the line break at its end; `undefined` where it is too long or no text. */
async function readEdited(path: string): Promise<string | undefined> {
  const { size } = await Deno.stat(path);
  if (size > MAX_EDITED_FILE_BYTES) return undefined;
  const bytes = await Deno.readFile(path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.replace(/\r?\n$/, "");
  } catch {
    return undefined;
  }
}

/** What the system has refused: for people the words of their language, which the code leads to. */
export function refused(command: string, cause: unknown): ProgramEnd {
  if (!(cause instanceof Error)) return { kind: "refused", command, why: String(cause) };
  const { message: why, name } = cause;
  return { kind: "refused", command, why, code: systemCodeOf(cause) ?? name };
}

/** Words that are a program and its arguments, and nothing that only a shell understands. */
const PLAIN = /^[\w./+-]+(?:\s+[\w./+:,@%=-]+)*$/;

/** Programs are commands of a shell, as everywhere: `EDITOR="code --wait"`. */
function shell(
  command: string,
  { args, stdin }: { readonly args: readonly string[]; readonly stdin: "piped" | "inherit" },
): Deno.ChildProcess {
  const words = args.length > 0 ? `${command} "$@"` : command;
  // a shell between would be ended by Ctrl-C, which is a key of the program, and take SIGTERM in its place
  const line = PLAIN.test(command) ? `exec ${words}` : `trap : INT QUIT; ${words}`;
  return new Deno.Command("sh", {
    args: ["-c", line, "sh", ...args],
    stdin,
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
}

function endOf(command: string, { code, signal }: Deno.CommandStatus): ProgramEnd {
  // a shell tells with its code that a signal has ended what it ran
  const killer = signal ?? SIGNALS.get(code - CODE_OF_SIGNALS);
  if (killer !== undefined) return { kind: "killed", command, signal: killer };
  if (CANNOT_RUN.includes(code)) return { kind: "missing", command };
  return code === 0 ? { kind: "ended" } : { kind: "failed", command, code };
}

async function endChild(child: Deno.ChildProcess): Promise<void> {
  send(child, "SIGTERM");
  const timer = setTimeout(() => send(child, "SIGKILL"), PROGRAM_PATIENCE_MS);
  await child.status;
  clearTimeout(timer);
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // it has ended by itself
  }
}

/** The modes of the terminal, as `stty` understands them; `undefined` where it is not there. */
async function terminalModes(): Promise<string | undefined> {
  try {
    const stty = new Deno.Command("stty", { args: ["-g"], stdin: "inherit", stderr: "null" });
    const { success, stdout } = await stty.output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}

/** A program that was killed leaves its own modes behind. */
async function setTerminalModes(modes: string | undefined): Promise<void> {
  if (modes === undefined) return;
  const stty = new Deno.Command("stty", {
    args: [modes],
    stdin: "inherit",
    stdout: "null",
    stderr: "null",
  });
  await stty.output().catch(() => {});
}
