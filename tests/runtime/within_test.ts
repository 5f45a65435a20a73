import { assertEquals, assertRejects } from "@std/assert";
import { within } from "../../runtime/within.ts";
import { VirtualClock } from "../support/virtual_clock.ts";

Deno.test("within resolves to the value, and leaves no timer", async () => {
  const clock = new VirtualClock();
  assertEquals(await within(Promise.resolve(7), 100, clock), 7);
  await assertRejects(() => within(Promise.reject(new Error("no")), 100, clock), Error, "no");
  assertEquals(clock.pending, 0);
});

Deno.test("within waits so long and no longer", async () => {
  const clock = new VirtualClock();
  let seen: unknown = "waits";
  within(new Promise<number>(() => {}), 100, clock).then((value) => seen = value);
  await clock.advance(99);
  assertEquals(seen, "waits");
  await clock.advance(1);
  assertEquals(seen, undefined);
});
