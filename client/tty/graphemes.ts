/** What a person calls one character (UAX #29). Pure. */

/**
 * Text in which each UTF-16 unit is one grapheme of one column: ASCII, Latin, plain Cyrillic. Most
 * lines need no segmenter then. U+00AD is left out: a soft hyphen has no width.
 */
export const SIMPLE = /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f]*$/;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The graphemes of `text`, in order. */
export function graphemes(text: string): string[] {
  if (SIMPLE.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), (part) => part.segment);
}
