import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { foldSearch } from "../../../../protocol/search_words.ts";
import {
  foldPattern,
  KOREAN_PARTS,
  oddLetters,
} from "../../../../server/storage/local/fold_pattern.ts";

/** Whether a text is found by a folded word, or is to be folded after all. */
function isPicked(text: string, word: string): boolean {
  const normal = text.normalize("NFC");
  return KOREAN_PARTS.test(text) || isOdd(normal) || foldPattern(word).test(normal);
}

function isOdd(text: string): boolean {
  oddLetters().lastIndex = 0;
  return oddLetters().test(text);
}

function show(text: string): string {
  return [...text].map((letter) => letter.codePointAt(0)!.toString(16)).join(" ");
}

Deno.test("foldPattern finds each letter of Unicode by what it folds to", () => {
  const patterns = new Map<string, RegExp>();
  const isFound = (word: string, letter: string) => {
    let pattern = patterns.get(word);
    if (pattern === undefined) patterns.set(word, pattern = foldPattern(word));
    pattern.lastIndex = 0;
    return pattern.test(letter.normalize("NFC"));
  };
  let odd = 0;
  for (let code = 0; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    const folded = foldSearch(letter);
    if (isOdd(letter)) {
      if (code < 0x10000) odd++;
      continue;
    }
    // most letters stay as they are: a pattern for each would take minutes
    if (folded === letter && code % 97 !== 0) continue;
    for (const word of new Set([folded, folded.slice(0, 1), folded.slice(-1)])) {
      assert(isFound(word, letter), `${show(letter)} by ${show(word)}`);
    }
  }
  assert(odd < 2_100, `${odd} letters of the first plane are not known`);
});

Deno.test("foldPattern finds what is written with marks", () => {
  const words: readonly [string, string][] = [
    ["Müller", "muller"],
    ["Mu\u0308ller", "muller"],
    ["M\u0308u\u0301\u0308ller", "muller"],
    ["ёжик", "ежик"],
    ["И\u0306од", "йод"],
    ["и\u0301\u0306од", "йод"],
    ["ζέβρας", "ζεβρασ"],
    ["ΖΈΒΡΑΣ", "ζεβρασ"],
    ["STRAẞE", "strasse"],
    ["Straße", "strass"],
    ["Straße", "stras"],
    ["ISPARTA", "isparta"],
    ["İSPARTA", "isparta"],
    ["ısparta", "isparta"],
    ["น้ำ", foldSearch("น้ำ")],
    ["か\u3099", "が"],
    ["ＡＢＣ", "abc"],
    ["№ 5", "no"],
    ["ﬁn", "fin"],
    ["x👍🏽y", "👍🏽y"],
  ];
  for (const [text, word] of words) assert(isPicked(text, word), `${text} by ${word}`);
});

Deno.test("foldPattern takes no letter for another one", () => {
  const words: readonly [string, string][] = [
    ["Müller läuft über die Brücke", "mulle r"],
    ["Straße", "stross"],
    ["ёжик", "йжик"],
    ["йод", "иод"],
    ["ζέβρα", "ζαβρα"],
    ["斑马", "马斑"],
    ["เซิร์ฟเวอร์", "เซอร์"],
    ["हिन्दी", "हन्दी"],
    ["זברה 👍", "זברא"],
  ];
  for (const [text, word] of words) assertEquals(isPicked(text, word), false, `${text} by ${word}`);
});

/** Letters that change when they are folded, marks, and some of all others. */
const changing = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
  (unit) =>
    unit.isWellFormed() &&
    (foldSearch(unit) !== unit || /[\p{M}\u1100-\u11ff]/u.test(unit) ||
      unit.normalize("NFD") !== unit && unit < "\uac00"),
);
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...changing) },
  { weight: 2, arbitrary: fc.constantFrom(...changing.filter((unit) => /\p{M}/u.test(unit))) },
  { weight: 2, arbitrary: fc.constantFrom(..."aeiosuиеαιωßfn.=<!1 かक가나ก") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);

Deno.test("foldPattern finds each part of a folded text in it, whatever it is made of", () => {
  const text = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, fc.nat(), fc.integer({ min: 1, max: 8 }), (text, from, length) => {
      const folded = foldSearch(text);
      const at = from % Math.max(1, folded.length);
      const word = folded.slice(at, at + length);
      if (word === "") return;
      assert(isPicked(text, word), `${show(text)} by ${show(word)}`);
    }),
    { numRuns: 20_000 },
  );
});
