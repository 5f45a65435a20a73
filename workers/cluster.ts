/** The thread of `chat cluster`. */

import { phrases } from "../i18n/phrases.ts";
import { runCluster } from "../server/cluster_command.ts";
import { clusterProcess } from "../server/system.ts";
import { work } from "./work.ts";

work<"cluster">(async (run) => await runCluster(run, clusterProcess(await phrases(run.language))));
