/** Where the database of a cluster is: a URL as `--cluster` takes it. Pure. */

import { isLoopback } from "../../../protocol/address.ts";
import { hostOf } from "../../../protocol/host.ts";
import { MAX_DATABASE_HOSTS } from "../../limits.ts";

/** The port of PostgreSQL. */
const DEFAULT_PORT = 5432;

/** One server of the database. */
export interface DatabaseHost {
  readonly host: string;
  readonly port: number;
}

/** The database of a cluster. */
export interface ClusterUrl {
  readonly user: string;
  readonly hosts: readonly DatabaseHost[];
  readonly database: string;
  /** Whether the connection is encrypted, and the certificate of the server checked. */
  readonly tls: boolean;
  /** The file of the certificates that are trusted; absent: those of this machine. */
  readonly rootCert: string | undefined;
}

/** What `parseClusterUrl` takes, for the error message. */
export const CLUSTER_URL_WANTED =
  "postgres://USER@HOST[:PORT][,HOST[:PORT]…]/DATABASE[?sslmode=verify-full&sslrootcert=FILE]";

/**
 * Parses `postgres://chat@db1,db2:5433/chat?sslrootcert=ca.pem`. `undefined` where it is no such URL, and
 * also where it has a password (others could read it in the list of processes), or asks for no encryption
 * (`sslmode=disable`) to another machine.
 */
export function parseClusterUrl(text: string): ClusterUrl | undefined {
  const match = /^postgres(?:ql)?:\/\/([^@/?#:\s]+)@([^@/?#\s]+)\/([^/?#\s]+)(?:\?([^#\s]*))?$/
    .exec(text);
  if (match === null) return undefined;
  const [user, database] = [decoded(match[1]!), decoded(match[3]!)];
  const hosts = match[2]!.split(",").map((text) => parseHost(text, DEFAULT_PORT));
  if (user === undefined || database === undefined || hosts.length > MAX_DATABASE_HOSTS) {
    return undefined;
  }
  if (!hosts.every((host) => host !== undefined)) return undefined;
  const parameters = new URLSearchParams(match[4] ?? "");
  const { sslmode = "verify-full", sslrootcert, ...unknown } = Object.fromEntries(parameters);
  if (Object.keys(unknown).length > 0) return undefined;
  if (sslmode !== "verify-full" && sslmode !== "disable") return undefined;
  if (sslmode === "disable" && !hosts.every(({ host }) => isLoopbackHost(host))) return undefined;
  return { user, hosts, database, tls: sslmode !== "disable", rootCert: sslrootcert };
}

/** What was given in place of such a URL, with `***` for a password in it: error messages get into logs. */
export function withoutPassword(text: string): string {
  return text
    .replace(/^((?:\w+:\/\/)?[^:@/?#]*):(?!\/\/).*@/s, "$1:***@")
    .replace(/([?&]password=)[^&]*/gi, "$1***");
}

/** Parses the name of a node, with its port where that is not the one it listens on (0 here). */
export function parseNode(text: string): DatabaseHost | undefined {
  return parseHost(text, 0);
}

function parseHost(text: string, otherwise: number): DatabaseHost | undefined {
  const [, name = "", digits] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = hostOf(name);
  const port = digits === undefined ? otherwise : Number(digits);
  return host === undefined || (digits !== undefined && port < 1) || port > 65535
    ? undefined
    : { host, port };
}

function isLoopbackHost(host: string): boolean {
  return host === "localhost" || isLoopback(host);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // a % with no code behind it
  }
}
