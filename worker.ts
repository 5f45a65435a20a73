/// <reference lib="deno.worker" />
/**
 * Runs one command in a thread of its own, with few permissions. `main.ts` starts it, gives it the
 * task, and ends the process with the exit code that comes back.
 *
 * @module
 */

import type { ChooseRun } from "./client/choose_command.ts";
import type { ServerAddress } from "./client/server_list.ts";
import type { JoinRun } from "./client/options.ts";
import type { ProgramEnd, ProgramRun } from "./client/programs.ts";
import type { Anew } from "./server/begin_anew.ts";
import type { AdminRun } from "./server/admin_client.ts";
import type { ClusterRun } from "./server/cluster_command.ts";
import type { ServeRun } from "./server/serve.ts";

/** A command to run. */
export type Task =
  | { readonly command: "serve"; readonly run: ServeRun }
  | { readonly command: "admin"; readonly run: AdminRun }
  | { readonly command: "cluster"; readonly run: ClusterRun }
  | { readonly command: "choose"; readonly run: ChooseRun }
  | { readonly command: "join"; readonly run: JoinRun };

/**
 * A message from `main.ts`: first the task, later perhaps the wish that it stops. With "searcher" comes the
 * port of the thread that looks through the logs, and "search ended" tells that it is gone, or cannot be started.
 * `ended` tells how the user's pager or editor has ended.
 */
export type WorkerMessage =
  | Task
  | "stop"
  | "searcher"
  | "search ended"
  | { readonly ended: ProgramEnd };

/** What comes of a task: an exit code, the server that the person has chosen, or a server's wish to begin anew. */
export type TaskResult = number | ServerAddress | Anew;

/**
 * A message to `main.ts`: what came of the task, at the end; before it Ctrl-C, where it is no signal, "search"
 * to start the thread that looks through the logs, `program` to run the user's pager or editor, and "end program" to
 * end it; "stop job" and "go on" for Ctrl-Z.
 */
export type WorkerAnswer =
  | TaskResult
  | "interrupt"
  | "search"
  | "end program"
  | "stop job"
  | "go on"
  | { readonly program: ProgramRun };

const stop = Promise.withResolvers<void>();
let searcher = Promise.withResolvers<MessagePort>();
let searchEnded = Promise.withResolvers<void>();
/** Is called with how the program that runs has ended. */
let programEnded = (_end: ProgramEnd) => {};

/** The user's pager and editor: `main.ts` runs them, since a worker may run nothing, and signal nobody else. */
const PROGRAMS = {
  run: (program: ProgramRun) => {
    const { promise, resolve } = Promise.withResolvers<ProgramEnd>();
    programEnded = resolve;
    self.postMessage({ program });
    return promise;
  },
  stop: () => self.postMessage("end program"),
  suspend: () => self.postMessage("stop job"),
  goOn: () => self.postMessage("go on"),
};

/** Runs a task. Each command loads only its own modules. */
async function runTask({ command, run }: Task): Promise<TaskResult> {
  if (command === "choose") {
    const { choose } = await import("./client/choose_command.ts");
    return await choose(run);
  }
  if (command === "join") {
    const { join } = await import("./client/join.ts");
    return await join(run, PROGRAMS);
  }
  if (command === "admin") {
    const { administer } = await import("./server/admin_client.ts");
    const { adminProcess } = await import("./server/system.ts");
    return await administer(run, adminProcess(run.language));
  }
  if (command === "cluster") {
    const { runCluster } = await import("./server/cluster_command.ts");
    const { clusterProcess } = await import("./server/system.ts");
    return await runCluster(run, clusterProcess(run.language));
  }
  const { serve } = await import("./server/serve.ts");
  const { systemProcess } = await import("./server/system.ts");
  const openSearcher = async () => {
    searcher = Promise.withResolvers();
    searchEnded = Promise.withResolvers();
    self.postMessage("search");
    return { port: await searcher.promise, ended: searchEnded.promise };
  };
  const interrupt = () => self.postMessage("interrupt");
  return await serve(run, systemProcess({ stopped: stop.promise, interrupt, openSearcher }));
}

self.onmessage = async ({ data: message, ports: [port] }: MessageEvent<WorkerMessage>) => {
  if (message === "stop") stop.resolve();
  else if (message === "searcher") searcher.resolve(port!);
  else if (message === "search ended") {
    searcher.reject(new Error("The thread that searches cannot be started"));
    searchEnded.resolve();
  } else if ("ended" in message) programEnded(message.ended);
  else self.postMessage(await runTask(message));
};
