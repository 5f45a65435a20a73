import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asLanguage, languageOf, phrases } from "../../i18n/phrases.ts";
import * as flags from "../../i18n/flags.ts";
import { general } from "../../i18n/general.ts";

const ENGLISH = { ...phrases("en"), flags: flags.en, general: general.en };
const RUSSIAN = { ...phrases("ru"), flags: flags.ru, general: general.ru };

/** What is the same in both languages: words that are typed as they stand. */
const SAME: ReadonlySet<string> = new Set(["admin.args.time"]);

type Sentence = string | ((...args: never[]) => unknown);

/** Every sentence with its path, however deep it lies. */
function sentences(value: unknown, path: string): [path: string, sentence: Sentence][] {
  if (typeof value === "string" || typeof value === "function") {
    return [[path, value as Sentence]];
  }
  assert(typeof value === "object" && value !== null, `${path} is no sentence: ${value}`);
  return Object.entries(value).flatMap(([key, inner]) => sentences(inner, `${path}.${key}`));
}

const EN = new Map(sentences(ENGLISH, "en"));
const RU = new Map(sentences(RUSSIAN, "ru"));

/** Both languages' sentences of each path. */
const PAIRS = [...EN].map(([path, english]) => {
  const russian = RU.get(path.replace(/^en/, "ru"));
  return { path: path.slice(3), english, russian };
});

/** Numbers that take each of the forms that a counted noun has in Russian, and in English. */
const COUNTS = [0, 1, 2, 5, 11, 21, 104];

/** What `sentence` says, told numbers, or the same as texts where it wants texts. */
function said(sentence: Sentence, numbers: readonly number[]): string {
  if (typeof sentence === "string") return sentence;
  const tell = (args: readonly unknown[]) => sentence(...args as never[]);
  let text: unknown;
  try {
    text = tell(numbers);
  } catch {
    text = tell(numbers.map(String));
  }
  assert(typeof text === "string", String(sentence));
  return text;
}

/** What a function sentence says to many arguments: words apart, and numbers of every form. */
function everySaid(sentence: Sentence): string[] {
  if (typeof sentence === "string") return [sentence];
  return COUNTS.map((count) => {
    return said(sentence, Array.from({ length: sentence.length }, (_, i) => count + 1000 * i));
  });
}

Deno.test("phrases has every sentence in both languages", () => {
  const russian = [...RU.keys()].map((path) => path.replace(/^ru/, "en"));
  assertEquals(new Set(russian), new Set(EN.keys()));
  assertEquals(RU.size, EN.size);
});

Deno.test("phrases takes the same arguments in both languages", () => {
  for (const { path, english, russian } of PAIRS) {
    assertEquals(typeof russian, typeof english, path);
    if (typeof english !== "function" || typeof russian !== "function") continue;
    assertEquals(russian.length, english.length, `${path}: number of arguments`);
  }
});

Deno.test("phrases says in Russian what is told it in English", () => {
  for (const { path, english, russian } of PAIRS) {
    if (typeof english !== "function") continue;
    const args = Array.from({ length: english.length }, (_, i) => 127 + 200 * i);
    for (const arg of args) {
      const shown = (sentence: Sentence) => said(sentence, args).includes(String(arg));
      assertEquals(shown(russian!), shown(english), `${path}: argument ${arg}`);
    }
  }
});

Deno.test("phrases says nothing empty, and nothing undone", () => {
  for (const [path, sentence] of [...EN, ...RU]) {
    for (const text of everySaid(sentence)) {
      assertNotEquals(text.trim(), "", path);
      assert(!/undefined|\[object|NaN|=>|\$\{/.test(text), `${path}: ${text}`);
    }
  }
});

Deno.test("phrases in Russian is Russian: not the English sentence, and in Cyrillic", () => {
  for (const { path, english, russian } of PAIRS) {
    const [en, ru] = [everySaid(english), everySaid(russian!)];
    // a sentence of nothing but marks and what it is told is the same everywhere
    if (SAME.has(path) || !/\p{L}/u.test(en.join(""))) continue;
    assertNotEquals(ru, en, path);
    assert(/\p{Script=Cyrillic}/u.test(ru.join("")), path);
  }
});

Deno.test("phrases in English has no Cyrillic", () => {
  for (const [path, sentence] of EN) {
    assert(!/\p{Script=Cyrillic}/u.test(everySaid(sentence).join("")), path);
  }
});

Deno.test("asLanguage knows the languages there are, and no other name", () => {
  assertEquals(["en", "ru"].map(asLanguage), ["en", "ru"]);
  for (const name of ["", "EN", "de", "ru_RU", "toString", "__proto__"]) {
    assertEquals(asLanguage(name), undefined, name);
  }
});

Deno.test("languageOf takes the first locale that is set, and English for one it does not know", () => {
  const table: [locales: (string | undefined)[], language: string][] = [
    [[], "en"],
    [[undefined, "", undefined], "en"],
    [["ru_RU.UTF-8"], "ru"],
    [["ru"], "ru"],
    [["RU_ru"], "ru"],
    [[undefined, "ru_RU.UTF-8"], "ru"],
    [["", "ru_UA"], "ru"],
    [["C", "ru_RU.UTF-8"], "en"],
    [["de_DE.UTF-8", "ru_RU.UTF-8"], "en"],
    [["en_US.UTF-8"], "en"],
    [["POSIX"], "en"],
  ];
  for (const [locales, language] of table) assertEquals(languageOf(...locales), language);
});
