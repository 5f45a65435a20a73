import { assertEquals } from "@std/assert";
import { problemsOf } from "../../server/health.ts";
import { DISK_STALL_MS } from "../../server/limits.ts";

Deno.test("problemsOf finds nothing wrong with a disk that stores", () => {
  const facts = { storage: { waitingMs: 0 }, unusableRooms: 0 };
  assertEquals(problemsOf(facts), []);
  assertEquals(problemsOf({ ...facts, storage: { waitingMs: DISK_STALL_MS - 1 } }), []);
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
