/** Every sentence a person reads, in English and Russian; the sentences are beside, by who says them. */

import * as admin from "./admin.ts";
import * as client from "./client.ts";
import * as server from "./server.ts";

/** The languages there are. */
export type Language = "en" | "ru";

/** All sentences of one language. */
export interface Phrases {
  readonly admin: admin.AdminPhrases;
  readonly client: client.ClientPhrases;
  readonly server: server.ServerPhrases;
}

const ALL: Readonly<Record<Language, Phrases>> = {
  en: { admin: admin.en, client: client.en, server: server.en },
  ru: { admin: admin.ru, client: client.ru, server: server.ru },
};

/** The sentences of `language`. */
export function phrases(language: Language): Phrases {
  return ALL[language];
}

/** `value` as a language, or `undefined` when there is none of that name. */
export function asLanguage(value: string): Language | undefined {
  return value === "en" || value === "ru" ? value : undefined;
}

/**
 * The language of a locale such as `ru_RU.UTF-8`, as POSIX names them in `LC_ALL`,
 * `LC_MESSAGES` and `LANG`; the first one set decides.
 */
export function languageOf(...locales: readonly (string | undefined)[]): Language {
  const locale = locales.find((value) => value !== undefined && value !== "") ?? "";
  return asLanguage(locale.slice(0, 2).toLowerCase()) ?? "en";
}
