/** `chat serve`, in the main thread. */

import { EXIT } from "../cli/exit.ts";
import { type Language, phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { SystemClock } from "../runtime/clock.ts";
import { folderFor } from "../runtime/platform_folders.ts";
import { ensurePrivateFolder } from "../runtime/private_folder.ts";
import { onStopSignal, outliveTerminal, stopThenEnd } from "../runtime/signals.ts";
import type { Anew } from "../server/begin_anew.ts";
import { SERVE } from "../server/options.ts";
import { searchPermissions, serverPermissions } from "../server/permissions.ts";
import { startSearchThread } from "../server/search_thread.ts";
import type { ServeRun } from "../server/serve.ts";
import { makeSocketPath, removeSocket } from "../server/socket_path.ts";
import { PLATFORM, SOURCES } from "./environment.ts";
import type { Invocation } from "./invocation.ts";
import { withPaths } from "./named_files.ts";
import { type Run, runCommand } from "./run_command.ts";
import { runInWorker, type Stop } from "./run_in_worker.ts";
import { endLine, warn } from "./warn.ts";

/** Runs `chat serve`. Resolves with the exit code. */
export async function serve(invocation: Invocation): Promise<number> {
  const run = async (run: Run<typeof SERVE>) => await serveFolder(run, invocation);
  return await runCommand(SERVE, invocation, run, SOURCES);
}

async function serveFolder(
  run: Run<typeof SERVE>,
  { exit }: Pick<Invocation, "exit">,
): Promise<number> {
  const { language } = run;
  const flags = await withPaths(run.flags, ["cert", "key", "password-file", "oper-file"]);
  const data = flags.data ?? folderFor("data", PLATFORM);
  if (data === undefined) {
    const say = await phrases(language);
    warn(say.general.noDataFolder, say);
    return EXIT.failed;
  }
  // the server itself has no permissions outside of its folder
  try {
    await ensurePrivateFolder(data);
  } catch (cause) {
    const say = await phrases(language);
    warn(say.failures.unwritable({ path: data, why: reasonOf(cause, say.reasons) }), say);
    return EXIT.cannotStore;
  }
  const stop = stopRequested(exit);
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

function stopRequested(exit: Invocation["exit"]): Stop {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => exit(EXIT.interrupted);
  const interrupt = stopThenEnd(new SystemClock(), { stop: resolve, end });
  onStopSignal(interrupt, { hangUp: false });
  outliveTerminal();
  // the next text should not stand on the line of the terminal's ^C
  if (Deno.stderr.isTerminal()) Deno.addSignalListener("SIGINT", endLine);
  return { requested: promise, interrupt };
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
        import.meta.resolve("../server/search_worker.ts"),
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
    const say = await phrases(language);
    warn(say.admin.noPlace(reasonOf(cause, say.reasons)), say);
    return undefined;
  }
}
