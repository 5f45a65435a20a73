/** Makes this server a node of a cluster: its data folder, its checks of the database, its backbone. */

import { DATABASE_RETRY_MAX_MS, DATABASE_START_MS, MAX_NODE_FILE_BYTES } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { readOwnFile, replacePrivateFile } from "../../../runtime/private_file.ts";
import { ensurePrivateFolder } from "../../../runtime/private_folder.ts";
import type { Backbone } from "../backbone.ts";
import { DataLock } from "../local/data_lock.ts";
import { SYSTEM_DISK } from "../local/disk.ts";
import { storageError } from "../local/storage_error.ts";
import { clientOptionsOf, type LoginOptions } from "./access.ts";
import { openPostgresBackbone } from "./backbone.ts";
import { faultsOf } from "./checks.ts";
import { type ClientOptions, openClient } from "./client.ts";
import { meaningOf } from "./database_error.ts";
import { findPrimary, type Primary } from "./survey.ts";
import { UnusableDatabase } from "./unusable.ts";
import type { ClusterUrl, DatabaseHost } from "./url.ts";

/** The file with the number of a node, in its data folder. */
const HOME_FILE = "home";

/** What a node starts with. */
export interface NodeOptions extends Omit<LoginOptions, "application"> {
  /** The data folder: it holds the number of the node, and nothing that is said. */
  readonly data: string;
  /** The host and the port by which clients reach this server. */
  readonly address: string;
  /** Whether a database without a standby will do. */
  readonly unsafe: boolean;
  /** Events that are older may be removed, in milliseconds. */
  readonly keepMs: number | undefined;
  readonly clock: Clock;
  readonly warn: (message: string, fields?: Readonly<Record<string, unknown>>) => void;
}

/**
 * Opens the backbone of a node. A database that cannot be reached yet is tried for a minute.
 *
 * @throws {StorageError} when the data folder cannot be used.
 * @throws {UnusableDatabase} when the database cannot.
 */
export async function openNode(
  url: ClusterUrl,
  options: NodeOptions,
): Promise<Backbone> {
  const { data, clock, warn, address } = options;
  const { hosts } = url;
  const client = await clientOptionsOf(url, { ...options, application: `chat/${address}` });
  await ensurePrivateFolder(data).catch((cause) => {
    throw storageError("write", data, cause);
  });
  const lock = await DataLock.take({ data, clock, warn, disk: SYSTEM_DISK });
  try {
    const home = await homeOf(data);
    const { system, timeline, wantsStandby } = await checked({ hosts, client, ...options });
    if (!wantsStandby) warn("one copy", { why: "the database has no synchronous standby" });
    const known = { system, timeline };
    const identity = { home, address };
    const backbone = await openPostgresBackbone({ ...options, hosts, client, known, identity });
    const { close } = backbone;
    return Object.assign(backbone, {
      close: () => close.call(backbone).finally(() => lock.close()),
    });
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

/** Finds the primary and checks it, until it can be used or a minute is over. */
async function checked(
  { clock, warn, unsafe, hosts, client }: NodeOptions & {
    readonly hosts: readonly DatabaseHost[];
    readonly client: ClientOptions;
  },
): Promise<Primary["state"]> {
  const end = clock.now() + DATABASE_START_MS;
  for (let told = "";;) {
    try {
      await using primary = await findPrimary({ hosts, client, open: openClient, clock });
      const [fault] = await faultsOf({ ...primary, clock, unsafe });
      if (fault !== undefined) throw fault;
      return primary.state;
    } catch (cause) {
      const fault = asUnusable(cause, hosts);
      const mayPass = PASSING.has(fault.code);
      if (!mayPass || clock.now() >= end) throw fault;
      if (fault.message !== told) warn("database not usable yet", { why: told = fault.message });
      await new Promise<void>((resolve) => clock.after(DATABASE_RETRY_MAX_MS, resolve));
    }
  }
}

/** What may pass by itself while the machines of a cluster start. */
const PASSING: ReadonlySet<string> = new Set([
  "database_unreachable",
  "no_primary",
  "standby_missing",
]);

/** An error on the way as one that the operator is told. */
function asUnusable(cause: unknown, hosts: readonly DatabaseHost[]): UnusableDatabase {
  if (cause instanceof UnusableDatabase) return cause;
  const [first] = hosts.map(({ host, port }) => `${host}:${port}`);
  return new UnusableDatabase("database_unreachable", { hosts: first! }, {
    cause: meaningOf(cause),
  });
}

/** The number of this node, which is made where there is none. */
async function homeOf(data: string): Promise<string> {
  const path = `${data}/${HOME_FILE}`;
  try {
    const text = (await readOwnFile(path, MAX_NODE_FILE_BYTES))?.trim();
    if (text !== undefined && /^[\da-f-]{36}$/.test(text)) return text;
    const made = crypto.randomUUID();
    await replacePrivateFile(path, `${made}\n`);
    return made;
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}
