/** The thread in which a person chooses a server, before `chat join`. */

import { choose } from "../client/choose_command.ts";
import { work } from "./work.ts";

work<"choose">(choose);
