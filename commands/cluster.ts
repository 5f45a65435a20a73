/** `chat cluster`, in the main thread. */

import { CLUSTER } from "../server/options.ts";
import { clusterPermissions } from "../server/permissions.ts";
import { SOURCES } from "./environment.ts";
import type { Invocation } from "./invocation.ts";
import { runCommand } from "./run_command.ts";
import { runInWorker } from "./run_in_worker.ts";

/** Runs `chat cluster`. Resolves with the exit code. */
export async function cluster(invocation: Invocation): Promise<number> {
  return await runCommand(CLUSTER, invocation, async ({ args, flags, language }) => {
    const { action, url } = args;
    const run = { action: action!, url: url!, flags, language };
    return await runInWorker({ command: "cluster", run }, clusterPermissions(url!, flags));
  }, SOURCES);
}
