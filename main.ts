/** The program `chat`: from the arguments to a command to an exit code. Only this file ends the process. */

import { JOIN } from "./client/options.ts";
import { CHOICE_PERMISSIONS, clientPermissions } from "./client/permissions.ts";
import type { Programs } from "./client/programs.ts";
import { continueJob, suspendJob } from "./client/job.ts";
import { findServer } from "./client/find_server.ts";
import { loadServerList, serverListFile } from "./client/server_list_file.ts";
import type { ListedServer, ServerAddress } from "./client/server_list.ts";
import type { ToldThreads } from "./client/told_threads.ts";
import { COMPLETIONS, HELP, MAN } from "./cli/own_commands.ts";
import { completionsFor } from "./cli/completions.ts";
import { EXIT } from "./cli/exit.ts";
import { manualPage } from "./cli/manual.ts";
import { nearest } from "./cli/nearest.ts";
import { findSettingsFile } from "./cli/settings_file.ts";
import { type CommandLine, wordOf } from "./cli/table.ts";
import {
  hintOf,
  type OptionSources,
  parseCommandLine,
  type ParsedCommand,
  usageOf,
} from "./cli/option_kinds.ts";
import { fullVersion, VERSION } from "./cli/version.ts";
import { type Language, languageOf, phrases } from "./i18n/phrases.ts";
import { reasonOf } from "./i18n/reason.ts";
import { pathOfDescriptor } from "./runtime/descriptor_path.ts";
import { folderFor, type Platform } from "./runtime/platform_folders.ts";
import { readOwnFile } from "./runtime/private_file.ts";
import { ensurePrivateFolder } from "./runtime/private_folder.ts";
import type { Anew } from "./server/begin_anew.ts";
import { ADMIN, CLUSTER, SERVE } from "./server/options.ts";
import {
  adminPermissions,
  clusterPermissions,
  searchPermissions,
  serverPermissions,
} from "./server/permissions.ts";
import { startSearchThread } from "./server/search_thread.ts";
import type { ServeRun } from "./server/serve.ts";
import { findSocketPath, makeSocketPath, removeSocket } from "./server/socket_path.ts";
import { SystemClock } from "./runtime/clock.ts";
import { onStopSignal, outliveTerminal, stopThenEnd } from "./runtime/signals.ts";
import { standardError } from "./runtime/lossy_writer.ts";
import { OutputError, print } from "./runtime/output.ts";
import { runInWorker, type Stop } from "./run_in_worker.ts";
import type { Task } from "./workers/messages.ts";

const COMMANDS: readonly CommandLine[] = [SERVE, JOIN, ADMIN, CLUSTER, HELP, COMPLETIONS, MAN];

const PLATFORM: Platform = { os: Deno.build.os, env: (name) => Deno.env.get(name) };

