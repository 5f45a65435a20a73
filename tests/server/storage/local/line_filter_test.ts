import { assert, assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { findTerms, parseSearch } from "../../../../protocol/search_words.ts";
import { LineFilter } from "../../../../server/storage/local/line_filter.ts";
import { message } from "./support.ts";

const encoder = new TextEncoder();

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.stringMatching(/^[ a-cA-CёЁа-вА-В"\\İßéK\n\u0301\u0306иЙé…№שּׁकिー]{0,20}$/),
);

/** Words in many scripts. */
const WORDS = [
  ..."zebra İstanbul ığdır Straße STRASSE Zöllner źdźbło ŁÓDŹ việc naïve file ﬁle № 5 № half½ x².. e…"
    .split(" "),
  ..."ζέβρας ΖΈΒΡΑΣ ᾳᾠδή ёжик Ежик Йод иод ґанок երեւան և Երևան ქართული שָׁלוֹם حمار مرةً أُخرى ﷲ الله"
    .split(" "),
  ..."ज़ेबरा हिन्दी தமிழ் தொகை বাংলা ම්‍ය ม้าลาย น้ำ ພາສາ ភាសា မြန်မာ བོད་སྐད ᠮᠣᠩᠭᠣᠯ አማርኛ".split(" "),
  ..."斑马 谢谢？ 㐀 丽 が か゛ ｶﾞﾗｽ ガラス カ㌔キロ 얼룩말 ㅋㅋㅋ 가각 ㉮ 각 👍🏽 👩‍👩‍👧 ❤️ 🇩🇪 𝐙𝐞𝐛𝐫𝐚 ＺＥＢＲＡ 🅰b 𐐀𐐨 𞤀𞤢"
    .split(" "),
];
const FORMS = ["NFC", "NFD", "NFKC", "NFKD"] as const;

/** A word as it may be written, too. */
const word = fc.tuple(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...FORMS),
  fc.constantFrom("toLowerCase", "toUpperCase", "trim"),
  fc.constantFrom("", "", "\u0301", "\u0e49", "\u093f", "\u3099", "\u0345", "\ufe0f", "\n"),
  fc.nat(5),
).map(([word, form, change, mark, at]) => {
  const letters = Array.from(word[change]().normalize(form));
  return letters.toSpliced(at, 0, mark).join("");
});

Deno.test("LineFilter leaves out no line that matches a part of it, in any script", () => {
  const texts = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), {
    minLength: 20,
    maxLength: 30,
  });
  const part = fc.tuple(word, fc.constantFrom(0, 0, 0, 1, 2), fc.integer({ min: 1, max: 6 })).map((
    [word, from, length],
  ) => Array.from(word).slice(from, from + length).join(""));
  let matches = 0;
  fc.assert(
    fc.property(texts, fc.array(part, { minLength: 1, maxLength: 2 }), (said, typed) => {
      const terms = parseSearch(typed.join(" "));
      const lines = said.map((words, at) => message(at + 1, words.join(" ")));
      const matching = (line: string) => findTerms(JSON.parse(line).text, terms) !== undefined;
      const found = [...new LineFilter(terms).candidates(encoder.encode(lines.join("")))];
      const expected = lines.map((line) => line.slice(0, -1)).filter(matching).reverse();
      assertEquals(found.filter(matching), expected, JSON.stringify(typed));
      matches += expected.length;
    }),
    { numRuns: 1_000 },
  );
  // there are some 500 as a rule
  assert(matches > 50, `${matches} matches`);
});

Deno.test("LineFilter leaves out no line that matches", () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), text, (said, typed) => {
      const terms = parseSearch(typed);
      const lines = said.map((each, at) => message(at + 1, each.toWellFormed()));
      const found = new Set(new LineFilter(terms).candidates(encoder.encode(lines.join(""))));
      for (const line of lines) {
        const { text } = JSON.parse(line);
        if (findTerms(text, terms) === undefined) continue;
        assert(found.has(line.slice(0, -1)), `${JSON.stringify(typed)} in ${line}`);
      }
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("LineFilter finds what an editor has escaped", () => {
  const line = String.raw`{"id":1,"ts":"x","type":"msg","nick":"a","text":"\u0066ox","cid":""}`;
  assertEquals(
    new LineFilter(parseSearch("fox")).candidates(encoder.encode(`${line}\n`)).toArray(),
    [
      line,
    ],
  );
});

Deno.test("LineFilter picks few lines of a log in any of these letters", () => {
  const said: readonly [string, string][] = [
    ["Der Müller hört natürlich über die Straße", "Zöllner"],
    ["τον καιρό το μεσημέρι ξανά", "ζέβρας"],
    ["Ещё один объект — №", "ёжик"],
    ["机器又坏了，请有时间的时候看一下？", "斑马"],
    ["서버는 방을 유지하고", "얼룩말"],
    ["कृपया समय मिलने पर देखें", "ज़ेबरा"],
    ["เครื่องพังอีกแล้ว น้ำ", "ม้าลาย"],
    ["مرةً أُخرى شكرا", "حمار"],
    ["dün çok güzel ışıklar İstanbul", "ığdır"],
    ["u\u0308ber die Bru\u0308cke", "Zöllner"],
    ["ok 👍 ❤️ 🇩🇪", "zebra"],
  ];
  for (const [text, word] of said) {
    const lines = Array.from({ length: 100 }, (_, at) => message(at + 1, text));
    lines[41] = message(42, `${text} ${word.toUpperCase()}`);
    const found = new LineFilter(parseSearch(word)).candidates(encoder.encode(lines.join("")))
      .toArray();
    assertEquals(found.map((line) => JSON.parse(line).id), [42], word);
  }
});

Deno.test("LineFilter picks few of many lines, newest first", () => {
  const lines = Array.from({ length: 1_000 }, (_, at) => message(at + 1, `Слово ${at} — word`));
  const window = encoder.encode(lines.join(""));
  const filter = new LineFilter(parseSearch("слово 99"));
  const found = filter.candidates(window).toArray().map((line) => JSON.parse(line).id);
  assert(found.length === 1_000, "the longest word decides, and here all have it");
  const rare = new LineFilter(parseSearch('"слово 7 — word"')).candidates(window).toArray();
  assert(rare.length === 1_000);
  assertEquals(found, found.toSorted((a, b) => b - a));
  assertEquals(new LineFilter(parseSearch("nowhere")).candidates(window).toArray(), []);
});
