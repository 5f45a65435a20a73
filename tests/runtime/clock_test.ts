import { assertEquals } from "@std/assert";
import { Timers } from "../../runtime/clock.ts";

Deno.test("Timers.later calls once, in the order of the times", async () => {
  const timers = new Timers();
  const { promise, resolve } = Promise.withResolvers<void>();
  const called: string[] = [];
  timers.later(() => {
    called.push("late");
    resolve();
  }, 5);
  timers.later(() => called.push("early"), 0);
  await promise;
  assertEquals([called, timers.count], [["early", "late"], 0]);
});

Deno.test("Timers.later can be called off, and clear calls off the rest", async () => {
  const timers = new Timers();
  const called: string[] = [];
  const callOff = timers.later(() => called.push("called off"), 0);
  timers.later(() => called.push("cleared"), 0);
  assertEquals(timers.count, 2);
  callOff();
  assertEquals(timers.count, 1);
  timers.clear();
  assertEquals(timers.count, 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  timers.later(resolve, 1);
  await promise;
  callOff();
  timers.clear();
  assertEquals(called, []);
});
