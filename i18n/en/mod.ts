/** English. Every other language has the same sentences with the same parameters. */

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

export const en = {
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

type English = typeof en;

/** All sentences of one language. English defines which there are. */
export interface Phrases extends English {}
