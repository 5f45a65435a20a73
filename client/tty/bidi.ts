/**
 * Text that runs from right to left, within text that runs from left to right.
 *
 * Most terminals show text in the order of storage, from left to right. Those that follow the Unicode
 * bidirectional algorithm (UAX #9) would show a Hebrew message across the name and the time before it.
 * So a text with right-to-left letters is printed as an isolate, and all other text stays as it is.
 * The text being typed is not isolated: its row begins with the label, which runs from left to right,
 * and the terminal itself places the cursor.
 *
 * @module
 */

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Embeddings, overrides and isolates: they act on the text around them, too. */
const REACHING = /[\u202a-\u202e\u2066-\u2069]/g;

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

/** Whether a terminal could show part of `text` from right to left. */
export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** `text` without the characters that change the direction of the text around it. */
export function withoutDirections(text: string): string {
  return text.replace(REACHING, "");
}

/** `text` in a form that does not change the direction of the text around it. */
export function isolate(text: string): string {
  const clean = withoutDirections(text);
  if (!isRightToLeft(clean)) return clean;
  return FIRST_STRONG_ISOLATE + clean + POP_DIRECTIONAL_ISOLATE;
}
