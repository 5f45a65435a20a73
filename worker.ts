/// <reference lib="deno.worker" />
/**
 * A command, in a thread of its own which may do little: `main.ts` says what, starts it, and ends the
 * process when it is over.
 *
 * @module
 */

import type { JoinRun } from "./client/options.ts";
import type { ServeRun } from "./server/serve.ts";

/** What is to be run. */
export type Task =
  | { readonly command: "serve"; readonly run: ServeRun }
  | { readonly command: "join"; readonly run: JoinRun };

/** What comes from `main.ts`: a task, and then, if it is to end, this word. */
export type Order = Task | "stop";

const stop = Promise.withResolvers<void>();

/** Resolves to the exit code. Each command loads only what is its own. */
async function carryOut({ command, run }: Task): Promise<number> {
  if (command === "join") {
    const { join } = await import("./client/join.ts");
    return await join(run);
  }
  const { serve } = await import("./server/serve.ts");
  const { systemProcess } = await import("./server/system.ts");
  return await serve(run, systemProcess(stop.promise));
}

self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
  if (order === "stop") stop.resolve();
  else self.postMessage(await carryOut(order));
};
