/**
 * Decides when two nicknames count as the same: when they differ only in case, or look alike.
 *
 * The table of letters that look alike is that of Unicode (UTS #39, confusables.txt), from the package
 * `unhomoglyph`.
 */

import LOOKS from "unhomoglyph/data.json" with { type: "json" };
import { MAX_NICK_BYTES } from "./limits.ts";

const looks: Readonly<Record<string, string>> = LOOKS;

/** The most folded names in the cache. A fold takes some microseconds, and each message needs one. */
const MAX_CACHED_NAMES = 4_096;

// lower-case ASCII that looks like no other ASCII: such a name folds to itself
const FOLDED = /^[2-9a-ln-z_-]+$/;

const cache = new Map<string, string>();

/**
 * The form in which nicknames are compared: of those with the same form only one can be in use. Case,
 * compatibility forms, invisible marks and letters that look alike make no difference (skeletons,
 * UTS #39, section 4).
 */
export function foldNick(nick: string): string {
  if (FOLDED.test(nick)) return nick;
  let folded = cache.get(nick);
  if (folded !== undefined) return folded;
  folded = fold(nick);
  // somebody may ask for a text that is too long for a nickname: it is not worth the memory
  if (nick.length > MAX_NICK_BYTES) return folded;
  if (cache.size >= MAX_CACHED_NAMES) cache.clear();
  cache.set(nick, folded);
  return folded;
}

/**
 * How a nickname looks in capitals. Some letters look alike only then, as in Cyrillic `ТОМ` and Latin
 * `TOM`. Of the nicknames with the same look only one can be in use.
 */
export function capitalLook(nick: string): string {
  // "1" stays: it looks like a capital "I", but not like "i"
  return skeleton(visible(nick).toUpperCase(), "1");
}

function fold(nick: string): string {
  let folded = skeleton(visible(nick).toLowerCase());
  // a letter may look like a capital, whose small letter looks like yet another one
  for (let before = ""; before !== folded;) {
    before = folded;
    folded = skeleton(visible(folded).toLowerCase());
  }
  return folded;
}

function visible(text: string): string {
  return text.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/ +/g, " ");
}

function skeleton(text: string, except = ""): string {
  let seen = "";
  for (const letter of text.normalize("NFD")) {
    seen += letter === except || !Object.hasOwn(looks, letter) ? letter : looks[letter];
  }
  return seen.normalize("NFD");
}
