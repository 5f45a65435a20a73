/** Where a text names someone. Pure. */

/** A part of a text, from `start` to before `end`, in UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where `nick` stands in `text` as a word of its own, whatever the case of its letters. */
export function mentions(text: string, nick: string): Range[] {
  if (nick === "") return [];
  const escaped = nick.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, "giu");
  return Array.from(text.matchAll(word), (found) => {
    return { start: found.index, end: found.index + found[0].length };
  });
}
