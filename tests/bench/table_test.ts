import { assertEquals } from "@std/assert";
import type { Peer } from "./peers.ts";
import type { Scenario } from "./scenarios.ts";
import { median, medians, table } from "./table.ts";

Deno.test("median: the middle one, whatever the order", () => {
  assertEquals([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])], [2, 2, 7]);
});

Deno.test("medians: each figure by itself", () => {
  const runs = [{ p50_us: 1, p99_us: 9 }, { p50_us: 3, p99_us: 5 }, { p50_us: 2, p99_us: 7 }];
  assertEquals(medians(runs), { p50_us: 2, p99_us: 7 });
});

Deno.test("table: ratios are to the fastest server that is not this one, and to the bound", () => {
  const peers = [
    { name: "ours", kind: "own" },
    { name: "slow", kind: "peer" },
    { name: "fast", kind: "peer" },
    { name: "copy", kind: "bound" },
  ] as Peer[];
  const scenario = { title: "t", columns: ["ratio", "bound"] } as Partial<Scenario> as Scenario;
  const results = Object.fromEntries(
    [6e6, 1e6, 4e6, 8e6].map((rate, i) => [peers[i]!.name, [{ per_second: rate }]]),
  );
  assertEquals(table(scenario, peers, results).split("\n").slice(4, 8), [
    "| ours | 1.50 x | 0.75 x |",
    "| slow | 0.25 x | 0.13 x |",
    "| fast | 1.00 x | 0.50 x |",
    "| copy | 2.00 x | 1.00 x |",
  ]);
});
