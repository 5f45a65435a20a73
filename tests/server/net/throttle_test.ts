import { assertEquals } from "@std/assert";
import {
  FLOOD_CUT_MS,
  FLOOD_WARN_MS,
  FREE_LINES_PER_S,
  RATE_BURST_S,
} from "../../../server/limits.ts";
import { Throttle } from "../../../server/net/throttle.ts";

/** How many lines pass at once. */
function burst(throttle: Throttle, counts: boolean): number {
  let count = 0;
  while (throttle.take(counts, 0) === 0) count++;
  return count;
}

Deno.test("Throttle lets a burst pass, of those that count and of those that do not", () => {
  const throttle = new Throttle(10);
  assertEquals(burst(throttle, true), 10 * RATE_BURST_S);
  assertEquals(burst(throttle, false), FREE_LINES_PER_S);
  assertEquals([throttle.take(true, 0), throttle.take(false, 0)], [100, 1]);
  assertEquals(throttle.take(true, 100), 0);
});

Deno.test("Throttle warns once after FLOOD_WARN_MS, and cuts after FLOOD_CUT_MS, of being held back", () => {
  const throttle = new Throttle(10);
  const start = 1_000;
  assertEquals(throttle.hold(start), "wait");
  assertEquals(throttle.hold(start + FLOOD_WARN_MS), "wait");
  assertEquals(throttle.hold(start + FLOOD_WARN_MS + 1), "warn");
  assertEquals(throttle.hold(start + FLOOD_WARN_MS + 2), "wait");
  assertEquals(throttle.hold(start + FLOOD_CUT_MS), "wait");
  assertEquals(throttle.hold(start + FLOOD_CUT_MS + 1), "cut");
});

Deno.test("Throttle forgets how long it has held one whose line has not had to wait", () => {
  const throttle = new Throttle(10);
  throttle.hold(0);
  assertEquals(throttle.hold(FLOOD_CUT_MS - 1), "warn");
  throttle.rest();
  assertEquals(throttle.hold(FLOOD_CUT_MS + 1), "wait");
  assertEquals(throttle.hold(FLOOD_CUT_MS + FLOOD_WARN_MS + 2), "warn");
});
