/**
 * When two nicknames count as the same: they differ only in case, or look alike.
 *
 * The table of what looks alike is that of Unicode (UTS #39, confusables.txt), as the package
 * `unhomoglyph` keeps it.
 */

import LOOKS from "unhomoglyph/data.json" with { type: "json" };
import { MAX_NICK_BYTES } from "./limits.ts";

const looks: Readonly<Record<string, string>> = LOOKS;

/** Folded names kept: a fold costs some microseconds, and each message needs it. */
const MAX_KEPT = 4_096;

// of ASCII, what is lower case and looks like nothing else of ASCII: such a name folds to itself
const FOLDED = /^[2-9a-ln-z_-]+$/;

const kept = new Map<string, string>();

/**
 * The form in which nicknames are compared: two that fold alike cannot both be there. Case,
 * compatibility forms and invisible marks make no difference, nor do letters that look alike
 * (skeletons, UTS #39, section 4).
 */
export function foldNick(nick: string): string {
  if (FOLDED.test(nick)) return nick;
  let folded = kept.get(nick);
  if (folded !== undefined) return folded;
  folded = fold(nick);
  // what is too long for a nickname may be asked for all the same: it is not worth the memory
  if (nick.length > MAX_NICK_BYTES) return folded;
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(nick, folded);
  return folded;
}

/**
 * How a nickname looks in capitals: some letters look alike only then, as Cyrillic `ТОМ` and `TOM`.
 * Of two with the same look only one can be there.
 */
export function capitalLook(nick: string): string {
  // "1" stays: that a capital "I" looks like it is no reason to confuse "i" with it
  return skeleton(visible(nick).toUpperCase(), "1");
}

function fold(nick: string): string {
  let folded = skeleton(visible(nick).toLowerCase());
  // what something looks like may be a capital, and its small letter look like yet another thing
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
