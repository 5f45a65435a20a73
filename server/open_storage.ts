/** Which backbone a server works on: files in its data folder, or the database of a cluster. */

import { addressOf } from "../protocol/host.ts";
import type { SystemClock } from "../runtime/clock.ts";
import { type Logger, warnOf } from "../runtime/logger.ts";
import { nodeOf } from "./node_place.ts";
import type { ServeFlags } from "./options.ts";
import type { Backbone } from "./storage/backbone.ts";
import { openLocalBackbone } from "./storage/local/backbone.ts";
import type { Searcher } from "./storage/local/searcher.ts";
import { UnusableDatabase } from "./storage/postgres/unusable.ts";
import type { ClusterUrl } from "./storage/postgres/url.ts";

/** What decides on the backbone. */
export interface StorageOptions {
  readonly flags: ServeFlags;
  /** The data folder. */
  readonly data: string;
  readonly clock: SystemClock;
  /** The environment, which may hold the password of the database of a cluster. */
  readonly env?: { get(name: string): string | undefined };
  /** Where searches run; in this thread by default. */
  readonly search?: Searcher | undefined;
}

/**
 * Opens the backbone.
 *
 * @throws {StorageError} when the data folder cannot be used.
 * @throws {UnusableDatabase} when the database of a cluster cannot be used.
 */
export function openStorage(options: StorageOptions, log: Logger): Promise<Backbone> {
  const { flags, data, clock, search } = options;
  if (flags.cluster !== undefined) return openCluster(flags.cluster, options, log);
  const retention = flags.keep === undefined ? {} : { retention: flags.keep };
  const shared = { warn: warnOf(log), info: (message: string) => log("info", message), clock };
  return openLocalBackbone({ data, sync: flags.sync === "on", search, ...shared, ...retention });
}

/** Loaded only when needed: most servers are not in a cluster. */
async function openCluster(
  url: ClusterUrl,
  { flags, data, clock, env = new Map() }: StorageOptions,
  log: Logger,
): Promise<Backbone> {
  const { openNode } = await import("./storage/postgres/open_node.ts");
  const node = nodeOf(flags);
  const address = addressOf(node.host, node.port || flags.port);
  const isNamed = !["0.0.0.0", "::"].includes(node.host);
  if (!isNamed) throw new UnusableDatabase("node_address", { address });
  if (flags.keep?.bytes !== undefined) throw new UnusableDatabase("keep_by_size", {});
  return await openNode(url, {
    ...{ data, address, clock, env, warn: warnOf(log), keepMs: flags.keep?.ms },
    passwordFile: flags["cluster-password-file"],
    unsafe: flags["cluster-unsafe"],
  });
}
