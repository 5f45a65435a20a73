import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { findTerms, parseSearch } from "../../../../protocol/search_words.ts";
import { MAX_BLOCK_WORDS_BYTES } from "../../../../server/limits.ts";
import { blockQuery, WORDS_RULES, WordSet } from "../../../../server/storage/postgres/words.ts";

function wordsOf(texts: Iterable<string>): string[] | undefined {
  const set = new WordSet();
  for (const text of texts) if (!set.add(text)) break;
  return set.words;
}

/** What a query asks for: the beginnings of words. */
function beginnings(typed: string): string[] {
  const query = blockQuery(parseSearch(typed));
  return query?.split(" & ").map((part) => part.slice(1, -3)) ?? [];
}

/** Whether a block with these words is read. */
function isRead(words: readonly string[], typed: string): boolean {
  return beginnings(typed).every((start) => words.some((word) => word.startsWith(start)));
}

Deno.test("blockQuery asks for the beginning of each word, folded, and for nothing else", () => {
  assertEquals(blockQuery(parseSearch("Red STRASSE")), "'red':* & 'strasse':*");
  assertEquals(blockQuery(parseSearch('"two words"')), "'two':* & 'words':*");
  assertEquals(blockQuery(parseSearch("it's c++")), "'it':* & 's':* & 'c':*");
  assertEquals(blockQuery(parseSearch("pneumonoultramicroscopic")), "'pneumonoultr':*");
  assertEquals(blockQuery(parseSearch("漢字仮名漢字")), "'漢字仮名':*");
  assertEquals(blockQuery(parseSearch("++ 🎉")), undefined);
  assertEquals(blockQuery([]), undefined);
});

Deno.test("WordSet tells the words of texts, and where a search may begin in them", () => {
  assertEquals(wordsOf(["Red, red; é", "red x_y"]), ["red", "e", "x_y"]);
  assertEquals(wordsOf(["a漢字b"]), ["a漢字b", "漢字b", "字b"]);
  assertEquals(wordsOf(["+ 🎉"]), []);
});

Deno.test("WordSet gives up where words are too many to be kept", () => {
  const texts = (bytes: number) =>
    Array.from({ length: bytes / 8 }, (_, at) => `${at}`.padStart(8, "a"));
  assertEquals(wordsOf(texts(MAX_BLOCK_WORDS_BYTES))?.length, MAX_BLOCK_WORDS_BYTES / 8);
  assertEquals(wordsOf([...texts(MAX_BLOCK_WORDS_BYTES), "b"]), undefined);
});

Deno.test("A block in which a search finds something is read, whatever is written there", () => {
  const letter = fc.constantFrom(
    ..."ab ёеßẞiİ漢字กรΣς한각'+-_.1❤️🎉𝒳",
    "e\u0301",
    "\u0300",
    "ﬁ",
    " ",
  );
  const text = fc.array(letter, { maxLength: 30 }).map((letters) => letters.join(""));
  fc.assert(
    fc.property(text, fc.nat(30), fc.nat(20), fc.boolean(), (text, from, length, isQuoted) => {
      const part = text.slice(from, from + length);
      const typed = isQuoted ? `"${part}"` : part;
      const found = findTerms(text, parseSearch(typed));
      assert(found === undefined || isRead(wordsOf([text])!, typed), `${text} | ${typed}`);
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("Other rules of words have another number", () => {
  // where this changes, WORDS_RULES has to grow: blocks that are written down were made by the old rules
  const made = wordsOf([
    "Straße ёж йод 漢字仮名a ﬁne ΣΊΣΥΦΟΣ pneumonoultramicroscopic 한국어 กรุณา",
  ]);
  assertEquals([WORDS_RULES, made], [1, [
    ...["strasse", "еж", "йод", "漢字仮名a", "字仮名a", "仮名a", "名a", "fine", "σισυφοσ"],
    ...["pneumonoultr", "한국어", "กรุณา", "รุณา", "ุณา", "ณา", "า"],
  ]]);
});
