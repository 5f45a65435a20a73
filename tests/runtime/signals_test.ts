import { assertEquals } from "@std/assert";
import { onStopSignal, SAME_PRESS_MS } from "../../runtime/signals.ts";

Deno.test("onStopSignal: the first signal stops, another one ends, the same one twice is one", () => {
  let now = 1000;
  const done: string[] = [];
  const signal = onStopSignal(() => now, {
    stop: () => done.push("stop"),
    end: () => done.push("end"),
  });
  signal();
  signal();
  now += SAME_PRESS_MS;
  signal();
  assertEquals(done, ["stop"]);
  now += 1;
  signal();
  assertEquals(done, ["stop", "end"]);
});
