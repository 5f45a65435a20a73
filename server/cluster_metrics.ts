/** Prometheus metrics of one server of a cluster. */

import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { ClusterCounts, ClusterLook, ClusterReport } from "./storage/cluster.ts";

/** Seconds until a batch is stored: a local disk takes some milliseconds, a promotion more than a second. */
const COMMIT_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

const COUNTERS: Readonly<Record<keyof ClusterCounts, string>> = {
  batches: "Batches of events that this server has stored",
  unknown: "Times that nothing was known of a batch, so that it was sent again",
  repeated: "Events that were stored before, under the same cid",
};

/** What a look at the database tells, as numbers: the name, what it is, and how it is found. */
const GAUGES: readonly (readonly [
  name: string,
  help: string,
  value: (look: ClusterLook | undefined) => number | undefined,
])[] = [
  ["reachable", "1 while the database answers", (seen) => seen === undefined ? 0 : 1],
  ["nodes", "Living servers of the cluster", (seen) => seen?.nodes],
  [
    "standby",
    "1 while a synchronous standby is there, or none is wanted",
    (seen) => seen && Number(seen.hasStandby),
  ],
  ["events_behind", "Events that are stored and not shown here yet", (seen) => seen?.behind],
  [
    "timeline",
    "The timeline of the database: each promotion begins a new one",
    (seen) => seen?.timeline,
  ],
];

/** Adds what is told of a cluster; `look` resolves to `undefined` when the database does not answer. */
export function observeCluster(
  registry: Registry,
  report: ClusterReport,
  look: () => Promise<ClusterLook | undefined>,
): void {
  const registers = [registry];
  for (const name of Object.keys(COUNTERS) as (keyof ClusterCounts)[]) {
    new Counter({
      ...{ name: `chat_cluster_${name}_total`, help: COUNTERS[name], registers },
      collect() {
        this.reset();
        this.inc(report.counts[name]);
      },
    });
  }
  const commits = new Histogram({
    name: "chat_cluster_commit_seconds",
    help: "How long a batch took until it was stored, with all tries",
    ...{ buckets: COMMIT_SECONDS, registers },
  });
  report.onCommit = (ms) => commits.observe(ms / 1000);

  for (const [name, help, value] of GAUGES) {
    new Gauge({
      ...{ name: `chat_cluster_${name}`, help, registers },
      async collect() {
        this.set(value(await look()) ?? NaN);
      },
    });
  }
  new Gauge({
    name: "chat_cluster_host",
    help: "1 for the server of the database that is used",
    ...{ labelNames: ["host"], registers },
    async collect() {
      const seen = await look();
      this.reset();
      if (seen !== undefined) this.set({ host: seen.host }, 1);
    },
  });
}
