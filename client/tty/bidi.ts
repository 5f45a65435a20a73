/**
 * Text that runs from right to left, between text that does not.
 *
 * Most terminals show text in its order of storage, left to right, and need nothing. Those that
 * follow the Unicode bidirectional algorithm (UAX #9) would carry a Hebrew message over the name
 * and the time before it. So a text with right-to-left letters is printed as an isolate, which
 * keeps its order to itself; all other text stays as it is. What is being typed is not isolated:
 * there the row begins with the label, which runs from left to right, and the cursor is put by the
 * terminal itself.
 *
 * @module
 */

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Embeddings, overrides and isolates: what reaches beyond the text it stands in. */
const REACHING = /[\u202a-\u202e\u2066-\u2069]/g;

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_DIRECTIONAL_ISOLATE = "\u2069";

/** Whether a terminal could show part of `text` from right to left. */
export function isRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** `text` without the characters that turn the direction of what stands around it. */
export function withoutDirections(text: string): string {
  return text.replace(REACHING, "");
}

/** `text` so that its direction stays its own; the same text if nothing in it turns anything. */
export function isolate(text: string): string {
  const clean = withoutDirections(text);
  if (!isRightToLeft(clean)) return clean;
  return FIRST_STRONG_ISOLATE + clean + POP_DIRECTIONAL_ISOLATE;
}
