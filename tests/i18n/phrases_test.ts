import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asLanguage, type Language, languageOf, LANGUAGES } from "../../i18n/phrases.ts";
import { phrasesOf } from "../support/phrases.ts";

/** What is the same in every language: words that are typed as they stand. */
const SAME: ReadonlySet<string> = new Set([
  "admin.args.time",
  "client.screen.argNames.verb",
]);

/** The letters that a language is written in. */
const SCRIPTS: Readonly<Record<Language, RegExp>> = {
  en: /\p{Script=Latin}/u,
  ru: /\p{Script=Cyrillic}/u,
};

type Sentence = string | ((...args: never[]) => unknown);

/** Every sentence with its path, however deep it lies. */
function sentences(value: unknown, path: string): [path: string, sentence: Sentence][] {
  if (typeof value === "string" || typeof value === "function") {
    return [[path, value as Sentence]];
  }
  assert(typeof value === "object" && value !== null, `${path} is no sentence: ${value}`);
  return Object.entries(value).flatMap(([key, inner]) =>
    sentences(inner, path === "" ? key : `${path}.${key}`)
  );
}

/** The sentences of each language by their paths. */
const ALL = new Map(
  LANGUAGES.map((language) => [language, new Map(sentences(phrasesOf(language), ""))]),
);
const ENGLISH = ALL.get("en")!;
const OTHERS = [...ALL].filter(([language]) => language !== "en");

/** Each sentence of each other language beside the English one. */
const PAIRS = OTHERS.flatMap(([language, own]) =>
  [...ENGLISH].map(([path, english]) => {
    const other = own.get(path);
    assert(other !== undefined, `${language}: ${path} is missing`);
    return { language, path, english, other };
  })
);

/** Numbers that take each of the forms that a counted noun has in Russian, and in English. */
const COUNTS = [0, 1, 2, 5, 11, 21, 104];

/** The data of an error: each field, whatever its name is, says that name. */
const NAMED = new Proxy({}, { get: (_, name) => `<${String(name)}>` });

/** What `sentence` says, told numbers, or the same as texts where it wants texts, or the data of an error. */
function said(sentence: Sentence, numbers: readonly number[]): string {
  if (typeof sentence === "string") return sentence;
  const tell = (args: readonly unknown[]) => sentence(...args as never[]);
  let text: unknown;
  try {
    text = tell(numbers);
  } catch {
    text = tell(numbers.map(String));
  }
  if (String(text).includes("undefined")) text = tell([NAMED]);
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

Deno.test("phrases has the sentences of English in every language, and no others", () => {
  for (const [language, own] of OTHERS) {
    assertEquals(new Set(own.keys()), new Set(ENGLISH.keys()), language);
  }
});

Deno.test("phrases takes the same arguments in every language", () => {
  for (const { language, path, english, other } of PAIRS) {
    assertEquals(typeof other, typeof english, `${language}: ${path}`);
    if (typeof english !== "function" || typeof other !== "function") continue;
    assertEquals(other.length, english.length, `${language}: ${path}: number of arguments`);
  }
});

Deno.test("phrases says in every language what it is told in English", () => {
  for (const { language, path, english, other } of PAIRS) {
    if (typeof english !== "function") continue;
    const args = Array.from({ length: english.length }, (_, i) => 127 + 200 * i);
    const named = (sentence: Sentence) => new Set(said(sentence, args).match(/<\w+>/g));
    assertEquals(named(other), named(english), `${language}: ${path}: data of an error`);
    for (const arg of args) {
      const shown = (sentence: Sentence) => said(sentence, args).includes(String(arg));
      assertEquals(shown(other), shown(english), `${language}: ${path}: argument ${arg}`);
    }
  }
});

Deno.test("phrases says nothing empty, and nothing undone", () => {
  for (const [language, own] of ALL) {
    for (const [path, sentence] of own) {
      for (const text of everySaid(sentence)) {
        assertNotEquals(text.trim(), "", `${language}: ${path}`);
        assert(!/undefined|\[object|NaN|=>|\$\{/.test(text), `${language}: ${path}: ${text}`);
      }
    }
  }
});

Deno.test("phrases are translated: not the English sentence, and in the language's own letters", () => {
  for (const { language, path, english, other } of PAIRS) {
    const [en, own] = [everySaid(english), everySaid(other)];
    // a sentence of nothing but marks and what it is told is the same everywhere
    if (SAME.has(path) || !/\p{L}/u.test(en.join(""))) continue;
    assertNotEquals(own, en, `${language}: ${path}`);
    assert(SCRIPTS[language].test(own.join("")), `${language}: ${path}`);
  }
});

Deno.test("phrases in English has no letters of another alphabet", () => {
  for (const [path, sentence] of ENGLISH) {
    assert(!/(?!\p{Script=Latin})\p{L}/u.test(everySaid(sentence).join("")), path);
  }
});

Deno.test("asLanguage knows the languages there are, and no other name", () => {
  assertEquals(LANGUAGES, ["en", "ru"]);
  assertEquals(LANGUAGES.map(asLanguage), [...LANGUAGES]);
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
