import { assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { Timestamps } from "../../../../server/storage/local/timestamps.ts";

Deno.test("Timestamps.format writes what toISOString writes", () => {
  const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
  fc.assert(fc.property(times, fc.integer({ min: 0, max: 3000 }), (ms, later) => {
    const timestamps = new Timestamps();
    assertEquals(timestamps.format(ms), new Date(ms).toISOString());
    assertEquals(timestamps.format(ms + later), new Date(ms + later).toISOString());
    assertEquals(timestamps.format(ms), new Date(ms).toISOString());
  }));
});

Deno.test("Timestamps.format writes three digits of every length", () => {
  const timestamps = new Timestamps();
  const ends = [0, 9, 10, 99, 100, 999, 1000].map((ms) => timestamps.format(ms).slice(-7));
  assertEquals(ends, ["00.000Z", "00.009Z", "00.010Z", "00.099Z", "00.100Z", "00.999Z", "01.000Z"]);
});
