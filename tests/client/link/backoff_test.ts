import { assert, assertEquals } from "@std/assert";
import { Backoff } from "../../../client/link/backoff.ts";
import { RETRY_MAX_MS, RETRY_MIN_MS, STABLE_MS } from "../../../client/limits.ts";

Deno.test("Backoff doubles the wait up to its bound", () => {
  const backoff = new Backoff(() => 1);
  const waits = Array.from({ length: 8 }, () => backoff.next(0));
  assertEquals(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

Deno.test("Backoff spreads the waits, never beyond half and whole", () => {
  assertEquals(new Backoff(() => 0).next(0), RETRY_MIN_MS / 2);
  for (let i = 0; i < 100; i++) {
    const backoff = new Backoff(Math.random);
    for (let failure = 0; failure < 20; failure++) {
      const wait = backoff.next(0);
      assert(wait >= RETRY_MIN_MS / 2 && wait <= RETRY_MAX_MS);
    }
  }
});

Deno.test("Backoff begins anew after a connection that held, and only then", () => {
  const backoff = new Backoff(() => 1);
  backoff.next(0);
  assertEquals(backoff.next(STABLE_MS - 1), 1000);
  assertEquals(backoff.next(STABLE_MS), 0);
  assertEquals(backoff.next(0), 500);
});
