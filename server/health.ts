/** Whether the server can do what it is for: store messages and open rooms. Pure. */

import { DISK_STALL_MS, SILENT_NODE_MS } from "./limits.ts";
import type { StorageHealth } from "./storage/backbone.ts";
import type { ClusterLook } from "./storage/cluster.ts";

/** What can be wrong, by names that programs may rely on. */
export const PROBLEMS = [
  "draining",
  "write_failed",
  "disk_stalled",
  "room_unusable",
  "removed_from_cluster",
  "database_silent",
  "no_standby",
] as const;

/** One thing that is wrong. */
export type Problem = typeof PROBLEMS[number];

/** What the health depends on. */
export interface HealthFacts {
  readonly storage: StorageHealth;
  /** How many rooms cannot be opened; `undefined` when the disk does not answer. */
  readonly unusableRooms: number | undefined;
  /** What is seen in the database of a cluster, or that it does not answer; absent in a server that is alone. */
  readonly cluster?: ClusterLook | "silent" | undefined;
}

/** A server that stops: it sends its clients away, and nothing else about it matters any more. */
export const DRAINING: readonly Problem[] = ["draining"];

/** What is wrong with the server, the worst first; nothing when it is healthy. */
export function problemsOf(facts: HealthFacts): Problem[] {
  return facts.cluster === undefined ? ofDisk(facts) : ofCluster(facts);
}

function ofDisk({ storage, unusableRooms }: HealthFacts): Problem[] {
  const problems: Problem[] = [];
  if (storage.failure !== undefined) problems.push("write_failed");
  if (storage.waitingMs >= DISK_STALL_MS || unusableRooms === undefined) {
    problems.push("disk_stalled");
  }
  if (unusableRooms !== undefined && unusableRooms > 0) problems.push("room_unusable");
  return problems;
}

function ofCluster({ storage, unusableRooms, cluster }: HealthFacts): Problem[] {
  const problems: Problem[] = [];
  if (storage.failure !== undefined) problems.push("removed_from_cluster");
  if (storage.waitingMs >= SILENT_NODE_MS || unusableRooms === undefined || cluster === "silent") {
    problems.push("database_silent");
  }
  if (typeof cluster === "object" && !cluster.hasStandby) problems.push("no_standby");
  if (unusableRooms !== undefined && unusableRooms > 0) problems.push("room_unusable");
  return problems;
}
