import { assertEquals } from "@std/assert";
import { apart } from "../../../client/person/ranges.ts";

Deno.test("apart puts ranges in order, and leaves out what begins inside another", () => {
  const range = (start: number, end: number) => ({ start, end });
  assertEquals(apart([range(5, 9), range(0, 3), range(2, 4), range(9, 10), range(3, 5)]), [
    range(0, 3),
    range(3, 5),
    range(5, 9),
    range(9, 10),
  ]);
  assertEquals(apart([]), []);
});
