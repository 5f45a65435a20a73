import { assertEquals } from "@std/assert";
import { isolate, isRightToLeft, withoutDirections } from "../../../client/tty/bidi.ts";

Deno.test("isRightToLeft: Hebrew, Arabic and their like, nothing else", () => {
  for (const text of ["שלום", "a مرحبا", "ﷺ", "𞤀"]) assertEquals(isRightToLeft(text), true, text);
  for (const text of ["", "hello", "привет", "日本", "👍🏽", "\ufeff"]) {
    assertEquals(isRightToLeft(text), false, text);
  }
});

Deno.test("isolate: right-to-left text keeps its order to itself, other text is left alone", () => {
  assertEquals(isolate("שלום"), "\u2068שלום\u2069");
  assertEquals(isolate("hello"), "hello");
});

Deno.test("isolate: marks that change the direction of other text are removed", () => {
  assertEquals(isolate("\u202eevil\u2069"), "evil");
  assertEquals(isolate("\u2067ש\u2069\u2069"), "\u2068ש\u2069");
  assertEquals(withoutDirections("a\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b"), "ab");
});
