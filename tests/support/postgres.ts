/**
 * PostgreSQL for tests: real servers, made and removed by the test, on free ports of this machine.
 *
 * A test that runs as root starts them as the user `postgres`, since PostgreSQL refuses root. Every step
 * has a time-out: while a standby is missing, a write waits for ever.
 *
 * @module
 */
import { lastingPort } from "../e2e/support/port.ts";
import { needsPath } from "./missing.ts";
import { poll } from "./poll.ts";

/** Where Debian has the programs of PostgreSQL. */
export const POSTGRES_PROGRAMS = "/usr/lib/postgresql/15/bin";

/** The most that one step may take. */
const STEP_MS = 30_000;

/** The owner of the cluster, and so of the schema; the nodes log in as `chat`. */
const OWNER = "owner";

/** For a test's definition: it is ignored, with a word, where there is no PostgreSQL. */
export function needsPostgres(): { ignore: boolean } {
  return needsPath(`${POSTGRES_PROGRAMS}/initdb`);
}

/** What a test wants. */
export interface PostgresOptions {
  /** Whether a synchronous standby is made too. */
  readonly standby?: boolean;
  /** More settings of both servers, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Nodes come in with TLS and a password alone: the PEM of the server's certificate and key. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly password: string };
}

/** A primary, and perhaps its synchronous standby. */
export class Postgres implements AsyncDisposable {
  readonly #folder: string;
  #primary: PostgresServer;
  #standby: PostgresServer | undefined;
  #databases = 0;

  private constructor(folder: string, primary: PostgresServer, standby?: PostgresServer) {
    this.#folder = folder;
    this.#primary = primary;
    this.#standby = standby;
  }

  /** The server that takes what is written. */
  get primary(): PostgresServer {
    return this.#primary;
  }

  /** Its synchronous standby. */
  get standby(): PostgresServer | undefined {
    return this.#standby;
  }

  /** Makes and starts them. */
  static async start({ standby, settings, tls }: PostgresOptions = {}): Promise<Postgres> {
    const folder = (await runAsOwner("mktemp", "-d", "/tmp/chat-postgres-XXXXXX")).trim();
    try {
      const primary = new PostgresServer(folder, "a", {
        ...(tls === undefined ? {} : await encryption(folder, tls)),
        ...settings,
      });
      await primary.init();
      await primary.start();
      const password = tls === undefined ? "" : `password '${tls.password}'`;
      await primary.query(`create role chat login ${password}; grant pg_read_all_stats to chat`);
      if (!standby) return new Postgres(folder, primary);
      const second = new PostgresServer(folder, "b", settings ?? {});
      await second.copyOf(primary);
      await second.start();
      await primary.waitFor(second);
      return new Postgres(folder, primary, second);
    } catch (cause) {
      await runAsOwner("rm", "-rf", folder);
      throw cause;
    }
  }

