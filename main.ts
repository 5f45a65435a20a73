/** `chat`: argv to command to exit code. The only place that ends the process. */

import { parseArgs } from "@std/cli/parse-args";
import { JOIN } from "./client/options.ts";
import { clientPermissions } from "./client/permissions.ts";
import { COMPLETIONS, HELP, MAN } from "./cli/commands.ts";
import { completionsFor } from "./cli/completions.ts";
import { EXIT } from "./cli/exit.ts";
import { manualPage } from "./cli/manual.ts";
import { nearest } from "./cli/nearest.ts";
import type { SettingsFile } from "./cli/settings.ts";
import { type CommandLine, wordOf } from "./cli/table.ts";
import { type Outside, parseCommandLine, type ParsedCommand, usageOf } from "./cli/flags.ts";
import { MAX_SETTINGS_BYTES } from "./cli/limits.ts";
import { type Language, languageOf, phrases } from "./i18n/phrases.ts";
import { folderFor, type Platform } from "./runtime/platform_folders.ts";
import { ensurePrivateDir } from "./runtime/private_folder.ts";
import { SERVE } from "./server/options.ts";
import { serverPermissions } from "./server/permissions.ts";
import { SystemClock } from "./runtime/clock.ts";
import { onStopSignal, stopThenEnd } from "./runtime/signals.ts";
import { print, warn } from "./runtime/output.ts";
import type { Order, Task } from "./worker.ts";
import project from "./deno.json" with { type: "json" };
import { messageOf } from "./runtime/message_of.ts";

const COMMANDS: readonly CommandLine[] = [SERVE, JOIN, HELP, COMPLETIONS, MAN];

const PLATFORM: Platform = { os: Deno.build.os, env: (name) => Deno.env.get(name) };

/** A command line that was understood. */
type Run<C extends CommandLine> = Extract<ParsedCommand<C>, { kind: "run" }>;

/** Resolves at the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => Deno.exit(130);
  onStopSignal(stopThenEnd(new SystemClock(), { stop: resolve, end }), { hangUp: false });
  // what is said next should not stand beside the terminal's ^C
  if (Deno.stderr.isTerminal()) Deno.addSignalListener("SIGINT", () => warn("\n"));
  return promise;
}

async function run([command, ...args]: string[], language: Language): Promise<number> {
  switch (command) {
    case "serve":
      return await about(SERVE, args, language, serve, outsideIn(language));
    case "join":
      return await about(JOIN, args, language, join, outsideIn(language));
    case "help":
      if (args.length === 0) return help(language);
      return await about(HELP, args, language, ({ args, language }) => {
        const meant = COMMANDS.find((command) => wordOf(command) === args.command);
        print(`${usageOf(meant ?? HELP, language, true)}\n`);
      });
    case "completions":
      return await about(COMPLETIONS, args, language, ({ args, language }) => {
        print(completionsFor(args.shell, COMMANDS, language));
      });
    case "man":
      return await about(MAN, args, language, ({ language }) => {
        print(manualPage({ version: project.version, commands: COMMANDS }, language));
      });
    case "--help":
    case "-h":
      return help(language);
    case "--version":
    case "-V":
      print(`chat ${project.version}${commit()}\n`);
      return EXIT.ok;
    default:
      return unknown(command, language);
  }
}

async function serve({ flags, language }: Run<typeof SERVE>): Promise<number> {
  const { noDataFolder, cannotWrite } = phrases(language).general;
  const data = flags.data ?? folderFor("data", PLATFORM);
  if (data === undefined) {
    warn(`${noDataFolder}\n`);
    return EXIT.failed;
  }
  // made here: the server itself may not touch what is around it
  try {
    await ensurePrivateDir(data);
  } catch (cause) {
    warn(`${cannotWrite(data, messageOf(cause))}\n`);
    return EXIT.cannotStore;
  }
  const task: Task = { command: "serve", run: { flags, data, language } };
  return await confined(task, await serverPermissions(flags, data), stopSignal());
}

async function join(run: Run<typeof JOIN>): Promise<number> {
  return await confined({ command: "join", run }, await clientPermissions(run, PLATFORM));
}

/**
 * Runs a task where it may do what `permissions` say alone: Deno cannot narrow those of a program
 * that runs, but gives a worker fewer.
 */
