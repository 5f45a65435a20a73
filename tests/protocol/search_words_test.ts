import { assert, assertEquals } from "@std/assert";
import fc from "../support/fast_check.ts";
import { findTerms, foldSearch, parseSearch } from "../../protocol/search_words.ts";

/** The text with what was found in brackets; `undefined` when it does not match. */
function found(text: string, typed: string): string | undefined {
  const ranges = findTerms(text, parseSearch(typed));
  return ranges?.toReversed().reduce(
    (marked, { start, end }) =>
      `${marked.slice(0, start)}[${marked.slice(start, end)}]${marked.slice(end)}`,
    text,
  );
}

const MATCHES: readonly [text: string, typed: string, marked: string | undefined][] = [
  ["the red fox", "fox", "the red [fox]"],
  ["the red fox", "FO", "the red [fo]x"],
  ["the red fox", "ox", undefined],
  ["the red fox", "red the", "[the] [red] fox"],
  ["the red fox", "red blue", undefined],
  ["a red-fox and a redo", "red", "a [red]-fox and a [red]o"],
  ["snake_case", "case", undefined],
  ["see https://example.org/a?b=1", "example.org/a", "see https://[example.org/a]?b=1"],
  ["C++ and c", "c++", "[C++] and c"],
  ["two words", '"two words"', "[two words]"],
  ["two wordsmiths", '"two words"', undefined],
  ["two wordsmiths", "two words", "[two] [words]miths"],
  ["two\nwords", '"two words"', "[two\nwords]"],
  ["two words", '"two wor', undefined],
  ["cats and category", '"cat"', undefined],
  ["a cat", '"cat" "a"', "[a] [cat]"],
  // case, in full
  ["Straße", "STRASSE", "[Straße]"],
  ["STRASSE", "straße", "[STRASSE]"],
  ["STRAẞE", "strasse", "[STRAẞE]"],
  ["İstanbul", "istanbul", "[İstanbul]"],
  ["ΟΔΟΣ", "οδος", "[ΟΔΟΣ]"],
  ["οδός", "ΟΔΟΣ", "[οδός]"],
  // accents, composed or not
  ["café", "cafe", "[café]"],
  ["cafe\u0301 now", "café", "[cafe\u0301] now"],
  ["über", "UBER", "[über]"],
  ["ёлка", "елка", "[ёлка]"],
  ["елка", "ЁЛКА", "[елка]"],
  ["йод", "иод", undefined],
  ["и\u0306од", "йод", "[и\u0306од]"],
  ["Привет, мир", "мир при", "[При]вет, [мир]"],
  // compatibility forms
  ["ﬁle", "file", "[ﬁle]"],
  ["ｆｕｌｌ", "full", "[ｆｕｌｌ]"],
  ["㈱ here", "(株)", "[㈱] here"],
  // scripts without spaces
  ["私は東京にいる", "東京", "私は[東京]にいる"],
  ["ไปกรุงเทพ", "กรุง", "ไป[กรุง]เทพ"],
  ["\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", "[\u1112\u1161\u11ab\u1100\u1173\u11af]"],
  // a mark on what is no letter is no accent
  ["so \u1fbd\u2de0\u2de0, yes", "\u1fbd\u2de0\u2de0", "so [\u1fbd\u2de0\u2de0], yes"],
  // marks of other scripts are letters
  ["हिन्दी", "हन", undefined],
  ["👩‍💻 done", "👩‍💻", "[👩‍💻] done"],
  ["anything", "", undefined],
  ["anything", '  ""  ', undefined],
];

for (const [text, typed, marked] of MATCHES) {
  Deno.test(`${JSON.stringify(typed)} in ${JSON.stringify(text)}: ${marked ?? "no match"}`, () => {
    assertEquals(found(text, typed), marked);
  });
}

Deno.test("Ranges are inside the text, in order, apart from each other", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 });
  fc.assert(fc.property(text, text, (text, typed) => {
    let end = -1;
    for (const range of findTerms(text, parseSearch(typed)) ?? []) {
      assert(end < range.start && range.start < range.end && range.end <= text.length);
      end = range.end;
    }
  }));
});

Deno.test("A word is found in itself, in every case and spelling", () => {
  const word = fc.stringMatching(/^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{1,20}$/u)
    // a mark at the beginning belongs to what stands before it
    .filter((word) => !/^\p{M}/u.test(word));
  fc.assert(fc.property(word, (word) => {
    for (const form of [word, word.toUpperCase(), word.normalize("NFD"), word.normalize("NFC")]) {
      assert(findTerms(`so ${form}, yes`, parseSearch(word)) !== undefined, form);
    }
  }));
});

Deno.test("Folding twice changes nothing", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
    const folded = foldSearch(text);
    assertEquals(foldSearch(folded), folded);
  }));
});
