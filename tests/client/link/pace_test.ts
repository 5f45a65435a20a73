import { assert, assertEquals } from "@std/assert";
import { paceOf } from "../../../client/link/pace.ts";
import type { TokenBucket } from "../../../runtime/token_bucket.ts";

/** How many messages may go from `from` to `to` milliseconds, each as soon as it may. */
function count(pace: TokenBucket, from: number, to: number): number {
  let sent = 0;
  for (let now = from; now <= to;) {
    const wait = pace.take(now);
    if (wait === 0) sent++;
    now += wait;
  }
  return sent;
}

Deno.test("paceOf lets a burst go at once and then keeps below the server's rate", () => {
  const pace = paceOf({ rate: 10, burst: 100 });
  assertEquals(count(pace, 0, 0), 90);
  const inTenSeconds = count(pace, 0, 10_000);
  assert(inTenSeconds >= 88 && inTenSeconds <= 91, `${inTenSeconds}`);
});

Deno.test("paceOf knows no bound where the server knows none", () => {
  const pace = paceOf({ rate: 0, burst: 0 });
  for (let i = 0; i < 1000; i++) assertEquals(pace.take(0), 0);
});

Deno.test("paceOf lets at least one message go, however low the rate", () => {
  const pace = paceOf({ rate: 0.1, burst: 1 });
  assertEquals(pace.take(0), 0);
  assert(pace.take(0) >= 10_000);
});
