/** The thread of `chat cluster`. */

import { runCluster } from "../server/cluster_command.ts";
import { clusterProcess } from "../server/system.ts";
import { work } from "./work.ts";

work<"cluster">((run) => runCluster(run, clusterProcess(run.language)));
