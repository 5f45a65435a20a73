import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
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
  assertEquals(new LineFilter(parseSearch("fox")).candidates(encoder.encode(`${line}\n`)), [
    line,
  ]);
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
    const found = new LineFilter(parseSearch(word)).candidates(encoder.encode(lines.join("")));
    assertEquals(found.map((line) => JSON.parse(line).id), [42], word);
  }
});

Deno.test("LineFilter picks few of many lines, newest first", () => {
  const lines = Array.from({ length: 1_000 }, (_, at) => message(at + 1, `Слово ${at} — word`));
  const window = encoder.encode(lines.join(""));
  const filter = new LineFilter(parseSearch("слово 99"));
  const found = filter.candidates(window).map((line) => JSON.parse(line).id);
  assert(found.length === 1_000, "the longest word decides, and here all have it");
  const rare = new LineFilter(parseSearch('"слово 7 — word"')).candidates(window);
  assert(rare.length === 1_000);
  assertEquals(found, found.toSorted((a, b) => b - a));
  assertEquals(new LineFilter(parseSearch("nowhere")).candidates(window), []);
});
