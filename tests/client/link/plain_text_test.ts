import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { plainPieces } from "../../../client/link/plain_text.ts";
import { utf8Bytes } from "../../../protocol/text.ts";

Deno.test("plainPieces leaves a short line as it is", () => {
  assertEquals(plainPieces("hello", 1000), ["hello"]);
});

Deno.test("plainPieces marks further lines", () => {
  assertEquals(plainPieces("a\n  b\n\nc", 1000), ["a\n    |   b\n    | \n    | c"]);
});

Deno.test("plainPieces cuts at a line break or a space where there is one near the end", () => {
  assertEquals(plainPieces("aaaa bbbb cccc", 10), ["aaaa bbbb", "cccc"]);
  assertEquals(plainPieces("a bbbbbbbbbbbb", 10), ["a bbbbbbbb", "bbbb"]);
});

Deno.test("plainPieces loses nothing but spaces, cuts no letter, and exceeds no bound", () => {
  const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });
  fc.assert(fc.property(texts, fc.integer({ min: 8, max: 40 }), (text, most) => {
    const pieces = plainPieces(text, most);
    assert(pieces.every((piece) => utf8Bytes(piece) <= most));
    const squeezed = (value: string) => value.replace(/\s+/g, "").replace(/\|/g, "");
    assertEquals(squeezed(pieces.join("")), squeezed(text));
  }));
});
