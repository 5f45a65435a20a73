/** Whether the server can do what it is for: store messages and open rooms. Pure. */

import { DISK_STALL_MS } from "./limits.ts";
import type { StorageHealth } from "./storage/backbone.ts";

/** What can be wrong, by names that programs may rely on. */
export const PROBLEMS = ["write_failed", "disk_stalled", "room_unusable"] as const;

/** One thing that is wrong. */
export type Problem = typeof PROBLEMS[number];

/** What the health depends on. */
export interface HealthFacts {
  readonly storage: StorageHealth;
  /** How many rooms cannot be opened; `undefined` when the disk does not answer. */
  readonly unusableRooms: number | undefined;
}

/** What is wrong with the server, the worst first; nothing when it is healthy. */
export function problemsOf({ storage, unusableRooms }: HealthFacts): Problem[] {
  const problems: Problem[] = [];
  if (storage.failure !== undefined) problems.push("write_failed");
  if (storage.waitingMs >= DISK_STALL_MS || unusableRooms === undefined) {
    problems.push("disk_stalled");
  }
  if (unusableRooms !== undefined && unusableRooms > 0) problems.push("room_unusable");
  return problems;
}
