import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { foldSearch } from "../../../../protocol/search_words.ts";
import { foldPattern } from "../../../../server/storage/local/fold_pattern.ts";

/** Whether a text is found by a folded word. */
function isPicked(text: string, word: string): boolean {
  return foldPattern(word)?.test(bytesOf(text)) ?? true;
}

/** The bytes of a text, each as one character. */
function bytesOf(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function show(text: string): string {
  return [...text].map((letter) => letter.codePointAt(0)!.toString(16)).join(" ");
}

Deno.test("foldPattern finds each letter of Unicode by what it folds to", () => {
  const patterns = new Map<string, RegExp | undefined>();
  const isFound = (word: string, letter: string) => {
    if (!patterns.has(word)) patterns.set(word, foldPattern(word));
    const pattern = patterns.get(word);
    if (pattern === undefined) return true;
    pattern.lastIndex = 0;
    return pattern.test(bytesOf(letter));
  };
  for (let code = 0; code < 0x110000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    const folded = foldSearch(letter);
    // most letters stay as they are: a pattern for each would take minutes
    if (folded === letter && code % 97 !== 0) continue;
    const [first, last] = [[...folded].at(0)!, [...folded].at(-1)!];
    for (const word of new Set([folded, first, last])) {
      assert(isFound(word, letter), `${show(letter)} by ${show(word)}`);
    }
  }
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
    ["ζέβρα", "ζαβρα"],
    ["斑马", "马斑"],
    ["เซิร์ฟเวอร์", "เซอร์"],
    ["हिन्दी", "हीन्दी"],
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
      const folded = [...foldSearch(text)];
      const at = from % Math.max(1, folded.length);
      const word = folded.slice(at, at + length).join("");
      if (word === "") return;
      assert(isPicked(text, word), `${show(text)} by ${show(word)}`);
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("foldPattern takes no longer than a text is long, whatever both are made of", () => {
  const marks = "\u0301\u0e49".repeat(20_000);
  const texts: readonly [word: string, text: string][] = [
    ["s".repeat(11) + "x", "s".repeat(100_000)],
    ["a\u0e49b\u0e49c", `a${marks}b${marks}`],
    ["น้ำน้ำน้ำข", `น${marks}`.repeat(3)],
    ["ssssssx", `s${marks}`.repeat(5)],
    ["եւեւեւեւx", "եւ".repeat(50_000)],
  ];
  for (const [word, text] of texts) {
    // a hundred times as long would be seen by the limit of a test
    assertEquals(isPicked(text, word), false, word.slice(0, 10));
  }
});
