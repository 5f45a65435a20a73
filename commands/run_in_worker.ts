/** Runs a command in a worker, and does for it what the worker has no permission for. */

import { EXIT } from "../cli/exit.ts";
import type { Programs } from "../client/programs.ts";
import type { ServerAddress } from "../client/server_list.ts";
import type { ToldConnections } from "../client/told_connections.ts";
import type { Anew } from "../server/begin_anew.ts";
import type { StartedThread } from "../server/search_thread.ts";
import type { Task, TaskResult, WorkerAnswer, WorkerMessage } from "../workers/messages.ts";

/**
 * The worker of each command. It loads that command's modules and no others: Deno reads all that a worker may ever
 * load when it starts, since later it may read nothing.
 */
const WORKERS: Readonly<Record<Task["command"], string>> = {
  serve: import.meta.resolve("../workers/serve.ts"),
  admin: import.meta.resolve("../workers/admin.ts"),
  cluster: import.meta.resolve("../workers/cluster.ts"),
  choose: import.meta.resolve("../workers/choose.ts"),
  join: import.meta.resolve("../workers/join.ts"),
};

/** What asks a server to stop. */
export interface Stop {
  /** Resolves at the first signal. A second one ends the process at once. */
  readonly requested: Promise<void>;
  /** Ctrl-C where it is no signal. */
  readonly interrupt: () => void;
}

/** What is done for a task beside the worker. */
export interface TaskHelp extends Stop {
  /** Opens the thread that looks through the logs. */
  readonly openSearcher: () => Promise<StartedThread>;
  /** Runs the user's own programs, which the worker asks for. */
  readonly programs: Programs;
  /** Connects to servers that another one has told of. */
  readonly connect: ToldConnections["connect"];
}

/**
 * Runs a task with these permissions and no others: Deno cannot take permissions from a program that
 * runs, but a worker can start with fewer.
 */
export async function runInWorker<C extends Task["command"]>(
  task: Extract<Task, { command: C }>,
  permissions: Deno.PermissionOptionsObject,
  more?: Partial<TaskHelp>,
): Promise<ResultOf<C>>;
export async function runInWorker(
  task: Task,
  permissions: Deno.PermissionOptionsObject,
  { interrupt, requested, openSearcher, programs, connect }: Partial<TaskHelp> = {},
): Promise<TaskResult> {
  // also this thread has no use for it, unless a person chooses a server first, and then joins it
  if (programs === undefined && task.command !== "choose") {
    Deno.permissions.revokeSync({ name: "run" });
  }
  const worker = startWorker(WORKERS[task.command], permissions);
  const { promise, resolve } = Promise.withResolvers<TaskResult>();
  worker.onmessage = ({ data, ports: [port, control] }: MessageEvent<WorkerAnswer>) => {
    if (data === "interrupt") return interrupt?.();
    if (data === "end program") return programs?.stop();
    if (data === "stop job") return programs?.suspend?.();
    if (data === "go on") return programs?.goOn?.();
    if (data === "search") {
      return void openSearcher?.().then(({ port, ended }) => {
        worker.postMessage("searcher", [port]);
        ended.then(() => send("search ended"));
      }, () => send("search ended"));
    }
    if (typeof data === "number") return resolve(data);
    if ("connect" in data) return connect?.(data.connect, port!, control!);
    if (!("program" in data)) return resolve(data);
    programs?.run(data.program).then((ended) => send({ ended }));
  };
  worker.onerror = (event) => {
    event.preventDefault(); // the worker has printed the error
    resolve(EXIT.failed);
  };
  const send = (message: WorkerMessage) => worker.postMessage(message);
  send(task);
  requested?.then(() => send("stop"));
  const result = await promise;
  if (typeof result !== "number" && "anew" in result) worker.terminate();
  return result;
}

/** What comes of a command. */
type ResultOf<C extends Task["command"]> = C extends "choose" ? number | ServerAddress
  : C extends "serve" ? number | Anew
  : number;

/** Starts a worker. Older versions of Deno know no permissions for Unix sockets, and ask for none. */
function startWorker(url: string, permissions: Deno.PermissionOptionsObject): Worker {
  try {
    return new Worker(url, { type: "module", deno: { permissions } });
  } catch (cause) {
    if (!(cause instanceof URIError) || !Array.isArray(permissions.net)) throw cause;
    const net = permissions.net.filter((host) => !host.startsWith("unix:"));
    return new Worker(url, { type: "module", deno: { permissions: { ...permissions, net } } });
  }
}
