/**
 * How wide text is on a terminal, and how to cut it to a width.
 *
 * This folder (`client/tty`) knows a keyboard and a screen. It knows no network, no chat protocol and
 * no sentence of any language: sentences are parameters.
 *
 * A *grapheme* is what a person calls one character (UAX #29). A *column* is one cell of the screen.
 * Terminals disagree about graphemes of several code points: a thumb with a skin colour takes two
 * columns on some and four on others. Here each counts as wide as on the terminal that gives it most.
 * So a row that fits here fits everywhere. The terminal itself places the cursor: `screen.ts`.
 *
 * @module
 */
import stringWidth from "string-width";
import { MAX_CACHED_WIDTH_UNITS } from "../limits.ts";
import { graphemes, SIMPLE } from "./graphemes.ts";
import { WidthCache } from "./width_cache.ts";

/** Columns between tab stops: half of a terminal's own, since people paste indented code. */
export const TAB_COLUMNS = 4;

const AS_IT_IS = { countAnsiEscapeCodes: true };

const widths = new WidthCache(MAX_CACHED_WIDTH_UNITS);

/** The most columns that a terminal gives one grapheme. Control characters take none. */
export function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1 && SIMPLE.test(grapheme)) return 1;
  let known = widths.get(grapheme);
  if (known === undefined) {
    let apart = 0;
    for (const codePoint of grapheme) apart += stringWidth(codePoint, AS_IT_IS);
    known = Math.max(stringWidth(grapheme, AS_IT_IS), apart);
    widths.add(grapheme, known);
  }
  return known;
}

/** The most columns that `text` takes on one row. It should hold no tabs and no line breaks. */
export function width(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemes(text)) columns += graphemeWidth(grapheme);
  return columns;
}

/** `text` cut to at most `columns` columns; `mark` shows the cut. */
export function truncate(text: string, columns: number, mark = "…"): string {
  if (width(text) <= columns) return text;
  const room = columns - width(mark);
  if (room < 0) return "";
  return fit(text, room) + mark;
}

/** The longest beginning of `text`, in whole graphemes, that takes at most `columns` columns. */
export function fit(text: string, columns: number): string {
  if (SIMPLE.test(text)) return text.slice(0, Math.max(columns, 0));
  let used = 0;
  let end = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > columns) break;
    end += grapheme.length;
  }
  return text.slice(0, end);
}

/**
 * `text` with spaces instead of tabs. There is a tab stop every {@linkcode TAB_COLUMNS} columns from the
 * beginning of the line; `start` is the column where the text begins.
 */
export function expandTabs(text: string, start = 0): string {
  if (!text.includes("\t")) return text;
  let line = "";
  let column = start;
  for (const [i, part] of text.split("\t").entries()) {
    if (i > 0) {
      const spaces = TAB_COLUMNS - column % TAB_COLUMNS;
      line += " ".repeat(spaces);
      column += spaces;
    }
    const newline = part.lastIndexOf("\n");
    line += part;
    column = newline < 0 ? column + width(part) : width(part.slice(newline + 1));
  }
  return line;
}
