/**
 * A colour for every name, the same on every screen and in every session.
 *
 * @module
 */
import type { Colour } from "./style.ts";

/**
 * Colours that can be told apart and read both on white and on black: contrast at least 3.7 to 1
 * with either (WCAG 2 asks 3 to 1 of large text). Red is missing: it means a warning.
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

/** The colour of the one called `name`; give the folded form, so that all spellings agree. */
export function colourOf(name: string): Colour {
  const colour = NAME_COLOURS[hash(name) % NAME_COLOURS.length];
  if (colour === undefined) throw new RangeError("No colours to choose from");
  return colour;
}

/** FNV-1a over UTF-16 units, 32 bits, its high half mixed in: names that differ by one letter part. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return (value ^ (value >>> 16)) >>> 0;
}
