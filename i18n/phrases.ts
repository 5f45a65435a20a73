/** Every sentence that people read, in each language. A language is a folder. */

import { en, type Phrases } from "./en/mod.ts";
import { ru } from "./ru/mod.ts";

export type { Phrases };

/** The languages by their codes, as in locales and `--lang`. */
const ALL = { en, ru } as const satisfies Readonly<Record<string, Phrases>>;

/** The code of a language. */
export type Language = keyof typeof ALL;

/** All languages, English first. */
export const LANGUAGES = Object.keys(ALL) as readonly Language[];

/** The sentences of `language`. */
export function phrases(language: Language): Phrases {
  return ALL[language];
}

/** `value` as a language; `undefined` when there is none with that code. */
export function asLanguage(value: string): Language | undefined {
  return LANGUAGES.find((language) => language === value);
}

/**
 * The language of a locale such as `ru_RU.UTF-8`, as POSIX names them in `LC_ALL`,
 * `LC_MESSAGES` and `LANG`; the first one set decides.
 */
export function languageOf(...locales: readonly (string | undefined)[]): Language {
  const locale = locales.find((value) => value !== undefined && value !== "") ?? "";
  return asLanguage(locale.slice(0, 2).toLowerCase()) ?? "en";
}
