/** `chat join`, in the main thread. */

import { EXIT } from "../cli/exit.ts";
import { hintOf } from "../cli/usage.ts";
import { findServer } from "../client/find_server.ts";
import { continueJob, suspendJob } from "../client/job.ts";
import { JOIN } from "../client/options.ts";
import { CHOICE_PERMISSIONS, clientPermissions } from "../client/permissions.ts";
import type { Programs } from "../client/programs.ts";
import type { ServerAddress } from "../client/server_list.ts";
import { ToldConnections } from "../client/told_connections.ts";
import { phrases } from "../i18n/phrases.ts";
import { PLATFORM, SOURCES } from "./environment.ts";
import type { Invocation } from "./invocation.ts";
import { withPaths } from "./named_files.ts";
import { type Run, runCommand } from "./run_command.ts";
import { runInWorker } from "./run_in_worker.ts";
import { savedServers } from "./saved_servers.ts";
import { warn } from "./warn.ts";

/** Runs `chat join`. Resolves with the exit code. */
export async function join(invocation: Invocation): Promise<number> {
  return await runCommand(JOIN, invocation, joinServer, SOURCES);
}

async function joinServer({ args, flags, language }: Run<typeof JOIN>): Promise<number> {
  const server = await serverOf({ args, language });
  if (typeof server === "number") return server;
  const run = { server, language, flags: await withPaths(flags, ["password-file"]) };
  const permissions = await clientPermissions(run, PLATFORM);
  // a person alone has a pager and an editor
  const programs = isPerson() ? { programs: personsPrograms() } : {};
  await using told = toldConnections(server);
  const help = { ...programs, connect: told.connect };
  return await runInWorker({ command: "join", run }, permissions, help);
}

/** Connections to servers that one of these has told of. */
function toldConnections(server: ServerAddress): ToldConnections {
  const url = import.meta.resolve("../client/dial_worker.ts");
  return new ToldConnections(async () => {
    const { ToldThreads } = await import("../client/told_threads.ts");
    return new ToldThreads(
      [server, ...server.others ?? []],
      (permissions) => new Worker(url, { type: "module", deno: { permissions } }),
    );
  });
}

/** The server that the command line means, or the exit code. */
async function serverOf(
  { args: { ip, port }, language }: Pick<Run<typeof JOIN>, "args" | "language">,
): Promise<ServerAddress | number> {
  const listed = port === undefined ? await savedServers(language) : [];
  if (ip === undefined && isPerson()) {
    return await runInWorker({ command: "choose", run: { listed, language } }, CHOICE_PERMISSIONS);
  }
  const server = ip && findServer(ip, port, listed);
  if (server !== undefined) return server;
  const say = await phrases(language);
  const why = ip === undefined ? say.client.pipeNeedsServer : say.client.twoPorts;
  warn(`${why}\n\n${hintOf(JOIN, say)}`, say);
  return EXIT.usage;
}

/** The pager and the editor of a person. What runs them is loaded when one is wanted. */
function personsPrograms(): Programs {
  let programs: Promise<Programs> | undefined;
  const loaded = () =>
    programs ??= import("../client/program_runner.ts").then(({ systemPrograms }) =>
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
