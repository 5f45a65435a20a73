/** `chat`: argv to command to exit code. The only place that ends the process. */

import { parseArgs } from "@std/cli/parse-args";
import { JOIN } from "./client/options.ts";
import { clientPermissions } from "./client/permissions.ts";
import { COMPLETIONS, HELP, MAN } from "./cli/commands.ts";
import { completionsFor } from "./cli/completions.ts";
import { EXIT } from "./cli/exit.ts";
import { manualPage } from "./cli/manual.ts";
import { nearest } from "./cli/nearest.ts";
import { findSettingsFile } from "./cli/settings_file.ts";
import { type CommandLine, wordOf } from "./cli/table.ts";
import { type Outside, parseCommandLine, type ParsedCommand, usageOf } from "./cli/flags.ts";
import { fullVersion, VERSION } from "./cli/version.ts";
import { type Language, languageOf, phrases } from "./i18n/phrases.ts";
import { folderFor, type Platform } from "./runtime/platform_folders.ts";
import { ensurePrivateDir } from "./runtime/private_folder.ts";
import { SERVE } from "./server/options.ts";
import { serverPermissions } from "./server/permissions.ts";
import { SystemClock } from "./runtime/clock.ts";
import { onStopSignal, stopThenEnd } from "./runtime/signals.ts";
import { print, warn } from "./runtime/output.ts";
import type { Order, Task } from "./worker.ts";
import { messageOf } from "./runtime/message_of.ts";

const COMMANDS: readonly CommandLine[] = [SERVE, JOIN, HELP, COMPLETIONS, MAN];

const PLATFORM: Platform = { os: Deno.build.os, env: (name) => Deno.env.get(name) };

/** What sets options besides the command line. */
const OUTSIDE: Outside = {
  env: PLATFORM.env,
  settings: (data) => findSettingsFile(data, PLATFORM),
};

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
      return await about(SERVE, args, language, serve, OUTSIDE);
    case "join":
      return await about(JOIN, args, language, join, OUTSIDE);
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
        print(manualPage({ version: VERSION, commands: COMMANDS }, language));
      });
    case "--help":
    case "-h":
      return help(language);
    case "--version":
    case "-V":
      print(`chat ${await fullVersion()}\n`);
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
  const parsed = await parseCommandLine(command, args, language, parseArgs, outside);
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

if (import.meta.main) {
  const language = languageOf(
    ...["CHAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].map(PLATFORM.env),
  );
  Deno.exit(await run([...Deno.args], language));
}
