/** Where a text names someone. Pure. */

/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Scripts that put no spaces between words: there a name is found within others. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const LETTER = "[\\p{L}\\p{M}\\p{N}_]";

/** Where `nick` stands in `text` as a word of its own, whatever the case of its letters. */
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
