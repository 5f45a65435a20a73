import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import stringWidth from "string-width";
import { expandTabs, fit, truncate, width } from "../../../client/tty/width.ts";

Deno.test("width: columns of what people write", () => {
  const expected: Record<string, number> = {
    "": 0,
    "hello": 5,
    "привет": 6,
    "日本": 4,
    "e\u0301": 1,
    "👍": 2,
    "🇷🇺": 2,
    "⚠️": 2,
    "שלום": 4,
    "a\u00adb": 2,
    "\u200b": 0,
  };
  for (const [text, columns] of Object.entries(expected)) assertEquals(width(text), columns, text);
});

Deno.test("width: where terminals disagree, the most that one of them gives", () => {
  assertEquals(["👍🏽", "👨‍👩‍👧", "👨‍👩‍👧‍👦 x"].map(width), [4, 6, 10]);
});

Deno.test("width: the fast way agrees with string-width for every character it is meant for", () => {
  for (let code = 0x20; code < 0x600; code++) {
    const text = String.fromCharCode(code);
    assertEquals(width(text), stringWidth(text), `U+${code.toString(16)}`);
  }
});

Deno.test("fit: the longest beginning that fits, never half a letter", () => {
  assertEquals(fit("hello", 3), "hel");
  assertEquals(fit("日本語", 5), "日本");
  assertEquals(fit("e\u0301e\u0301", 1), "e\u0301");
  assertEquals(fit("hello", 0), "");
  assertEquals(fit("hello", -1), "");
  assertEquals(fit("日", -1), "");
});

Deno.test("truncate: cut text has a mark and no more columns than allowed", () => {
  assertEquals(truncate("hello", 5), "hello");
  assertEquals(truncate("hello", 4), "hel…");
  assertEquals(truncate("日本語", 5), "日本…");
  assertEquals(truncate("日本語", 4), "日…");
  assertEquals(truncate("hello", 1), "…");
  assertEquals(truncate("hello", 0), "");
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, columns) => {
    assert(width(truncate(text, columns)) <= columns);
  }));
});

Deno.test("expandTabs: spaces up to the next stop, counted from each line's beginning", () => {
  assertEquals(expandTabs("\ta"), "    a");
  assertEquals(expandTabs("ab\tc\t"), "ab  c   ");
  assertEquals(expandTabs("日\tx"), "日  x");
  assertEquals(expandTabs("\tx", 2), "  x");
  assertEquals(expandTabs("abc\n\tx"), "abc\n    x");
  assertEquals(expandTabs("a\tb\nc\td", 1), "a  b\nc   d");
  assertEquals(expandTabs("none"), "none");
});