const LANGUAGE = languageOf(
  ...["CHAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].map(PLATFORM.env),
);

const STDERR = standardError((lines) => `${phrases(LANGUAGE).general.linesDropped(lines)}\n`);

/** What sets options that the command line does not set. */
const SOURCES: OptionSources = {
  env: PLATFORM.env,
  settings: (data) => findSettingsFile(data, PLATFORM),
};

/** A valid command line. */
type Run<C extends CommandLine> = Extract<ParsedCommand<C>, { kind: "run" }>;

function stopRequested(): Stop {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => Deno.exit(EXIT.interrupted);
  const interrupt = stopThenEnd(new SystemClock(), { stop: resolve, end });
  onStopSignal(interrupt, { hangUp: false });
  outliveTerminal();
  // the next text should not stand on the line of the terminal's ^C
  if (Deno.stderr.isTerminal()) Deno.addSignalListener("SIGINT", () => STDERR.write("\n"));
  return { requested: promise, interrupt };
}

async function run([command, ...args]: string[], language: Language): Promise<number> {
  switch (command) {
    case "serve":
      return await runCommand(SERVE, args, language, serve, SOURCES);
    case "join":
      return await runCommand(JOIN, args, language, join, SOURCES);
    case "admin":
      return await runCommand(ADMIN, args, language, admin, SOURCES);
    case "cluster":
      return await runCommand(CLUSTER, args, language, cluster, SOURCES);
    case "help":
      if (args.length === 0) return await help(language);
      return await runCommand(HELP, args, language, async ({ args, language }) => {
        const command = COMMANDS.find((command) => wordOf(command) === args.command);
        await print(`${usageOf(command ?? HELP, language, true)}\n`);
      });
    case "completions":
      return await runCommand(COMPLETIONS, args, language, async ({ args, language }) => {
        if (args.shell !== "servers") {
          return await print(completionsFor(args.shell, COMMANDS, language));
        }
        const names = (await listedServers(language)).flatMap(({ name }) => name ?? []);
        await print(names.map((name) => `${name}\n`).join(""));
      });
    case "man":
      return await runCommand(MAN, args, language, async ({ language }) => {
        await print(manualPage({ version: VERSION, commands: COMMANDS }, language));
      });
    case "--help":
    case "-h":
      return await help(language);
    case "--version":
    case "-V":
      await print(`chat ${await fullVersion()}\n`);
      return EXIT.ok;
    default:
      return unknownCommand(command, language);
  }
}

async function serve(run: Run<typeof SERVE>): Promise<number> {
  const { language } = run;
  const flags = await withPaths(run.flags, ["cert", "key", "password-file", "oper-file"]);
  const { failures, general, reasons } = phrases(language);
  const data = flags.data ?? folderFor("data", PLATFORM);
  if (data === undefined) {
    STDERR.write(`${general.noDataFolder}\n`);
    return EXIT.failed;
  }
  // the server itself has no permissions outside of its folder
  try {
    await ensurePrivateFolder(data);
  } catch (cause) {
    STDERR.write(`${failures.unwritable({ path: data, why: reasonOf(cause, reasons) })}\n`);
    return EXIT.cannotStore;
  }
  const stop = stopRequested();
  let isStopping = false;
  stop.requested.then(() => isStopping = true);
  for (let ports = {};;) {
    const result = await serveOnce({ flags: { ...flags, ...ports }, data, language }, stop);
    if (typeof result === "number") return result;
    if (isStopping) return EXIT.ok;
    // a node of a cluster that may write nothing any more: all that it had in its memory is gone with its thread
    ports = result.anew;
  }
}

/** Runs a server in a thread of its own. */
async function serveOnce(run: Omit<ServeRun, "socket">, stop: Stop): Promise<number | Anew> {
  const { flags, data, language } = run;
  const socket = await socketFor(data, language);
  try {
    const task = { command: "serve", run: { ...run, socket } } as const;
    const permissions = await serverPermissions(flags, data, socket);
    const openSearcher = async () =>
      startSearchThread(
        import.meta.resolve("./server/search_worker.ts"),
        await searchPermissions(data),
      );
    return await runInWorker(task, permissions, { ...stop, openSearcher });
  } finally {
    if (socket !== undefined) await removeSocket(socket);
  }
}

/** The path of a new socket for `chat admin`. A server goes on without one, and says so. */
async function socketFor(data: string, language: Language): Promise<string | undefined> {
  if (Deno.build.os === "windows") return undefined;
  try {
    return await makeSocketPath(data, { env: PLATFORM.env, ppid: Deno.ppid });
  } catch (cause) {
    const { admin, reasons } = phrases(language);
    STDERR.write(`${admin.noPlace(reasonOf(cause, reasons))}\n`);
    return undefined;
  }
}

async function join({ args, flags, language }: Run<typeof JOIN>): Promise<number> {
  const server = await serverOf({ args, language });
  if (typeof server === "number") return server;
  const run = { server, language, flags: await withPaths(flags, ["password-file"]) };
  const permissions = await clientPermissions(run, PLATFORM);
  // a person alone has a pager and an editor
  const programs = isPerson() ? { programs: personsPrograms() } : {};
  const told = toldThreads(server);
  return await runInWorker({ command: "join", run }, permissions, { ...programs, told });
}

/** What connects to servers that one of these has told of. It is loaded when one is wanted. */
function toldThreads(server: ServerAddress): () => Promise<ToldThreads> {
  let threads: Promise<ToldThreads> | undefined;
  const url = import.meta.resolve("./client/dial_worker.ts");
  return () =>
    threads ??= import("./client/told_threads.ts").then(({ ToldThreads }) =>
      new ToldThreads(
        [server, ...server.others ?? []],
        (permissions) => new Worker(url, { type: "module", deno: { permissions } }),
      )
    );
}

/** The server that the command line means, or the exit code. */
async function serverOf(
  { args: { ip, port }, language }: Pick<Run<typeof JOIN>, "args" | "language">,
): Promise<ServerAddress | number> {
  const { client } = phrases(language);
  const listed = port === undefined ? await listedServers(language) : [];
  if (ip === undefined && isPerson()) {
    return await runInWorker({ command: "choose", run: { listed, language } }, CHOICE_PERMISSIONS);
  }
  const server = ip && findServer(ip, port, listed);
  if (server !== undefined) return server;
  const why = ip === undefined ? client.pipeNeedsServer : client.twoPorts;
  STDERR.write(`${why}\n\n${hintOf(JOIN, language)}\n`);
  return EXIT.usage;
}

/** The pager and the editor of a person. What runs them is loaded when one is wanted. */
function personsPrograms(): Programs {
  let programs: Promise<Programs> | undefined;
  const loaded = () =>
    programs ??= import("./client/program_runner.ts").then(({ systemPrograms }) =>
      systemPrograms(PLATFORM.env)
    );
  return {
    run: async (program) => await (await loaded()).run(program),
    stop: () => void programs?.then((each) => each.stop()),
    suspend: suspendJob,
    goOn: continueJob,
  };
}

/** Whether somebody sits in front of a terminal. */
function isPerson(): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
}

