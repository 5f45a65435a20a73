/** What is checked before a node relies on a database. */

import { assertEquals } from "@std/assert";
import { faultsOf } from "../../../../server/storage/postgres/checks.ts";
import { openClient } from "../../../../server/storage/postgres/client.ts";
import { findPrimary } from "../../../../server/storage/postgres/survey.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { ClusterDatabase } from "./support.ts";

Deno.test({
  ...needsPostgres(),
  name: "Nodes that start at the same time do not take the notifications of each other",
  async fn() {
    await using postgres = await Postgres.start();
    const database = await ClusterDatabase.make(postgres);
    const { clock, where } = database;
    const check = async () => {
      await using primary = await findPrimary({ ...where, open: openClient, clock });
      return await faultsOf({ ...primary, clock, unsafe: true });
    };
    const faults = await Promise.all(Array.from({ length: 20 }, check));
    assertEquals(faults.flat(), []);
  },
});
