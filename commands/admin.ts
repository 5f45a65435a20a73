/** `chat admin`, in the main thread. */

import { EXIT } from "../cli/exit.ts";
import { phrases } from "../i18n/phrases.ts";
import { reasonOf } from "../i18n/reason.ts";
import { folderFor } from "../runtime/platform_folders.ts";
import { ADMIN } from "../server/options.ts";
import { adminPermissions } from "../server/permissions.ts";
import { findSocketPath } from "../server/socket_path.ts";
import { PLATFORM, SOURCES } from "./environment.ts";
import type { Invocation } from "./invocation.ts";
import { type Run, runCommand } from "./run_command.ts";
import { runInWorker } from "./run_in_worker.ts";
import { warn } from "./warn.ts";

/** Runs `chat admin`. Resolves with the exit code. */
export async function admin(invocation: Invocation): Promise<number> {
  return await runCommand(ADMIN, invocation, administer, SOURCES);
}

async function administer({ flags, rest, language }: Run<typeof ADMIN>): Promise<number> {
  const say = await phrases(language);
  const data = flags.data ?? folderFor("data", PLATFORM);
  if (Deno.build.os === "windows" || data === undefined) {
    const { admin, general } = say;
    warn(Deno.build.os === "windows" ? admin.noUnixSockets : general.noDataFolder, say);
    return EXIT.failed;
  }
  let socket: string | undefined;
  try {
    socket = await findSocketPath(data);
  } catch (cause) {
    warn(say.admin.noSocket(data, reasonOf(cause, say.reasons)), say);
    return EXIT.failed;
  }
  if (socket === undefined) {
    warn(say.admin.noServer(data), say);
    return EXIT.failed;
  }
  const command = rest.length === 0 ? undefined : rest.join(" ");
  const run = { socket, data, command, language };
  return await runInWorker({ command: "admin", run }, await adminPermissions(socket));
}
