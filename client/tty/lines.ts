/**
 * Measuring, cutting and wrapping styled lines by columns.
 *
 * @module
 */
import { type Span, span, type Style, type StyledLine } from "./style.ts";
import { graphemes } from "./graphemes.ts";
import { expandTabs, fit, graphemeWidth, truncate, width } from "./width.ts";

/** How {@linkcode wrapLine} wraps lines. */
export interface WrapOptions {
  /** Spaces before every row but the first, in columns. They take at most half of the row. */
  readonly indent?: number;
  /**
   * Leaves a word that no row can hold in one piece, so that a long address can be copied. The terminal
   * itself wraps it: such a row takes several rows of the screen. For printed lines only.
   */
  readonly keepWords?: boolean;
}

/** The columns that `line` takes on one row. */
export function lineWidth(line: StyledLine): number {
  return line.reduce((sum, { text }) => sum + width(text), 0);
}

/** The beginning of `line` that takes at most `columns` columns. */
export function fitLine(line: StyledLine, columns: number): StyledLine {
  const spans: Span[] = [];
  let room = columns;
  for (const { text, style } of line) {
    const part = fit(text, room);
    spans.push(span(part, style));
    room -= width(part);
    if (part.length < text.length) break;
  }
  return spans;
}

/** `line` cut to at most `columns` columns; `…` shows the cut. */
export function truncateLine(line: StyledLine, columns: number): StyledLine {
  if (lineWidth(line) <= columns) return line;
  const kept = fitLine(line, columns - 1);
  return [...kept, span(truncate("…", columns), kept.at(-1)?.style)];
}

/** `line` with its tabs expanded. */
export function expandLine(line: StyledLine): StyledLine {
  let column = 0;
  return line.map(({ text, style }) => {
    const part = expandTabs(text, column);
    column += width(part);
    return span(part, style);
  });
}

/** `line` as rows of at most `columns` columns, wrapped at spaces where there are any. */
export function wrapLine(
  line: StyledLine,
  columns: number,
  options: WrapOptions = {},
): StyledLine[] {
  const room = Math.max(columns, 2);
  if (lineWidth(line) <= room) return [line];
  const indent = Math.min(options.indent ?? 0, room >> 1);
  const cells = toCells(line);
  const rows: StyledLine[] = [];
  for (let start = 0; start < cells.length;) {
    const first = rows.length === 0;
    // a word that is too long for the next row begins in this one
    const keepFrom = options.keepWords === true ? room - indent : Infinity;
    const end = rowEnd(cells, start, first ? room : room - indent, keepFrom);
    const row = toLine(cells.slice(start, withoutSpaces(cells, start, end)));
    rows.push(first || indent === 0 ? row : [span(" ".repeat(indent)), ...row]);
    start = end;
  }
  return rows;
}

/** One grapheme and how it looks. */
interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly style: Style | undefined;
}

function toCells(line: StyledLine): Cell[] {
  return line.flatMap(({ text, style }) =>
    graphemes(text).map((grapheme) => ({
      text: grapheme,
      columns: graphemeWidth(grapheme),
      style,
    }))
  );
}

function toLine(cells: readonly Cell[]): StyledLine {
  const spans: Span[] = [];
  for (const { text, style } of cells) {
    const last = spans.at(-1);
    if (last !== undefined && last.style === style) {
      spans[spans.length - 1] = span(last.text + text, style);
    } else spans.push(span(text, style));
  }
  return spans;
}

/**
 * Where the row that begins at `start` ends: behind spaces, if it can. A word of more than `keepFrom`
 * columns is not cut.
 */
function rowEnd(cells: readonly Cell[], start: number, room: number, keepFrom: number): number {
  let used = 0;
  let breakAt = start;
  for (let i = start; i < cells.length; i++) {
    const cell = cells[i] as Cell;
    if (i > start && mayBreakBefore(cells, i)) breakAt = i;
    used += cell.columns;
    if (used <= room || cell.text === " ") continue;
    const word = wordEndAt(cells, i);
    if (tooLong(cells, breakAt, word, keepFrom)) return skipSpaces(cells, word);
    return breakAt > start ? breakAt : Math.max(i, start + 1);
  }
  return cells.length;
}

/** A row may end behind spaces, and between wide letters: each of those is like a word. */
function mayBreakBefore(cells: readonly Cell[], i: number): boolean {
  const [before, here] = [cells[i - 1], cells[i]];
  if (here?.text === " ") return false;
  return before?.text === " " || (before?.columns === 2 && here?.columns === 2);
}

function wordEndAt(cells: readonly Cell[], from: number): number {
  let i = from;
  while (i < cells.length && cells[i]?.text !== " ") i++;
  return i;
}

function skipSpaces(cells: readonly Cell[], from: number): number {
  let i = from;
  while (cells[i]?.text === " ") i++;
  return i;
}

function tooLong(cells: readonly Cell[], from: number, to: number, room: number): boolean {
  let used = 0;
  for (let i = from; i < to && used <= room; i++) used += cells[i]?.columns ?? 0;
  return used > room;
}

function withoutSpaces(cells: readonly Cell[], start: number, end: number): number {
  let i = end;
  while (i > start && cells[i - 1]?.text === " ") i--;
  return i;
}
