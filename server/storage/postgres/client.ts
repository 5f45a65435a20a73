/** One connection to PostgreSQL, by the package `pg`. */

import "./environment.ts";
import { Socket } from "node:net";
import pg from "pg";
import type { DatabaseHost } from "./url.ts";

/** A row of an answer, by the names of its columns. */
// deno-lint-ignore no-explicit-any
export type Row = Readonly<Record<string, any>>;

/** A statement that the server prepares once for each connection, under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** How a connection is opened. */
export interface ClientOptions {
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  /** Shown in `pg_stat_activity`. */
  readonly application: string;
  /** What is trusted: PEM of certificates, or those of the machine; `undefined` is no encryption. */
  readonly tls: { readonly ca: string | undefined } | undefined;
  /** Settings of the session. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Told of what comes without being asked for. */
export interface ClientEvents {
  /** A notification: what stands behind its channel. */
  notified(payload: string): void;
  /** A warning with its SQLSTATE. */
  warned(code: string): void;
  /** The connection has ended. */
  ended(): void;
}

/** A connection that is open. */
export interface Client {
  /** Sends a statement; rejects with the server's error, or when the connection ends. */
  run(statement: Statement, values: readonly unknown[]): Promise<readonly Row[]>;
  /** Sends SQL of several statements as it is. */
  script(sql: string): Promise<void>;
  /** Ends the connection at once. Nothing is cancelled: what the server does, it goes on doing. */
  destroy(): void;
}

/** Opens a connection. Ending `signal` ends the try. */
export type OpenClient = (
  at: DatabaseHost,
  options: ClientOptions,
  events: ClientEvents,
  signal: AbortSignal,
) => Promise<Client>;

/** The type of `bigint` in PostgreSQL. All numbers that are stored here are far below 2^53. */
const BIGINT_OID = 20;

/** Opens a connection with the package `pg`. */
export const openClient: OpenClient = async (at, options, events, signal) => {
  const { user, password, database, application, tls, settings } = options;
  const socket = new Socket();
  const client = new pg.Client({
    ...{ user, database, host: at.host, port: at.port },
    // an empty text is sent where none is known: `pg` would look for a file of passwords
    password: password ?? "",
    application_name: application,
    ssl: tls === undefined ? false : { ...tls.ca === undefined ? {} : { ca: tls.ca } },
    options: Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(" "),
    stream: () => socket,
    types: {
      getTypeParser: (oid: number, format: string) =>
        oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  const destroy = () => void socket.destroy();
  signal.addEventListener("abort", destroy, { once: true });
  client.on("error", destroy); // also told by `end`
  client.on("end", () => events.ended());
  client.on("notification", ({ payload }: { payload?: string }) => events.notified(payload ?? ""));
  client.on("notice", ({ code }: { code?: string }) => events.warned(code ?? ""));
  try {
    await client.connect();
  } catch (cause) {
    destroy();
    throw cause;
  } finally {
    signal.removeEventListener("abort", destroy);
  }
  return {
    run: async ({ name, text }, values) => (await client.query({ name, text, values })).rows,
    script: async (sql) => void await client.query(sql),
    destroy,
  };
};