  /**
   * Ends the primary as a power cut would, and makes its standby the primary; the old one comes back as the
   * standby of the new one.
   */
  async failOver(): Promise<void> {
    const [lost, next] = [this.#primary, this.#standby!];
    await lost.stop();
    await next.promote();
    this.#primary = next;
    await lost.remove();
    await lost.copyOf(next);
    await lost.start();
    await next.waitFor(lost);
    this.#standby = lost;
  }

  /** A new, empty database. */
  async database(): Promise<string> {
    const name = `chat_${++this.#databases}`;
    await this.primary.query(`create database ${name}`);
    return name;
  }

  /** The URL of a database for nodes, as `--cluster` takes it. */
  url(database: string, user = "chat"): string {
    const hosts = [this.primary, this.standby].filter((server) => server !== undefined);
    const places = hosts.map(({ port }) => `127.0.0.1:${port}`).join(",");
    return `postgres://${user}@${places}/${database}?sslmode=disable`;
  }

  /** The URL of a database for its owner. */
  ownerUrl(database: string): string {
    return this.url(database, OWNER);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.standby?.stop();
    await this.primary.stop();
    await runAsOwner("rm", "-rf", this.#folder);
  }
}

/** An empty server that is copied for each test. Only a folder of one's own is taken for it. */
const EMPTY_SERVER = `/tmp/chat-postgres-15-empty-${Deno.uid()}`;

const COPY_EMPTY_SERVER = `
set -e
empty=$1 data=$2
shift 2
if ! [ -O "$empty" ]; then
  made=$(mktemp -d "$empty-XXXXXX")
  trap 'rm -rf "$made"' EXIT
  ${POSTGRES_PROGRAMS}/initdb -D "$made/data" "$@"
  # two tests that begin at once: the first one wins
  mv -T "$made/data" "$empty" || [ -O "$empty" ]
fi
cp -a "$empty" "$data"
`;

/** One server. */
export class PostgresServer {
  readonly port = lastingPort();
  readonly name: string;
  readonly #data: string;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;

  constructor(folder: string, name: string, settings: Readonly<Record<string, string>>) {
    this.name = name;
    this.#folder = folder;
    this.#data = `${folder}/${name}`;
    this.#settings = settings;
  }

  /** Makes an empty one. `initdb` takes seconds, and minutes on a busy machine: what it has made is kept. */
  async init(): Promise<void> {
    const how = ["-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C", "--no-sync"];
    const places = [EMPTY_SERVER, this.#data];
    await runAsOwner("sh", "-c", COPY_EMPTY_SERVER, "sh", ...places, ...how);
  }

  /** Makes a standby of another one. */
  async copyOf(primary: PostgresServer): Promise<void> {
    const from = `host=127.0.0.1 port=${primary.port} user=${OWNER} application_name=${this.name}`;
    const how = ["-R", "-X", "stream", "--checkpoint=fast", "--no-sync"];
    await runAsOwner(`${POSTGRES_PROGRAMS}/pg_basebackup`, "-D", this.#data, "-d", from, ...how);
  }

  /** Has each commit wait for a standby from now on; resolves when the standby is there. */
  async waitFor(standby: PostgresServer): Promise<void> {
    await this.query(`alter system set synchronous_standby_names = '${standby.name}'`);
    await this.query("select pg_reload_conf()");
    await this.until(
      "select 1 from pg_stat_replication where sync_state = 'sync' and state = 'streaming'",
    );
  }

  /** Removes its data. */
  async remove(): Promise<void> {
    await runAsOwner("rm", "-rf", this.#data);
  }

  /** Starts it and waits until it answers. */
  async start(): Promise<void> {
    const settings = {
      port: `${this.port}`,
      listen_addresses: "127.0.0.1",
      // a socket in the data folder would be copied with it
      unix_socket_directories: this.#folder,
      max_connections: "60",
      shared_buffers: "16MB",
      wal_retrieve_retry_interval: "100ms",
      wal_sender_timeout: "3s",
      wal_receiver_timeout: "3s",
      cluster_name: this.name,
      ...this.#settings,
    };
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
    await this.#control("start", "-w", "-l", `${this.#data}.log`, "-o", options.join(" "));
  }

  /** Ends it: at once, without a checkpoint, as a power cut would, or in order. */
  async stop(mode: "immediate" | "fast" = "immediate"): Promise<void> {
    await this.#control("stop", "-w", "-m", mode).catch(() => {
      // it has ended before
    });
  }

  /** Stops it, and starts it again with its data in another folder. */
  async moveTo(folder: string): Promise<void> {
    await this.stop("fast");
    await runAsRoot("cp", "-a", this.#data, `${folder}/data`);
    await this.remove();
    await runAsOwner("ln", "-s", `${folder}/data`, this.#data);
    await this.start();
  }

  /** Makes a standby the primary. */
  async promote(): Promise<void> {
    await this.#control("promote", "-w");
  }

  /** Stops all its processes where they are, or lets them go on. */
  async signal(name: "STOP" | "CONT" | "KILL"): Promise<void> {
    const pid = (await runAsOwner("head", "-1", `${this.#data}/postmaster.pid`)).trim();
    const children = await runAsOwner("pgrep", "-P", pid).catch(() => "");
    await runAsOwner("kill", `-${name}`, pid, ...children.split("\n").filter(Boolean));
  }

  /** Runs SQL as the owner; the rows, a line for each. */
  async query(sql: string, database = "postgres"): Promise<string> {
    const to = ["-h", "127.0.0.1", "-p", `${this.port}`, "-U", OWNER, "-d", database];
    const how = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"];
    return await runAsOwner(`${POSTGRES_PROGRAMS}/psql`, ...how, ...to, "-c", sql);
  }

  /** Asks until there is an answer. */
  async until(sql: string, database?: string): Promise<string> {
    const look = async () => await this.query(sql, database).catch(() => "") || undefined;
    return await poll(`a row of ${sql}`, look, { deadlineMs: STEP_MS });
  }

  async #control(action: string, ...args: string[]): Promise<void> {
    await runAsOwner(`${POSTGRES_PROGRAMS}/pg_ctl`, action, "-D", this.#data, ...args);
  }
}

/** Settings with which the nodes' role comes in with TLS and its password alone. */
async function encryption(
  folder: string,
  { cert, key }: NonNullable<PostgresOptions["tls"]>,
): Promise<Readonly<Record<string, string>>> {
  const access = [
    "local all all trust",
    `host all ${OWNER} 127.0.0.1/32 trust`,
    "hostssl all chat 127.0.0.1/32 scram-sha-256",
  ];
  const files = { "server.crt": cert, "server.key": key, "access.conf": access.join("\n") };
  for (const [name, text] of Object.entries(files)) {
    const script = 'umask 077; printf "%s\\n" "$1" >"$2"';
    await runAsOwner("sh", "-c", script, "sh", text, `${folder}/${name}`);
  }
  return {
    ssl: "on",
    ssl_cert_file: `${folder}/server.crt`,
    ssl_key_file: `${folder}/server.key`,
    hba_file: `${folder}/access.conf`,
  };
}

async function runAsRoot(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/** Runs a program as the user under whom the servers run. */
export async function runAsOwner(...command: string[]): Promise<string> {
  const isRoot = Deno.uid() === 0;
  const all = isRoot ? ["runuser", "-u", "postgres", "--", ...command] : command;
  const [program, ...args] = ["timeout", "-k", "1", `${STEP_MS / 1000}`, ...all];
  const env = { LC_ALL: "C", PGCONNECT_TIMEOUT: "5" };
  const { success, code, stdout, stderr } = await new Deno.Command(program!, {
    ...{ args, env, cwd: "/tmp", stdin: "null" },
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`${command.join(" ")}: code ${code}\n${text.decode(stderr)}`);
  return text.decode(stdout);
}
