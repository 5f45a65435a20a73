/** How a node logs in to its database: the password and the certificates come from files. */

import { isOpenToOthers, requirePrivateFile } from "../../../runtime/private_file.ts";
import { MAX_PRIVATE_FILE_BYTES } from "../../limits.ts";
import type { ClientOptions } from "./client.ts";
import { SESSION_SETTINGS } from "./database.ts";
import { UnusableDatabase } from "./unusable.ts";
import type { ClusterUrl } from "./url.ts";

/** Where the password is, and who asks. */
export interface LoginOptions {
  readonly passwordFile: string | undefined;
  readonly env: { get(name: string): string | undefined };
  /** Shown in `pg_stat_activity`. */
  readonly application: string;
  readonly warn: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

/**
 * How a connection to the database is opened. The password is the first line of the file, or else
 * `CHAT_CLUSTER_PASSWORD`.
 *
 * @throws {UnusableDatabase} when a file cannot be read.
 */
export async function clientOptionsOf(
  { user, database, tls, rootCert }: ClusterUrl,
  { passwordFile, env, application, warn }: LoginOptions,
): Promise<ClientOptions> {
  const password = passwordFile === undefined
    ? env.get("CHAT_CLUSTER_PASSWORD") || undefined
    : await passwordIn(passwordFile, warn);
  const ca = rootCert === undefined ? undefined : await textOf(rootCert);
  return {
    ...{ user, database, password, application, settings: SESSION_SETTINGS },
    tls: tls ? { ca } : undefined,
  };
}

async function passwordIn(path: string, warn: LoginOptions["warn"]): Promise<string> {
  const [line = ""] = (await textOf(path)).split(/\r?\n/, 1);
  if (line === "") throw new UnusableDatabase("database_password_empty", { path });
  if (await isOpenToOthers(path)) {
    warn("others can read the password", { path, fix: `chmod 600 ${path}` });
  }
  return line;
}

async function textOf(path: string): Promise<string> {
  try {
    return await requirePrivateFile(path, MAX_PRIVATE_FILE_BYTES);
  } catch (cause) {
    throw new UnusableDatabase("database_file_unreadable", { path }, { cause });
  }
}
