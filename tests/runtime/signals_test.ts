import { assertEquals } from "@std/assert";
import { onStopSignal, SAME_PRESS_MS, stopThenEnd } from "../../runtime/signals.ts";
import { Condition } from "../support/condition.ts";
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

Deno.test({
  ignore: Deno.build.os === "windows",
  name: "onStopSignal stops in order at each signal that would end the program at once",
  async fn() {
    const signals: Deno.Signal[] = ["SIGALRM", "SIGPROF", "SIGUSR2", "SIGVTALRM", "SIGXCPU"];
    if (Deno.build.os === "linux") signals.push("SIGIO", "SIGPWR", "SIGSTKFLT");
    for (const signal of signals) {
      const stopped = new Condition();
      let isAsked = false;
      const stop = () => {
        isAsked = true;
        stopped.changed();
      };
      const end = onStopSignal(stop, { hangUp: false });
      try {
        // without a listener it would end these tests
        Deno.kill(Deno.pid, signal);
        await stopped.until(signal, () => isAsked || undefined, () => "");
      } finally {
        end();
      }
    }
  },
});
