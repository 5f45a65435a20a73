/** Every sentence that people read, in each language. A language is a folder, and is loaded when it is spoken. */

import type { Phrases } from "./en/mod.ts";

export type { Phrases };

/** How to load each language, by its code as in locales and `--lang`. */
const ALL = {
  en: async () => (await import("./en/mod.ts")).en,
  ru: async () => (await import("./ru/mod.ts")).ru,
} as const satisfies Readonly<Record<string, () => Promise<Phrases>>>;

/** The code of a language. */
export type Language = keyof typeof ALL;

/** All languages, English first. */
export const LANGUAGES = Object.keys(ALL) as readonly Language[];

/** The sentences of `language`. They are loaded once. */
export async function phrases(language: Language): Promise<Phrases> {
  return await ALL[language]();
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
