import { assertEquals, assertStringIncludes } from "@std/assert";
import { TimesAhead } from "../../../../server/storage/local/times_ahead.ts";
import { MAX_TIMES_AHEAD_MS } from "../../../../server/limits.ts";

const NOW = Date.UTC(2026, 10, 30);

Deno.test("TimesAhead warns with both times, once until the clock is there", () => {
  const warnings: string[] = [];
  const times = new TimesAhead("rooms/lobby", (text) => warnings.push(text));
  times.check(NOW + MAX_TIMES_AHEAD_MS, NOW);
  times.check(0, NOW);
  assertEquals(warnings, []);
  times.check(NOW + MAX_TIMES_AHEAD_MS + 1, NOW);
  times.check(NOW + 2 * MAX_TIMES_AHEAD_MS, NOW);
  times.check(NOW + 1, NOW);
  assertEquals(warnings.length, 1);
  for (const part of ["2026-11-30T00:00:00.000Z", "2026-11-30T00:01:00.001Z", "rooms/lobby"]) {
    assertStringIncludes(warnings[0]!, part);
  }
  times.check(NOW, NOW);
  times.check(NOW + MAX_TIMES_AHEAD_MS + 1, NOW);
  assertEquals(warnings.length, 2);
});
