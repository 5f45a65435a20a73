/** A cluster whose parts break one after the other: the short form of `deno task soak --cluster`. */

import { needsPostgres } from "../support/postgres.ts";
import { Chance } from "./support/chance.ts";
import { soakCluster } from "./support/cluster_soak.ts";

/** For how long parts are broken. */
const SHORT_MS = 15_000;

Deno.test({
  ...needsPostgres(),
  name: "Nothing is lost, doubled or out of order, whichever part of a cluster breaks",
  fn: async () => void await soakCluster(Chance.announced("cluster"), SHORT_MS, console.log),
});
