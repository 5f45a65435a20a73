/**
 * A colour for each name: the same on every screen and in every session.
 *
 * @module
 */
import type { Colour } from "./style.ts";

/**
 * Colours that differ from each other and can be read on white and on black: the contrast is at least
 * 3.7 to 1 with both (WCAG 2 asks for 3 to 1 for large text). There is no red: it means a warning.
 */
export const NAME_COLOURS: readonly Colour[] = [
  { of256: 28, of16: 2 }, // green
  { of256: 32, of16: 12 }, // blue
  { of256: 166, of16: 3 }, // orange
  { of256: 134, of16: 5 }, // violet
  { of256: 30, of16: 6 }, // teal
  { of256: 162, of16: 13 }, // pink
  { of256: 100, of16: 3 }, // olive
  { of256: 63, of16: 12 }, // indigo
  { of256: 130, of16: 3 }, // brown
  { of256: 67, of16: 6 }, // steel
  { of256: 64, of16: 2 }, // moss
  { of256: 132, of16: 5 }, // mauve
];

/** The colour of a name. Give its folded form, so that all spellings have the same colour. */
export function colourOf(name: string): Colour {
  const colour = NAME_COLOURS[hash(name) % NAME_COLOURS.length];
  if (colour === undefined) throw new RangeError("No colours to choose from");
  return colour;
}

/** FNV-1a of UTF-16 units, 32 bits. Its high half is mixed in, so that similar names differ. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return (value ^ (value >>> 16)) >>> 0;
}
