import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Metrics } from "../../server/metrics.ts";
import type { ClusterLook } from "../../server/storage/cluster.ts";

Deno.test("Metrics of a cluster: what was counted, and what the database says at each look", async () => {
  const metrics = new Metrics();
  const counts = { batches: 0, unknown: 0, repeated: 0 };
  let look: ClusterLook | undefined = {
    ...{ nodes: 2, hasStandby: false, behind: 7, host: "db1:5432", timeline: 3 },
  };
  const report = { counts, look: () => Promise.reject(new Error()), onCommit: (_ms: number) => {} };
  metrics.observeCluster(report, () => Promise.resolve(look));
  Object.assign(counts, { batches: 5, unknown: 1, repeated: 2 });
  report.onCommit(4);
  report.onCommit(1500);
  const page = async () => (await metrics.page("/metrics")).body;
  const first = await page();
  const lines = [
    ...["batches_total 5", "unknown_total 1", "repeated_total 2", "reachable 1", "nodes 2"],
    ...["standby 0", "events_behind 7", "timeline 3", 'host{host="db1:5432"} 1'],
    ...['commit_seconds_bucket{le="0.005"} 1', 'commit_seconds_bucket{le="2"} 2'],
  ];
  for (const line of lines) assertStringIncludes(first, `chat_cluster_${line}\n`);
  look = { ...look, host: "db2:5432" };
  const second = await page();
  assert(!second.includes("db1"));
  assertStringIncludes(
    second,
    "chat_cluster_batches_total 5\n",
    "counted once, however often one looks",
  );
  look = undefined;
  const third = await page();
  assertStringIncludes(third, "chat_cluster_reachable 0\n");
  assertMatch(third, /^chat_cluster_nodes nan$/im);
  assertEquals(third.includes("chat_cluster_host{"), false);
});
