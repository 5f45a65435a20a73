/**
 * The text being typed, as rows of the screen.
 *
 * @module
 */
import { withoutDirections } from "./bidi.ts";
import type { Buffer } from "./buffer.ts";
import { graphemes } from "./graphemes.ts";
import { graphemeWidth, TAB_COLUMNS } from "./width.ts";

/** The text in rows, and where the cursor stands in them. */
export interface InputRows {
  /** The text of each row, without tabs, line breaks and marks of direction. */
  readonly rows: readonly string[];
  /** The row of the cursor, from 0. */
  readonly row: number;
  /** The column of the cursor, from 0. In a full row it may be just behind the last column. */
  readonly column: number;
}

/**
 * Splits `buffer` into rows of at most `columns` columns: at line breaks, and where a row is full before
 * the word that does not fit any more.
 */
export function inputRows({ text, cursor }: Buffer, columns: number): InputRows {
  const rows: string[] = [];
  let place = 0;
  let at = { row: 0, column: 0 };
  for (const line of text.split("\n")) {
    const letters = graphemes(line);
    let start = 0;
    do {
      const end = rowEnd(letters, start, columns);
      let [row, used] = ["", 0];
      for (const letter of letters.slice(start, end)) {
        if (place === cursor) at = { row: rows.length, column: used };
        const cells = cellsOf(letter, used);
        row += letter === "\t" ? " ".repeat(Math.min(cells, columns)) : withoutDirections(letter);
        used += cells;
        place += letter.length;
      }
      if (place === cursor && end === letters.length) at = { row: rows.length, column: used };
      rows.push(row);
      start = end;
    } while (start < letters.length);
    place++; // the line break
  }
  return { rows, ...at };
}

/** Where the row that begins at `start` ends. A word that no row can hold is broken. */
function rowEnd(letters: readonly string[], start: number, columns: number): number {
  let used = 0;
  for (let i = start; i < letters.length; i++) {
    used += cellsOf(letters[i] ?? "", used);
    if (used <= columns || i === start) continue;
    let end = i;
    while (end > start && !mayBreakBefore(letters, end)) end--;
    return end > start ? end : i;
  }
  return letters.length;
}

/** A row may end at a space, and between wide letters: each of those is like a word. */
function mayBreakBefore(letters: readonly string[], i: number): boolean {
  const [before = "", here = ""] = [letters[i - 1], letters[i]];
  return isSpace(before) || isSpace(here) ||
    (graphemeWidth(before) === 2 && graphemeWidth(here) === 2);
}

function isSpace(letter: string): boolean {
  return letter === " " || letter === "\t";
}

function cellsOf(letter: string, used: number): number {
  return letter === "\t" ? TAB_COLUMNS - used % TAB_COLUMNS : graphemeWidth(letter);
}
