import { needsPostgres, Postgres } from "../../../support/postgres.ts";
import { backboneSuite } from "../backbone_suite.ts";
import { sharedSuite } from "../shared_suite.ts";
import { ClusterDatabase } from "./support.ts";

const { ignore } = needsPostgres();

let postgres: Promise<Postgres> | undefined;

/** A new database, and nodes on it. */
async function place() {
  const database = await ClusterDatabase.make(await (postgres ??= Postgres.start()));
  return {
    open: () => database.node(),
    [Symbol.asyncDispose]: () => Promise.resolve(database.clock.cancelAll()),
  };
}

backboneSuite("PostgresBackbone", place, { ignore });
sharedSuite("PostgresBackbone", place, { ignore });

Deno.test.afterAll(async () => await (await postgres)?.[Symbol.asyncDispose]());
