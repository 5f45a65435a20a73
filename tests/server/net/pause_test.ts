import { assertEquals } from "@std/assert";
import { Pause } from "../../../server/net/pause.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

Deno.test("Pause resolves after its time, or at once when it is ended, and leaves no timer", async () => {
  const clock = new VirtualClock();
  const pause = new Pause(clock);
  let waits = 0;
  const wait = (ms: number) => pause.wait(ms).then(() => waits++);
  wait(100);
  await clock.advance(99);
  assertEquals(waits, 0);
  await clock.advance(1);
  assertEquals(waits, 1);
  wait(100);
  pause.end();
  await settled();
  assertEquals([waits, clock.pending], [2, 0]);
  pause.end();
});
