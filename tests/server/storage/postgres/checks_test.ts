/** What is checked before a node relies on a database. */

import { assertEquals } from "@std/assert";
import { DATABASE_QUERY_MS } from "../../../../server/limits.ts";
import { phrasesOf } from "../../../support/phrases.ts";
import { faultsOf } from "../../../../server/storage/postgres/checks.ts";
import { type Client, openClient } from "../../../../server/storage/postgres/client.ts";
import { SESSION_SETTINGS } from "../../../../server/storage/postgres/database.ts";
import { SCHEMA_VERSION } from "../../../../server/storage/postgres/schema.ts";
import { findPrimary } from "../../../../server/storage/postgres/survey.ts";
import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { ClusterDatabase } from "./support.ts";

/** The sentences of what is wrong with a database. */
async function told(
  { clock, where: { hosts, client }, name }: ClusterDatabase,
  unsafe: boolean,
  database = name,
): Promise<string[]> {
  const where = { hosts, client: { ...client, database } };
  await using primary = await findPrimary({ ...where, open: openClient, clock });
  const faults = await faultsOf({ ...primary, clock, unsafe });
  return faults.map((fault) => fault.inWords(phrasesOf("en")));
}

Deno.test({
  ...needsPostgres(),
  name: "Nodes that start at the same time do not take the notifications of each other",
  async fn() {
    await using postgres = await Postgres.start();
    const database = await ClusterDatabase.make(postgres);
    const faults = await Promise.all(Array.from({ length: 20 }, () => told(database, true)));
    assertEquals(faults.flat(), []);
  },
});

const must = (name: string, seen: string, wanted = "on") =>
  `Cannot rely on the database: its setting ${name} is ${seen}, and must be ${wanted}`;
const UNNAMED =
  "Cannot rely on the database: synchronous_standby_names is empty, so what is stored is on one disk; " +
  "name a standby, or accept that with --cluster-unsafe";

Deno.test({
  ...needsPostgres(),
  name:
    "Each thing that is wrong with a database has its sentence, with what is seen and what is wanted",
  async fn() {
    await using postgres = await Postgres.start({
      settings: { fsync: "off", full_page_writes: "off" },
    });
    const database = await ClusterDatabase.make(postgres);
    const { primary } = postgres;
    const alone = [must("fsync", "off"), must("full_page_writes", "off")];
    assertEquals(await told(database, true), alone);
    assertEquals(await told(database, false), [...alone, UNNAMED]);

    await database.query("revoke execute on function chat.beat from chat");
    assertEquals(await told(database, true), [
      ...alone,
      "Cannot use the schema chat as chat: it lacks rights, which chat cluster init gives to the role chat",
    ]);
    await database.query(
      "grant execute on function chat.beat to chat; update chat.meta set schema = 0",
    );
    assertEquals(await told(database, true), [
      ...alone,
      `Cannot use the schema chat of version 0: version ${SCHEMA_VERSION} is needed; ` +
      "run chat cluster init as its owner",
    ]);
    await database.query("drop schema chat cascade");
    assertEquals(await told(database, true), [
      ...alone,
      `Cannot use the database ${database.name}: it has no schema chat; run chat cluster init as its owner`,
    ]);

    await primary.query("create database latin encoding 'LATIN1' template template0");
    // what is written from here on waits for no standby: there is none
    const write = (sql: string) => primary.query(`set synchronous_commit = local; ${sql}`);
    await write("revoke pg_read_all_stats from chat");
    await primary.query("alter system set synchronous_standby_names = 'FIRST 1 (db1, db2)'");
    await primary.query("select pg_reload_conf()");
    await primary.until("select 1 where current_setting('synchronous_standby_names') <> ''");
    assertEquals(
      (await told(database, true))[2],
      "Cannot see the standbys as chat: run GRANT pg_read_all_stats TO chat as a superuser",
    );
    await write("grant pg_read_all_stats to chat");
    assertEquals(
      (await told(database, true))[2],
      "Cannot write to the database: no standby of synchronous_standby_names (FIRST 1 (db1, db2)) is connected",
    );
    assertEquals(
      (await told(database, true, "latin"))[0],
      "Cannot use a database with the encoding LATIN1: it must be UTF8",
    );
  },
});

Deno.test("An old server is told, commits that wait for nothing, and notifications that do not arrive", async () => {
  const clock = new VirtualClock();
  const facts = {
    ...{ user: "chat", database: "chat", version: 140_011, shown: "14.11", encoding: "UTF8" },
    ...{ fsync: "on", full_page_writes: "on", names: "db2" },
    ...{ sees: true, standbys: 1, schema: true, usage: true, tables: 0, functions: 0 },
    ...SESSION_SETTINGS,
    synchronous_commit: "local",
  };
  const version = { schema: SCHEMA_VERSION + 1 };
  const client: Client = {
    run: ({ name }) => Promise.resolve([name === "version" ? version : facts]),
    script: () => Promise.resolve(),
    destroy() {},
  };
  const options = { client, clock, unsafe: false, notified: () => new Promise<string>(() => {}) };
  const faults = faultsOf(options);
  await clock.advance(DATABASE_QUERY_MS);
  assertEquals((await faults).map((fault) => fault.inWords(phrasesOf("en"))), [
    "Cannot use PostgreSQL 14.11: version 15 or a later one is needed",
    must("synchronous_commit", "local"),
    "Cannot use this connection to the database: notifications do not arrive; " +
    "a connection pool must be in session mode",
  ]);
});
