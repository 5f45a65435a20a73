/** How a node of a cluster does, for its operator. */

import { addressOf } from "../../../protocol/host.ts";
import type { ClusterCounts, ClusterLook, ClusterReport } from "../cluster.ts";
import { orUnreachable } from "./ask.ts";
import type { Database } from "./database.ts";
import type { Follower } from "./follower.ts";
import type { KnownHost } from "./host_state.ts";
import { LOOK } from "./statements.ts";
import type { DatabaseHost } from "./url.ts";

/** What a report is made from. */
export interface ReportOptions {
  readonly database: Database;
  readonly follower: Follower;
  /** What is known of the primary. */
  readonly known: KnownHost;
  readonly hosts: readonly DatabaseHost[];
}

/** The report of a node. */
export class PostgresReport implements ClusterReport {
  readonly counts: ClusterCounts = { batches: 0, unknown: 0, repeated: 0 };
  onCommit: (ms: number) => void = () => {};
  readonly #options: ReportOptions;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  async look(): Promise<ClusterLook> {
    const { database, follower, known: { host, timeline }, hosts: [first] } = this.#options;
    const logs = [...follower.logs];
    const [row] = await orUnreachable(
      database.run(LOOK, [logs.map(([room]) => room), logs.map(([, { pos }]) => pos)]),
    );
    const { nodes, wants, standbys, behind } = row!;
    const at = host ?? first!;
    return {
      ...{ nodes, behind, timeline, hasStandby: !wants || standbys > 0 },
      host: addressOf(at.host, at.port),
    };
  }
}
