import { assertEquals } from "@std/assert";
import { SAME_PRESS_MS, stopThenEnd } from "../../runtime/signals.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

Deno.test("stopThenEnd: the first signal stops, another one ends, the same one twice is one", () => {
  const clock = new VirtualClock();
  const done: string[] = [];
  const signal = stopThenEnd(clock, {
    stop: () => done.push("stop"),
    end: () => done.push("end"),
  });
  signal();
  signal();
  clock.jump(SAME_PRESS_MS);
  signal();
  assertEquals(done, ["stop"]);
  clock.jump(1);
  signal();
  assertEquals(done, ["stop", "end"]);
});
