/**
 * The size of a screen, and what is drawn at its bottom.
 *
 * @module
 */
import type { StyledLine } from "./style.ts";

/** The size of a screen, in cells. */
export interface Size {
  /** How many columns. */
  readonly columns: number;
  /** How many rows. */
  readonly rows: number;
}

/** A place in a frame, from 0. */
export interface CursorPlace {
  /** The row, 0 being the frame's first. */
  readonly row: number;
  /** The column. */
  readonly column: number;
}

/** The live area: some rows at the bottom of the screen, and the cursor in them. */
export interface Frame {
  /** What is shown. Each row must be narrower than the screen. */
  readonly rows: readonly StyledLine[];
  /** Where the cursor stands. */
  readonly cursor: CursorPlace;
}

/** `frame` without its first rows if it is higher than the screen, so that the rest stays in sight. */
export function fitted(frame: Frame, size: Size): Frame {
  const { rows, cursor } = frame;
  const over = Math.min(Math.max(rows.length - size.rows, 0), cursor.row);
  return {
    rows: rows.slice(over, over + size.rows),
    cursor: { row: cursor.row - over, column: cursor.column },
  };
}

/** Whether two frames look the same. */
export function sameFrame(a: Frame, b: Frame): boolean {
  if (a === b) return true;
  return a.cursor.row === b.cursor.row && a.cursor.column === b.cursor.column &&
    a.rows.length === b.rows.length && a.rows.every((row, i) => sameLine(row, b.rows[i] ?? []));
}

function sameLine(a: StyledLine, b: StyledLine): boolean {
  return a.length === b.length && a.every(({ text, style }, i) => {
    const other = b[i];
    return other !== undefined && text === other.text &&
      JSON.stringify(style) === JSON.stringify(other.style);
  });
}