async function confined(
  task: Task,
  permissions: Deno.PermissionOptionsObject,
  stopped?: Promise<void>,
): Promise<number> {
  const url = import.meta.resolve("./worker.ts");
  const worker = new Worker(url, { type: "module", deno: { permissions } });
  const { promise, resolve } = Promise.withResolvers<number>();
  worker.onmessage = ({ data: code }: MessageEvent<number>) => resolve(code);
  worker.onerror = (event) => {
    event.preventDefault(); // the worker has told it, with all that is known
    resolve(EXIT.failed);
  };
  const order = (order: Order) => worker.postMessage(order);
  order(task);
  stopped?.then(() => order("stop"));
  return await promise;
}

function help(language: Language): number {
  print(`${phrases(language).general.usage}\n`);
  return EXIT.ok;
}

/** Runs a command whose command line is understood; else says why it is not, or gives its help. */
async function about<C extends CommandLine>(
  command: C,
  args: readonly string[],
  language: Language,
  run: (run: Run<C>) => Promise<number> | void,
  outside?: Outside,
): Promise<number> {
  const parsed = parseCommandLine(command, args, language, parseArgs, outside);
  if (parsed.kind === "run") return await run(parsed) ?? EXIT.ok;
  if (parsed.kind === "help") {
    print(`${parsed.usage}\n`);
    return EXIT.ok;
  }
  warn(`${parsed.message}\n\n${parsed.usage}\n`);
  return EXIT.usage;
}

function unknown(command: string | undefined, language: Language): number {
  const { noCommand, unknownCommand, usage } = phrases(language).general;
  const words = [...COMMANDS.map(wordOf), "--help", "--version"];
  const message = command === undefined
    ? noCommand
    : unknownCommand(command, nearest(command, words));
  warn(`${message}\n\n${usage}\n`);
  return EXIT.usage;
}

/** What sets options besides the command line: variables, and the file in the data folder. */
function outsideIn(language: Language): Outside {
  const { env } = PLATFORM;
  const settings = (said: string | undefined): SettingsFile | undefined => {
    // where no home is known, the server, which needs the folder, says so
    const folder = said ?? (env("CHAT_DATA") || folderFor("data", PLATFORM));
    return folder === undefined ? undefined : settingsIn(folder, language);
  };
  return { env, settings };
}

function settingsIn(folder: string, language: Language): SettingsFile | undefined {
  const path = `${folder}${Deno.build.os === "windows" ? "\\" : "/"}chat.json`;
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(MAX_SETTINGS_BYTES + 1);
    let length = 0;
    for (let read; (read = file.readSync(bytes.subarray(length)));) length += read;
    return { path, text: new TextDecoder().decode(bytes.subarray(0, length)) };
  } catch (cause) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (cause instanceof NotFound || cause instanceof NotADirectory) return undefined;
    const why = messageOf(cause);
    return { path, text: { problem: phrases(language).general.noSettings(why) } };
  }
}

/** ` (90616fa)`: what was compiled, or what is checked out where this runs from its sources. */
function commit(): string {
  try {
    const id = Deno.build.standalone ? read("dist/commit") : checkedOut();
    return id === "" ? "" : ` (${id})`;
  } catch {
    return ""; // neither: sources without their history
  }
}

function checkedOut(): string {
  const head = read(".git/HEAD");
  const branch = head.replace(/^ref: /, "");
  if (branch === head) return head.slice(0, 7);
  try {
    return read(`.git/${branch}`).slice(0, 7);
  } catch {
    const line = read(".git/packed-refs").split("\n").find((line) => line.endsWith(` ${branch}`));
    return line!.slice(0, 7);
  }
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, import.meta.url)).trim();
}

if (import.meta.main) {
  const language = languageOf(
    Deno.env.get("CHAT_LANG"),
    Deno.env.get("LC_ALL"),
    Deno.env.get("LC_MESSAGES"),
    Deno.env.get("LANG"),
  );
  Deno.exit(await run([...Deno.args], language));
}
