import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";

/** How many tokens there are at time `now`. */
function drain(bucket: TokenBucket, now: number): number {
  let taken = 0;
  while (bucket.take(now) === 0) taken++;
  return taken;
}

Deno.test("TokenBucket gives its burst at once and not one more", () => {
  for (const start of [0, 1, 1_700_000_000_000]) {
    const bucket = new TokenBucket(10, 25);
    assertEquals(drain(bucket, start), 25);
  }
});

Deno.test("TokenBucket answers how long to wait, and then there is a token", () => {
  const bucket = new TokenBucket(10, 1);
  assertEquals(bucket.take(1000), 0);
  const wait = bucket.take(1000);
  assertEquals(wait, 100);
  assert(bucket.take(1000 + wait - 1) > 0);
  assertEquals(bucket.take(1000 + wait), 0);
});

Deno.test("TokenBucket fills at its rate, from the time 0 too, and no further than its burst", () => {
  for (const start of [0, 5000]) {
    const bucket = new TokenBucket(10, 20);
    drain(bucket, start);
    assertEquals(drain(bucket, start + 500), 5);
    assertEquals(drain(bucket, start + 1500), 10);
    assertEquals(drain(bucket, start + 1_000_000), 20);
  }
});

Deno.test("TokenBucket of rate 0 knows no bound", () => {
  const bucket = new TokenBucket(0, 0);
  for (let i = 0; i < 10_000; i++) assertEquals(bucket.take(7), 0);
});

Deno.test("TokenBucket: a clock that goes back adds nothing, and does not stop the filling", () => {
  const bucket = new TokenBucket(10, 20);
  drain(bucket, 1_000_000);
  assertEquals(drain(bucket, 0), 0);
  assertEquals(drain(bucket, 1000), 10);
});

Deno.test("TokenBucket.hold gives nothing for a while, then one token, then its rate", () => {
  for (const rate of [10, 1000]) {
    const bucket = new TokenBucket(rate, 100);
    bucket.hold(3_000, 500);
    assertEquals(bucket.take(500), 3_000);
    assertEquals(bucket.take(3_499.5), 1);
    assertEquals(drain(bucket, 3_500), 1);
    assertEquals(drain(bucket, 3_550), Math.floor(rate * 0.05));
  }
  const boundless = new TokenBucket(0, 0);
  boundless.hold(3_000, 0);
  assertEquals([boundless.take(2_999), boundless.take(3_000), boundless.take(3_000)], [1, 0, 0]);
});

Deno.test("TokenBucket gives what its rate and burst allow, however it is asked", () => {
  const asked = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), {
    maxLength: 200,
    size: "max",
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), asked, (rate, pauses) => {
      const bucket = new TokenBucket(rate, rate * 2);
      let now = 1;
      let given = 0;
      for (const pause of pauses) {
        now += pause;
        if (bucket.take(now) === 0) given++;
      }
      assert(given <= rate * 2 + ((now - 1) * rate) / 1000 + 1e-6);
    }),
  );
});
