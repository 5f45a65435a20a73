/**
 * What a screen has and what is drawn on its bottom.
 *
 * @module
 */
import type { Line } from "./style.ts";

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
  /** What is shown; each row is to be narrower than the screen. */
  readonly rows: readonly Line[];
  /** Where the cursor stands. */
  readonly cursor: CursorPlace;
}
