/** Many nodes that start at the same time, on as few connections as they need. */

import { assertEquals } from "@std/assert";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { say } from "../backbone_suite.ts";
import { nodeOf } from "../shared_suite.ts";
import { ClusterDatabase } from "./support.ts";

const NODES = 50;

Deno.test({
  ...needsPostgres(),
  name: `${NODES} nodes that start at once have one order, and take three connections each`,
  async fn() {
    const settings = { max_connections: `${3 * NODES + 10}` };
    await using postgres = await Postgres.start({ settings });
    const database = await ClusterDatabase.make(postgres);
    const nodes = await Promise.all(
      Array.from({ length: NODES }, async () => await nodeOf(await database.node())),
    );
    for (const [at, { journal }] of nodes.entries()) journal.append(say(`${at}`), at, at + 1);
    await Promise.all(nodes.map(({ sink }) => sink.have(NODES)));
    const [first, ...others] = nodes.map(({ sink }) => sink.events.map(({ line }) => line));
    for (const other of others) assertEquals(other, first);
    const texts = nodes[0]!.sink.events.map(({ event }) => event.type === "msg" ? event.text : "");
    assertEquals(new Set(texts).size, NODES);
    assertEquals(await database.query("select count(*) from chat.node"), `${NODES}\n`);
    const used = "select count(*) from pg_stat_activity where usename = 'chat'";
    assertEquals(await database.query(used), `${3 * NODES}\n`);
    await Promise.all(nodes.map(({ backbone }) => backbone.close()));
    database.clock.cancelAll();
  },
});
