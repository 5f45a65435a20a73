/** The schema of a cluster by its versions. */

import { FUNCTIONS } from "./functions.ts";
import { FOLLOW_PRESENCE, SAY } from "./say.ts";
import { RIGHTS, TABLES } from "./tables.ts";

/** What leads from each version to the next. A later one only adds: nodes of two versions run together. */
const MIGRATIONS: readonly string[] = [
  `create schema chat;\nset local search_path = chat;\n${TABLES}${FOLLOW_PRESENCE}${SAY}${FUNCTIONS}`,
];

/** The version of the schema that this program was made for. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** After a backup was restored: its logs are others than those that were read to their end. */
export const RESTORED = "update chat.room set log = gen_random_uuid();\n";

/** One `chat cluster init` at a time: the key of the advisory lock. */
export const INIT_LOCK = 0x63686174;

/** Waits for the turn to make the schema. */
export const INIT_TURN =
  `set lock_timeout = '10s'; set statement_timeout = '60s'; select pg_advisory_lock(${INIT_LOCK});`;

/** The SQL that makes the schema of version `from` (0: there is none) the one of this program. */
export function migrationFrom(from: number): string {
  const steps = MIGRATIONS.slice(from);
  return [
    "begin;\nset local lock_timeout = '10s';\nset local statement_timeout = '60s';\n",
    `select pg_advisory_xact_lock(${INIT_LOCK});\n`,
    ...steps,
    "set local search_path = chat;\n",
    RIGHTS,
    `update meta set schema = ${SCHEMA_VERSION};\ncommit;\n`,
  ].join("");
}
