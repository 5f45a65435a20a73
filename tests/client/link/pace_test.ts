import { assert, assertEquals } from "@std/assert";
import { Pace } from "../../../client/link/pace.ts";

/** How many messages may go from `from` to `to` milliseconds, each as soon as it may. */
function count(pace: Pace, from: number, to: number): number {
  let sent = 0;
  for (let now = from; now <= to;) {
    const wait = pace.take(now);
    if (wait === 0) sent++;
    now += wait;
  }
  return sent;
}

Deno.test("Pace lets a burst go at once and then keeps below the server's rate", () => {
  const pace = new Pace(10, 100, 0);
  assertEquals(count(pace, 0, 0), 90);
  const inTenSeconds = count(pace, 0, 10_000);
  assert(inTenSeconds >= 88 && inTenSeconds <= 91, `${inTenSeconds}`);
});

Deno.test("Pace knows no bound where the server knows none", () => {
  const pace = new Pace(0, 0, 0);
  for (let i = 0; i < 1000; i++) assertEquals(pace.take(0), 0);
});

Deno.test("Pace lets at least one message go, however low the rate", () => {
  const pace = new Pace(0.1, 1, 0);
  assertEquals(pace.take(0), 0);
  assert(pace.take(0) >= 10_000);
});

Deno.test("Pace stands still for as long as the server says", () => {
  const pace = new Pace(10, 100, 0);
  pace.hold(3_000, 0);
  assertEquals(count(pace, 1, 2_900), 0);
  assert(count(pace, 2_900, 3_200) >= 1);
});
