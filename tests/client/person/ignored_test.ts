import { assertEquals } from "@std/assert";
import { MAX_IGNORED_NICKS } from "../../../client/limits.ts";
import { Ignored } from "../../../client/person/ignored.ts";

Deno.test("Ignored knows a nickname in every case, and takes it out the second time", () => {
  const ignored = new Ignored();
  assertEquals([ignored.has("bob"), ignored.toggle("Bob"), ignored.has("bOB")], [
    false,
    true,
    true,
  ]);
  assertEquals(ignored.names, ["Bob"]);
  assertEquals([ignored.toggle("bob"), ignored.has("bob"), ignored.size], [false, false, 0]);
});

Deno.test("Ignored forgets the first of too many", () => {
  const ignored = new Ignored();
  for (let n = 0; n < MAX_IGNORED_NICKS; n++) ignored.toggle(`n${n}`);
  assertEquals(ignored.has("n0"), true);
  ignored.toggle("one more");
  assertEquals([ignored.size, ignored.has("n0")], [MAX_IGNORED_NICKS, false]);
});
