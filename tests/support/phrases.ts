import { type Language, type Phrases, phrases } from "../../i18n/phrases.ts";

const ALL: Readonly<Record<Language, Phrases>> = {
  en: await phrases("en"),
  ru: await phrases("ru"),
};

/** The sentences of a language, at once. */
export function phrasesOf(language: Language): Phrases {
  return ALL[language];
}
