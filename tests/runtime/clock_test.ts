import { assert, assertEquals } from "@std/assert";
import { SystemClock } from "../../runtime/clock.ts";

Deno.test("SystemClock.after runs once, in the order of the times", async () => {
  const clock = new SystemClock();
  const ran: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(20, () => ran.push(20));
  clock.after(0, () => ran.push(0));
  clock.after(30, resolve);
  assertEquals(clock.pending, 3);
  await promise;
  assertEquals(ran, [0, 20]);
  assertEquals(clock.pending, 0);
});

Deno.test("SystemClock.after can be cancelled, and cancelAll cancels the rest", async () => {
  const clock = new SystemClock();
  const ran: string[] = [];
  const cancel = clock.after(0, () => ran.push("cancelled"));
  clock.after(0, () => ran.push("with all others"));
  assertEquals(clock.pending, 2);
  cancel();
  assertEquals(clock.pending, 1);
  clock.cancelAll();
  assertEquals(clock.pending, 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.after(10, resolve);
  await promise;
  assertEquals(ran, []);
  cancel();
});

Deno.test("SystemClock tells the time of day, and a time that does not go back", () => {
  const clock = new SystemClock();
  const [now, date] = [clock.now(), clock.date()];
  assert(clock.now() >= now);
  assert(Math.abs(date - Date.now()) < 60_000);
});
