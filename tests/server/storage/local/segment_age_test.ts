import { assertEquals } from "@std/assert";
import { SegmentAge } from "../../../../server/storage/local/segment_age.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";

Deno.test("SegmentAge is over when the file is as old as it may get", () => {
  for (const begun of [undefined, 1_000, 5_000]) { // 5,000: written when the clock was ahead
    const clock = new VirtualClock(1_000);
    const age = new SegmentAge(100, clock, begun);
    clock.jump(99);
    assertEquals(age.isOver, false);
    clock.jump(1);
    assertEquals(age.isOver, true);
    age.restart();
    assertEquals(age.isOver, false);
    clock.jump(100);
    assertEquals(age.isOver, true);
  }
  assertEquals(new SegmentAge(100, new VirtualClock(1_000), 900).isOver, true);
});
