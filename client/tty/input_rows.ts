/**
 * The text being typed, as rows of the screen.
 *
 * @module
 */
import { withoutDirections } from "./bidi.ts";
import type { Buffer } from "./buffer.ts";
import { graphemes, graphemeWidth, TAB_COLUMNS } from "./width.ts";

/** The text in rows, and where the cursor stands in them. */
export interface InputRows {
  /** The text of each row, without tabs, line breaks and marks of direction. */
  readonly rows: readonly string[];
  /** The row of the cursor, from 0. */
  readonly row: number;
  /** The column of the cursor, from 0. In a full row it may be just behind the last column. */
  readonly column: number;
}

/** Splits `buffer` into rows of at most `columns` columns: at line breaks, and where a row is full. */
export function inputRows({ text, cursor }: Buffer, columns: number): InputRows {
  const rows: string[] = [];
  let place = 0;
  let at = { row: 0, column: 0 };
  for (const line of text.split("\n")) {
    let row = "";
    let used = 0;
    for (const grapheme of graphemes(line)) {
      const cells = grapheme === "\t" ? TAB_COLUMNS - used % TAB_COLUMNS : graphemeWidth(grapheme);
      if (used + cells > columns && row !== "") {
        rows.push(row);
        [row, used] = ["", 0];
      }
      if (place === cursor) at = { row: rows.length, column: used };
      row += grapheme === "\t" ? " ".repeat(Math.min(cells, columns)) : withoutDirections(grapheme);
      used += cells;
      place += grapheme.length;
    }
    if (place === cursor) at = { row: rows.length, column: used };
    rows.push(row);
    place++; // the line break
  }
  return { rows, ...at };
}
