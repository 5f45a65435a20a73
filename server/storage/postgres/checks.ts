/** What must hold of a database before a node relies on it: each fault has its sentence. */

import { DATABASE_QUERY_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { within } from "../../../runtime/within.ts";
import type { Client, Row, Statement } from "./client.ts";
import { SESSION_SETTINGS } from "./database.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { UnusableDatabase } from "./unusable.ts";

/** The oldest PostgreSQL that will do, as it counts its versions. */
const MIN_VERSION = 150_000;

/** What is checked, and how. */
export interface CheckOptions {
  readonly client: Client;
  /** Resolves with the payload of the next notification. */
  readonly notified: () => Promise<string>;
  readonly clock: Pick<Clock, "after">;
  /** Whether a database without a standby will do. */
  readonly unsafe: boolean;
}

const FACTS: Statement = {
  name: "facts",
  text: `select current_user as user, current_database() as database,
    current_setting('server_version_num')::int as version, current_setting('server_version') as shown,
    current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
    current_setting('full_page_writes') as full_page_writes,
    current_setting('synchronous_commit') as synchronous_commit,
    current_setting('synchronous_standby_names') as names,
    current_setting('statement_timeout') as statement_timeout,
    current_setting('lock_timeout') as lock_timeout,
    current_setting('idle_in_transaction_session_timeout') as idle_in_transaction_session_timeout,
    pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees,
    (select count(*) from pg_stat_replication
      where state = 'streaming' and sync_state in ('sync', 'quorum')) as standbys,
    exists (select from pg_namespace where nspname = 'chat') as schema`,
};

const RIGHTS: Statement = {
  name: "rights",
  text: `select has_schema_privilege('chat', 'usage') as usage,
    (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'chat' and c.relkind = 'r' and c.relname not in ('session', 'letter')
      and not has_table_privilege(c.oid, 'select')) as tables,
    (select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'chat' and not has_function_privilege(p.oid, 'execute')) as functions`,
};

const VERSION: Statement = { name: "version", text: "select schema from chat.meta" };

/** What is wrong with the database, the worst first. */
export async function faultsOf(options: CheckOptions): Promise<UnusableDatabase[]> {
  const { client } = options;
  const [facts] = await client.run(FACTS, []);
  const faults = [
    ...sessionFaults(facts!),
    ...serverFaults(facts!),
    ...standbyFaults(facts!, options.unsafe),
  ];
  const schema = await schemaFaults(client, facts!);
  if (schema.length > 0) return [...faults, ...schema];
  return [...faults, ...await notificationFaults(options)];
}

/** Settings that every session asks for, and that no database has by itself. */
const TIMEOUTS = [
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
] as const;

/** A pool may drop what a session asks for: PgBouncer does with `ignore_startup_parameters = options`. */
function sessionFaults(facts: Row): UnusableDatabase[] {
  const lost = TIMEOUTS.find((name) => facts[name] !== SESSION_SETTINGS[name]);
  if (lost === undefined) return [];
  const data = { name: lost, seen: facts[lost], wanted: SESSION_SETTINGS[lost] };
  return [new UnusableDatabase("session_settings", data)];
}

function serverFaults(facts: Row): UnusableDatabase[] {
  const faults: UnusableDatabase[] = [];
  const { version, shown, encoding } = facts;
  if (version < MIN_VERSION) {
    faults.push(
      new UnusableDatabase("database_old", { seen: shown, wanted: MIN_VERSION / 10_000 }),
    );
  }
  if (encoding !== "UTF8") {
    faults.push(new UnusableDatabase("database_encoding", { seen: encoding }));
  }
  const wanted = {
    fsync: ["on"],
    full_page_writes: ["on"],
    synchronous_commit: ["on", "remote_apply"],
  };
  for (const [name, values] of Object.entries(wanted)) {
    const seen = facts[name];
    if (values.includes(seen)) continue;
    faults.push(new UnusableDatabase("database_setting", { name, seen, wanted: values[0]! }));
  }
  return faults;
}

function standbyFaults({ names, sees, standbys, user }: Row, unsafe: boolean): UnusableDatabase[] {
  if (names === "") return unsafe ? [] : [new UnusableDatabase("standby_unnamed", {})];
  if (!sees) return [new UnusableDatabase("statistics_hidden", { user })];
  return standbys > 0 ? [] : [new UnusableDatabase("standby_missing", { names })];
}

async function schemaFaults(
  client: Client,
  { schema, database, user }: Row,
): Promise<UnusableDatabase[]> {
  if (!schema) return [new UnusableDatabase("schema_missing", { database })];
  const [rights] = await client.run(RIGHTS, []);
  const { usage, tables, functions } = rights!;
  if (!usage || tables > 0 || functions > 0) {
    return [new UnusableDatabase("rights_missing", { user })];
  }
  const [row] = await client.run(VERSION, []);
  const seen = row!.schema;
  // a newer one only adds
  if (seen >= SCHEMA_VERSION) return [];
  return [new UnusableDatabase("schema_old", { seen, wanted: SCHEMA_VERSION })];
}

async function notificationFaults(
  { client, notified, clock }: CheckOptions,
): Promise<UnusableDatabase[]> {
  // a channel of its own: other nodes may start at the same time
  const channel = `chat_check_${crypto.randomUUID().replaceAll("-", "")}`;
  const heard = notified();
  await client.run({ name: "", text: `listen ${channel}` }, []);
  await client.run({ name: "", text: `notify ${channel}` }, []);
  const seen = await within(heard, DATABASE_QUERY_MS, clock);
  await client.run({ name: "", text: `unlisten ${channel}` }, []);
  return seen === undefined ? [new UnusableDatabase("notifications_missing", {})] : [];
}
