import { assertEquals } from "@std/assert";
import { type HealthFacts, type Problem, problemsOf } from "../../server/health.ts";
import { DISK_STALL_MS, SILENT_NODE_MS } from "../../server/limits.ts";
import type { ClusterLook } from "../../server/storage/cluster.ts";

Deno.test("problemsOf finds nothing wrong with a disk that stores", () => {
  const facts = { storage: { waitingMs: 0 }, unusableRooms: 0 };
  assertEquals(problemsOf(facts), []);
  assertEquals(problemsOf({ ...facts, storage: { waitingMs: DISK_STALL_MS - 1 } }), []);
});

Deno.test("problemsOf a server of a cluster: the database in place of the disk", () => {
  const cluster: ClusterLook = {
    ...{ nodes: 2, hasStandby: true, behind: 0, host: "db1:5432", timeline: 1 },
  };
  const well: HealthFacts = { storage: { waitingMs: 0 }, unusableRooms: 0, cluster };
  const silent = { ...well, storage: { waitingMs: SILENT_NODE_MS } };
  const failure = { since: 1, cause: new Error("fenced") };
  const cases: [HealthFacts, Problem[]][] = [
    [well, []],
    [{ ...well, storage: { waitingMs: SILENT_NODE_MS - 1 } }, []],
    [silent, ["database_silent"]],
    [{ ...well, cluster: "silent" }, ["database_silent"]],
    [{ ...well, unusableRooms: undefined }, ["database_silent"]],
    [{ ...well, cluster: { ...cluster, hasStandby: false } }, ["no_standby"]],
    [{ ...well, storage: { waitingMs: 0, failure } }, ["removed_from_cluster"]],
    [{ ...well, unusableRooms: 1 }, ["room_unusable"]],
  ];
  for (const [facts, problems] of cases) assertEquals(problemsOf(facts), problems);
});

Deno.test("problemsOf names each thing that is wrong", () => {
  const well = { storage: { waitingMs: 0 }, unusableRooms: 0 };
  const failure = { since: 1, cause: new Error("No space left on device") };
  assertEquals(problemsOf({ ...well, storage: { waitingMs: 0, failure } }), ["write_failed"]);
  assertEquals(problemsOf({ ...well, storage: { waitingMs: DISK_STALL_MS } }), ["disk_stalled"]);
  assertEquals(problemsOf({ ...well, unusableRooms: 1 }), ["room_unusable"]);
  assertEquals(problemsOf({ ...well, unusableRooms: undefined }), ["disk_stalled"]);
  const all = { storage: { waitingMs: DISK_STALL_MS, failure }, unusableRooms: 2 };
  assertEquals(problemsOf(all), ["write_failed", "disk_stalled", "room_unusable"]);
});
