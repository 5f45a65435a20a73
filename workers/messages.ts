/**
 * What the main thread and the thread of a command tell each other.
 *
 * @module
 */

import type { ChooseRun } from "../client/choose_command.ts";
import type { PortRequest } from "../client/dial/port_messages.ts";
import type { ServerAddress } from "../client/server_list.ts";
import type { JoinRun } from "../client/options.ts";
import type { ProgramEnd, ProgramRun } from "../client/programs.ts";
import type { Anew } from "../server/begin_anew.ts";
import type { AdminRun } from "../server/admin_client.ts";
import type { ClusterRun } from "../server/cluster_command.ts";
import type { ServeRun } from "../server/serve.ts";

/** A command to run. */
export type Task =
  | { readonly command: "serve"; readonly run: ServeRun }
  | { readonly command: "admin"; readonly run: AdminRun }
  | { readonly command: "cluster"; readonly run: ClusterRun }
  | { readonly command: "choose"; readonly run: ChooseRun }
  | { readonly command: "join"; readonly run: JoinRun };

/** What a command is to do. */
export type RunOf<C extends Task["command"]> = Extract<Task, { readonly command: C }>["run"];

/**
 * What the main thread tells after the task: perhaps the wish that it stops. With "searcher" comes the port of
 * the thread that looks through the logs, and "search ended" tells that it is gone, or cannot be started. `ended`
 * tells how the user's pager or editor has ended.
 */
export type WorkerNews = "stop" | "searcher" | "search ended" | { readonly ended: ProgramEnd };

/** A message to a worker: first the task. */
export type WorkerMessage = Task | WorkerNews;

/** What comes of a task: an exit code, the server that the person has chosen, or a server's wish to begin anew. */
export type TaskResult = number | ServerAddress | Anew;

/**
 * A message to the main thread: what came of the task, at the end; before it Ctrl-C, where it is no signal, "search"
 * to start the thread that looks through the logs, `program` to run the user's pager or editor, and "end program" to
 * end it; "stop job" and "go on" for Ctrl-Z; `connect`, with a port and its control port, for a connection to a server
 * that another one has told of.
 */
export type WorkerAnswer =
  | TaskResult
  | "interrupt"
  | "search"
  | "end program"
  | "stop job"
  | "go on"
  | { readonly program: ProgramRun }
  | { readonly connect: PortRequest };
