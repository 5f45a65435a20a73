/** The thread of `chat admin`. */

import { administer } from "../server/admin_client.ts";
import { adminProcess } from "../server/system.ts";
import { work } from "./work.ts";

work<"admin">((run) => administer(run, adminProcess(run.language)));
