/** Russian. */

import type { Phrases } from "../en/mod.ts";
import { admin } from "./admin.ts";
import { client } from "./client.ts";
import { cluster } from "./cluster.ts";
import { commands } from "./commands.ts";
import { failures } from "./failures.ts";
import { flags } from "./command_line.ts";
import { general } from "./general.ts";
import { manual } from "./manual.ts";
import { reasons } from "./system_errors.ts";
import { server } from "./server.ts";

export const ru: Phrases = {
  admin,
  client,
  cluster,
  commands,
  failures,
  flags,
  general,
  manual,
  reasons,
  server,
};
