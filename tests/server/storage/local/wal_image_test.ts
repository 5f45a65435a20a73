import { assertEquals } from "@std/assert";
import { imageOf } from "../../../../server/storage/local/wal_image.ts";

/** The image of records given as their places and data, as text. */
function image(...records: readonly [offset: number, data: string][]) {
  const { offset, bytes } = imageOf(records.map(([offset, data], seq) => ({
    ...{ seq, checkpoint: 0, room: "lobby", segment: 1, offset },
    data: new TextEncoder().encode(data),
  })));
  return [offset, new TextDecoder().decode(bytes)];
}

Deno.test("imageOf puts records together in their order", () => {
  assertEquals(image(), [0, ""]);
  assertEquals(image([5, "ab"], [7, "c"], [8, "def"]), [5, "abcdef"]);
});

Deno.test("imageOf leaves out what was taken back", () => {
  assertEquals(image([5, "ab"], [7, "lost"], [7, ""]), [5, "ab"]);
  assertEquals(image([5, "ab"], [7, "lost"], [7, ""], [7, "c"]), [5, "abc"]);
  assertEquals(image([5, "lost"], [5, ""]), [5, ""]);
});

Deno.test("imageOf lets a later record win over those at its place and behind it", () => {
  assertEquals(image([5, "long lost"], [5, "ab"], [7, "c"]), [5, "abc"]);
  assertEquals(image([5, "ab"], [7, "cd"], [9, "ef"], [6, "x"]), [5, "ax"]);
  assertEquals(image([5, "ab"], [3, "x"]), [3, "x"]);
});

Deno.test("imageOf takes nothing behind a gap", () => {
  assertEquals(image([5, "ab"], [8, "c"], [7, "d"]), [5, "ab"]);
});
