/**
 * Why a server does not start or cannot use a file, by the code of the error. A sentence gets the data of the
 * error, and as `why` the reason of its cause.
 */

/** A file that cannot be used. */
interface File {
  readonly path: string;
  readonly why: string;
}

export const failures = {
  same_port: ({ one, other }: { one: string; other: string }) => `${one} and ${other} are the same`,
  port_blocked: ({ port }: { port: number }) =>
    `Cannot serve browsers on port ${port}: no browser opens a page there, since another service has that port; ` +
    "take another one, such as 8080",
  cert_without_key: () => "Cannot use --cert without --key",
  key_without_cert: () => "Cannot use --key without --cert",
  certificate_unreadable: ({ path, why }: File) => `Cannot read ${path}: ${why}`,
  certificate_unwritable: ({ path, why }: File) => `Cannot write ${path}: ${why}`,
  certificate_not_pem: ({ path }: { path: string }) =>
    `Cannot use the certificate ${path}: it holds none in PEM form`,
  key_not_pem: ({ path }: { path: string }) =>
    `Cannot use the private key ${path}: it holds none in PEM form`,
  certificate_refused: ({ why }: { why: string }) =>
    `Cannot use the certificate and its key: they do not go together, or are damaged (${why})`,

  password_exposed: ({ host }: { host: string }) =>
    `Cannot ask for a password on ${host} without encryption: everyone on the way could read it; ` +
    "add --tls",
  password_unreadable: ({ path, why }: File) => `Cannot read the password in ${path}: ${why}`,
  password_empty: ({ path }: { path: string }) =>
    `Cannot use the password in ${path}: its first line is empty`,

  operators_unreadable: ({ path, why }: File) => `Cannot read the operators in ${path}: ${why}`,
  operator_line: ({ path, line }: { path: string; line: number }) =>
    `Cannot use line ${line} of ${path}: expected a name, a space and a password`,

  bans_unreadable: ({ path, why }: File) => `Cannot read the bans in ${path}: ${why}`,
  bans_no_list: ({ path }: { path: string }) =>
    `Cannot read the bans in ${path}: expected a list in brackets`,
  bans_entry: ({ path, entry }: { path: string; entry: number }) =>
    `Cannot read the bans in ${path}: entry ${entry} is not a valid ban`,
  too_many_bans: ({ limit }: { limit: number }) => `Cannot keep more than ${limit} bans`,

  address_unusable: ({ address, why }: { address: string; why: string }) =>
    `Cannot listen on ${address}: ${why}`,
  host_unknown: ({ address }: { address: string }) =>
    `Cannot listen on ${address}: this machine knows no address of that name`,

  locked: ({ path }: { path: string }) =>
    `Cannot use the data folder: another server is using it (${path} is locked)`,
  unreadable: ({ path, why }: File) => `Cannot read ${path}: ${why}`,
  unwritable: ({ path, why }: File) => `Cannot write ${path}: ${why}`,
  full: ({ path, why }: File) => `Cannot write ${path}: ${why}`,
  log_closed: () => "Cannot write a log that is closed",
  log_changed: ({ path, size, wanted }: { path: string; size: number; wanted: number }) =>
    `Cannot go on with the log ${path}: it has ${size} bytes, ${wanted} were written`,
  folder_changed: ({ path }: { path: string }) =>
    `Cannot use the data folder ${path}: it is gone, or another folder is in its place`,

  ban_not_shared: () =>
    "The ban applies to this server only, until it stops: the database of the cluster cannot be reached",
  unreachable: () => "Cannot reach the database of the cluster",
  astray: () =>
    "Cannot go on: the database lost what was shown already, since a standby without the newest events was promoted; " +
    "a new start goes on with what is left, and with what the servers remember",
  folder_copied: ({ address }: { address: string }) =>
    `Cannot go on as a node of the cluster: the data folder is a copy of the one that ${address} uses; ` +
    "remove the file home from one of them",
  fenced: () =>
    "Cannot go on as a node of the cluster: the other nodes have heard nothing of this one for too long",
  database_unreachable: ({ hosts, why }: { hosts: string; why: string }) =>
    `Cannot reach the database at ${hosts}: ${why}`,
  no_primary: ({ hosts }: { hosts: string }) =>
    `Cannot use the database at ${hosts}: each server that answers is a standby, and a primary is needed`,
  database_old: ({ seen, wanted }: { seen: string; wanted: number }) =>
    `Cannot use PostgreSQL ${seen}: version ${wanted} or a later one is needed`,
  database_encoding: ({ seen }: { seen: string }) =>
    `Cannot use a database with the encoding ${seen}: it must be UTF8`,
  database_setting: ({ name, seen, wanted }: { name: string; seen: string; wanted: string }) =>
    `Cannot rely on the database: its setting ${name} is ${seen}, and must be ${wanted}`,
  session_settings: ({ name, seen, wanted }: { name: string; seen: string; wanted: string }) =>
    `Cannot use this connection to the database: ${name} is ${seen}, though ${wanted} was asked for; ` +
    "name PostgreSQL itself, not a connection pool that drops the settings of a session",
  database_pooled: ({ hosts, why }: { hosts: string; why: string }) =>
    `Cannot use the connection pool at ${hosts} (${why}): name PostgreSQL itself, ` +
    "since the servers need connections of their own, with settings of their own",
  standby_unnamed: () =>
    "Cannot rely on the database: synchronous_standby_names is empty, so what is stored is on one disk; " +
    "name a standby, or accept that with --cluster-unsafe",
  standby_missing: ({ names }: { names: string }) =>
    `Cannot write to the database: no standby of synchronous_standby_names (${names}) is connected`,
  statistics_hidden: ({ user }: { user: string }) =>
    `Cannot see the standbys as ${user}: run GRANT pg_read_all_stats TO ${user} as a superuser`,
  schema_missing: ({ database }: { database: string }) =>
    `Cannot use the database ${database}: it has no schema chat; run chat cluster init as its owner`,
  schema_old: ({ seen, wanted }: { seen: number; wanted: number }) =>
    `Cannot use the schema chat of version ${seen}: version ${wanted} is needed; ` +
    "run chat cluster init as its owner",
  rights_missing: ({ user }: { user: string }) =>
    `Cannot use the schema chat as ${user}: it lacks rights, which chat cluster init gives to the role chat`,
  notifications_missing: () =>
    "Cannot use this connection to the database: notifications do not arrive; " +
    "a connection pool must be in session mode",
  database_password_empty: ({ path }: { path: string }) =>
    `Cannot use the password of the database in ${path}: its first line is empty`,
  database_file_unreadable: ({ path, why }: File) => `Cannot read ${path}: ${why}`,
  init_failed: ({ why }: { why: string }) => `Cannot make the schema chat: ${why}`,
  keep_by_size: () => "Cannot limit a cluster by size: --keep takes an age there, such as 90d",
  node_address: ({ address }: { address: string }) =>
    `Cannot give clients the address ${address}: name this server with --node`,
};

/** These sentences in one language. */
export type FailurePhrases = typeof failures;
