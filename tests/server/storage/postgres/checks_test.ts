/** What is checked before a node relies on a database. */

import { assertEquals, assertRejects } from "@std/assert";
import { faultsOf } from "../../../../server/storage/postgres/checks.ts";
import { openClient } from "../../../../server/storage/postgres/client.ts";
import { findPrimary } from "../../../../server/storage/postgres/survey.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { UnusableDatabase } from "../../../../server/storage/postgres/unusable.ts";
import { Pool, type Treatment } from "./pool.ts";
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

Deno.test({
  ...needsPostgres(),
  name: "A pool that drops or refuses the settings of a session is named as what is wrong",
  async fn() {
    await using postgres = await Postgres.start();
    const database = await ClusterDatabase.make(postgres);
    const { clock, where } = database;
    const check = async (treatment: Treatment) => {
      await using pool = new Pool(where.hosts[0]!, treatment);
      const through = { ...where, hosts: [pool.at] };
      await using primary = await findPrimary({ ...through, open: openClient, clock });
      return await faultsOf({ ...primary, clock, unsafe: true });
    };
    assertEquals((await check("dropped")).map(({ code, data }) => ({ code, data })), [{
      code: "session_settings",
      data: { name: "statement_timeout", seen: "0", wanted: "2s" },
    }]);
    for (const refusedWith of ["08P01", "42P05", "26000"]) {
      const { code } = await assertRejects(() => check({ refusedWith }), UnusableDatabase);
      assertEquals(code, "database_pooled");
    }
    const { code } = await assertRejects(() => check({ refusedWith: "57P03" }), UnusableDatabase);
    assertEquals(code, "database_unreachable", "it is only starting up");
  },
});
