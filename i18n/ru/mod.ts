/** Russian. */

import type { Phrases } from "../en/mod.ts";
import { admin } from "./admin.ts";
import { client } from "./client.ts";
import { commands } from "./commands.ts";
import { failures } from "./failures.ts";
import { flags } from "./flags.ts";
import { general } from "./general.ts";
import { manual } from "./manual.ts";
import { reasons } from "./reasons.ts";
import { server } from "./server.ts";

export const ru: Phrases = {
  admin,
  client,
  commands,
  failures,
  flags,
  general,
  manual,
  reasons,
  server,
};
