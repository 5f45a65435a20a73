/** Finds a nickname in a text. Pure. */

/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Scripts without spaces between words: there a name may stand between other letters. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const LETTER = "[\\p{L}\\p{M}\\p{N}_]";

/** The places where `nick` stands in `text` as a word of its own, in any case. */
export function mentions(text: string, nick: string): Range[] {
  const letters = [...nick];
  const [first, last] = [letters[0], letters.at(-1)];
  if (first === undefined || last === undefined) return [];
  const escaped = nick.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const before = UNSPACED.test(first) ? "" : `(?<!${LETTER})`;
  const after = UNSPACED.test(last) ? "" : `(?!${LETTER})`;
  return Array.from(text.matchAll(new RegExp(before + escaped + after, "giu")), (found) => {
    return { start: found.index, end: found.index + found[0].length };
  });
}
