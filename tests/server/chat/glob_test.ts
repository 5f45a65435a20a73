import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { fits } from "../../../server/chat/glob.ts";

Deno.test("fits knows stars, question marks and plain letters", () => {
  assert(fits("*", ""));
  assert(fits("*", "anything"));
  assert(fits("a*c", "abbc"));
  assert(fits("a?c", "abc"));
  assert(fits("*!*@host", "ann!ann@host"));
  assert(!fits("", "a"));
  assert(!fits("a?c", "ac"));
  assert(!fits("a*c", "abcd"));
  assert(fits("a.c", "a.c"));
  assert(!fits("a.c", "abc"));
});

Deno.test("fits agrees with a regular expression", () => {
  const letters = fc.constantFrom("a", "b", "*", "?");
  const globs = fc.string({ unit: letters, maxLength: 8 });
  const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });
  fc.assert(fc.property(globs, texts, (glob, text) => {
    const pattern = glob.replaceAll("*", ".*").replaceAll("?", ".");
    assertEquals(fits(glob, text), new RegExp(`^${pattern}$`).test(text));
  }));
});

Deno.test("fits does not take the longer the more stars a mask has", () => {
  // a regular expression made of this mask would not end within a lifetime
  assert(!fits("*a".repeat(100) + "b", "a".repeat(5_000)));
});
