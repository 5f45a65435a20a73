import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { graphemes } from "../../../client/tty/graphemes.ts";

Deno.test("graphemes: whole again when joined, the fast way agrees with the segmenter", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assertEquals(graphemes(text), Array.from(segmenter.segment(text), (part) => part.segment));
  }));
  assertEquals(graphemes("ae\u0301👨‍👩‍👧я"), ["a", "e\u0301", "👨‍👩‍👧", "я"]);
});
