import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import {
  expandLine,
  fitLine,
  lineWidth,
  truncateLine,
  wrapLine,
  type WrapOptions,
} from "../../../client/tty/lines.ts";
import { plain, span, type Style, type StyledLine } from "../../../client/tty/style.ts";

const BOLD: Style = { bold: true };

function wrapped(text: string, columns: number, options?: WrapOptions): string[] {
  return wrapLine([span(text)], columns, options).map(plain);
}

Deno.test("wrapLine: a line that has room is one row", () => {
  assertEquals(wrapped("hello", 5), ["hello"]);
  assertEquals(wrapped("", 5), [""]);
});

Deno.test("wrapLine: breaks at spaces, which are left out there", () => {
  assertEquals(wrapped("one two three", 8), ["one two", "three"]);
  assertEquals(wrapped("one two   three", 7), ["one two", "three"]);
  assertEquals(wrapped("  indented line", 10), ["  indented", "line"]);
  assertEquals(wrapped("one     ", 4), ["one"]);
});

Deno.test("wrapLine: breaks a word that no row can hold", () => {
  assertEquals(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assertEquals(wrapped("x abcdefghij", 4), ["x", "abcd", "efgh", "ij"]);
});

Deno.test("wrapLine: breaks between wide letters, never in one", () => {
  assertEquals(wrapped("今日は日本語", 7), ["今日は", "日本語"]);
  assertEquals(wrapped("see 今日は日本語", 9), ["see 今日", "は日本語"]);
});

Deno.test("wrapLine: rows after the first are indented", () => {
  assertEquals(wrapped("ann: one two three", 10, { indent: 5 }), [
    "ann: one",
    "     two",
    "     three",
  ]);
  assertEquals(wrapped("ann: one two", 8, { indent: 100 }), ["ann: one", "    two"]);
});

Deno.test("wrapLine: can leave a word that no row can hold in one piece", () => {
  const options = { keepWords: true, indent: 2 };
  assertEquals(wrapped("see http://a.b/cdefghi ok", 10, options), [
    "see http://a.b/cdefghi",
    "  ok",
  ]);
  assertEquals(wrapped("one two three", 8, options), ["one two", "  three"]);
});

Deno.test("wrapLine: looks stay with their letters", () => {
  assertEquals(wrapLine([span("one ", BOLD), span("two "), span("three", BOLD)], 8), [
    [span("one ", BOLD), span("two")],
    [span("three", BOLD)],
  ]);
});

Deno.test("wrapLine: a word too long for the rows to come begins where it stands, for the terminal to break", () => {
  const rows = wrapLine([span("ann: see https://example.org/a/b for that")], 24, {
    indent: 5,
    keepWords: true,
  });
  assertEquals(rows.map(plain), ["ann: see https://example.org/a/b", "     for that"]);
});

const anyLine: fc.Arbitrary<StyledLine> = fc.array(
  fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(" ", "  ", "日本", "👨‍👩‍👧", "word "))
    .map((text) => span(text.replace(/\p{Cc}/gu, ""))),
);

Deno.test("wrapLine: no row is wider than allowed, no letter is lost", () => {
  fc.assert(
    fc.property(anyLine, fc.integer({ min: 20, max: 50 }), fc.nat(9), (line, most, indent) => {
      const rows = wrapLine(line, most, { indent });
      for (const row of rows) {
        assert(lineWidth(row) <= most, plain(row));
      }
      const letters = (lines: readonly StyledLine[]) =>
        lines.map(plain).join("").replaceAll(" ", "");
      assertEquals(letters(rows), letters([line]));
    }),
  );
});

Deno.test("fitLine: the beginning that fits, with its styles", () => {
  const line = [span("ab", BOLD), span("日本")];
  assertEquals(fitLine(line, 5), [span("ab", BOLD), span("日")]);
  assertEquals(fitLine(line, 1), [span("a", BOLD)]);
  assertEquals(fitLine(line, 6), line);
});

Deno.test("truncateLine: cut lines end in a mark that looks like what was cut", () => {
  const line = [span("ab"), span("cdef", BOLD)];
  assertEquals(truncateLine(line, 6), line);
  assertEquals(truncateLine(line, 4), [span("ab"), span("c", BOLD), span("…", BOLD)]);
  assertEquals(plain(truncateLine(line, 0)), "");
});

Deno.test("expandLine: tab stops are counted over all of the line", () => {
  assertEquals(plain(expandLine([span("ab"), span("\tc", BOLD), span("\td")])), "ab  c   d");
});
