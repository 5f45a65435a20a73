/** Text as it is compared where letter case and spelling make no difference. Pure. */

import { graphemes } from "../tty/graphemes.ts";

const ASCII = /^[\0-\x7f]*$/;

/** A folded text, and where its graphemes come from. */
export interface FoldedText {
  readonly text: string;
  /** The place in the text as it was, for each place in the folded text where a grapheme begins or ends. */
  readonly places: ReadonlyMap<number, number>;
}

/**
 * `text` without differences of case (`STRASSE` and `Straße`, `İ` and `i`), of composed and decomposed
 * letters, and of compatibility forms.
 */
export function foldText(text: string): string {
  return ASCII.test(text) ? text.toLowerCase() : graphemes(text).map(foldGrapheme).join("");
}

/** Folds `text` as {@linkcode foldText} does, and remembers the places. */
export function foldWithPlaces(text: string): FoldedText {
  let folded = "";
  let place = 0;
  const places = new Map([[0, 0]]);
  for (const grapheme of graphemes(text)) {
    folded += foldGrapheme(grapheme);
    place += grapheme.length;
    places.set(folded.length, place);
  }
  return { text: folded, places };
}

/** One by one: in a word a letter may depend on the next, as the Greek sigma does. */
function foldGrapheme(grapheme: string): string {
  if (ASCII.test(grapheme)) return grapheme.toLowerCase();
  // the small letter of İ is an i with a dot above it
  return grapheme.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC")
    .replace(/i\u0307/g, "i");
}
