/** Finds a nickname in a text. Pure. */

import { foldText, foldWithPlaces } from "./fold_text.ts";

/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Scripts without spaces between words: there a name may stand between other letters. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const ENDS_IN_LETTER = /[\p{L}\p{M}\p{N}_]$/u;
const BEGINS_WITH_LETTER = /^[\p{L}\p{M}\p{N}_]/u;

/** The places where `nick` stands in `text` as a word of its own, in any case and spelling. */
export function mentions(text: string, nick: string): Range[] {
  const wanted = foldText(nick);
  if (wanted === "" || !foldText(text).includes(wanted)) return [];
  const { text: folded, places } = foldWithPlaces(text);
  const ranges: Range[] = [];
  for (let at = folded.indexOf(wanted); at >= 0;) {
    const [start, end] = [places.get(at), places.get(at + wanted.length)];
    const isWord = start !== undefined && end !== undefined && standsAlone(text, nick, start, end);
    if (isWord) ranges.push({ start, end });
    at = folded.indexOf(wanted, at + (isWord ? wanted.length : 1));
  }
  return ranges;
}

function standsAlone(text: string, nick: string, start: number, end: number): boolean {
  const letters = [...nick];
  const before = UNSPACED.test(letters[0] ?? "") || !ENDS_IN_LETTER.test(text.slice(0, start));
  return before &&
    (UNSPACED.test(letters.at(-1) ?? "") || !BEGINS_WITH_LETTER.test(text.slice(end)));
}
