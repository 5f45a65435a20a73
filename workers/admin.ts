/** The thread of `chat admin`. */

import { administer } from "../server/admin_client.ts";
import { phrases } from "../i18n/phrases.ts";
import { adminProcess } from "../server/system.ts";
import { work } from "./work.ts";

work<"admin">(async (run) => await administer(run, adminProcess(await phrases(run.language))));