/** The servers that were joined before. A list that cannot be read is warned of. */
async function listedServers(language: Language): Promise<ListedServer[]> {
  const path = serverListFile(PLATFORM);
  if (path === undefined) return [];
  try {
    return await loadServerList(path, readOwnFile);
  } catch (cause) {
    const { client, reasons } = phrases(language);
    STDERR.write(`${client.serversFailed(reasonOf(cause, reasons))}\n`);
    return [];
  }
}

/** The flags with these files named by paths: a worker may not open every name of a descriptor. */
async function withPaths<N extends string, F extends Readonly<Record<N, string | undefined>>>(
  flags: F,
  names: readonly N[],
): Promise<F> {
  const paths: Partial<Record<N, string>> = {};
  for (const name of names) {
    const path = flags[name];
    if (path !== undefined) paths[name] = await pathOfDescriptor(path);
  }
  return { ...flags, ...paths };
}

async function admin({ flags, rest, language }: Run<typeof ADMIN>): Promise<number> {
  const say = phrases(language);
  const data = flags.data ?? folderFor("data", PLATFORM);
  const why = Deno.build.os === "windows" ? say.admin.noUnixSockets : say.general.noDataFolder;
  if (Deno.build.os === "windows" || data === undefined) {
    STDERR.write(`${why}\n`);
    return EXIT.failed;
  }
  let socket: string | undefined;
  try {
    socket = await findSocketPath(data);
  } catch (cause) {
    STDERR.write(`${say.admin.noSocket(data, reasonOf(cause, say.reasons))}\n`);
    return EXIT.failed;
  }
  if (socket === undefined) {
    STDERR.write(`${say.admin.noServer(data)}\n`);
    return EXIT.failed;
  }
  const command = rest.length === 0 ? undefined : rest.join(" ");
  const task: Task = { command: "admin", run: { socket, data, command, language } };
  return await runInWorker(task, await adminPermissions(socket));
}

async function cluster({ args, flags, language }: Run<typeof CLUSTER>): Promise<number> {
  const { action, url } = args;
  const task: Task = { command: "cluster", run: { action: action!, url: url!, flags, language } };
  return await runInWorker(task, clusterPermissions(url!, flags));
}

async function help(language: Language): Promise<number> {
  await print(`${phrases(language).general.usage}\n`);
  return EXIT.ok;
}

/** Runs a command. Where its command line is wrong, says why; where help is wanted, prints it. */
async function runCommand<C extends CommandLine>(
  command: C,
  args: readonly string[],
  language: Language,
  run: (run: Run<C>) => Promise<number | void>,
  sources?: OptionSources,
): Promise<number> {
  const parsed = await parseCommandLine(command, args, language, sources);
  if (parsed.kind === "run") return await run(parsed) ?? EXIT.ok;
  if (parsed.kind === "help") {
    await print(`${parsed.usage}\n`);
    return EXIT.ok;
  }
  STDERR.write(`${parsed.message}\n\n${parsed.usage}\n`);
  return EXIT.usage;
}

function unknownCommand(command: string | undefined, language: Language): number {
  const say = phrases(language).general;
  const words = [...COMMANDS.map(wordOf), "--help", "--version"];
  const message = command === undefined
    ? say.noCommand
    : say.unknownCommand(command, nearest(command, words));
  STDERR.write(`${message}\n\n${say.usage}\n`);
  return EXIT.usage;
}

/** Runs the program. Output that cannot be written is an error, unless its reader has gone. */
async function main(): Promise<number> {
  try {
    return await run([...Deno.args], LANGUAGE);
  } catch (cause) {
    if (!(cause instanceof OutputError)) throw cause;
    if (cause.code === "unread") return EXIT.ok;
    const { general, reasons } = phrases(LANGUAGE);
    STDERR.write(`${general.cannotPrint(reasonOf(cause.cause, reasons))}\n`);
    return EXIT.failed;
  }
}

if (import.meta.main) {
  const code = await main();
  await STDERR.drained();
  Deno.exit(code);
}
