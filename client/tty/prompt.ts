/**
 * The live area at the bottom of the screen: what is on its way, the state of the connection, the text
 * being typed, what Tab offers and how long the message is. Pure: the same state and size give the
 * same rows.
 *
 * @module
 */
import { MAX_PENDING_ROWS, MIN_STATUS_PART_COLUMNS } from "../limits.ts";
import type { CursorPlace, Frame, Size } from "./frame.ts";
import type { Buffer } from "./buffer.ts";
import type { Choice } from "./completion.ts";
import type { EditorState } from "./editor_state.ts";
import { inputRows } from "./input_rows.ts";
import { fitLine, lineWidth, truncateLine, wrapLine } from "./lines.ts";
import { FAINT, type Span, span, type StyledLine, WARNING } from "./style.ts";
import { width } from "./width.ts";

/** The sentences around the text, in the language of the person. */
export interface PromptPhrases {
  /** That the text has several lines, how to send them (Enter) and how to discard them (Esc). */
  readonly lines: (count: number) => string;
  /** How many lines the text has, and how many it may have: shown near the limit and beyond. */
  readonly height: (lines: number, most: number) => string;
  /** How many bytes the text has, and how many it may have: shown near the limit and beyond. */
  readonly size: (bytes: number, most: number) => string;
  /** The label of a search of the history. */
  readonly search: (query: string) => string;
}

/** What the live area shows beside the editor's state. */
export interface PromptOptions {
  /** The size of the screen. */
  readonly size: Size;
  /** What stands before the text, such as `ann> `. */
  readonly label: StyledLine;
  /** The sentences around the text. */
  readonly phrases: PromptPhrases;
  /** What one message may hold; no limit by default. */
  readonly most?: { readonly bytes: number; readonly lines: number } | undefined;
  /** One row above the text, such as the state of the connection. */
  readonly status?: StyledLine | undefined;
  /** What is on its way, oldest first; each may take some rows. */
  readonly pending?: readonly StyledLine[] | undefined;
}

/** From this part of a limit on, the counter is shown. */
const NEAR = 0.8;

/** Where further rows begin, in columns: the columns before it tell what a line is. */
const PENDING_INDENT = 6;

/** The rows of the live area and the place of the cursor. One row of the screen stays free. */
export function renderPrompt(editor: EditorState, options: PromptOptions): Frame {
  const columns = Math.max(options.size.columns - 1, 4); // the last column is never written to
  const most = Math.max(options.size.rows - 1, 1);
  const input = renderInput(editor, label(editor, options), columns, Math.max(most >> 1, 1));
  const below = [candidates(editor.choice, columns), notes(editor, options, input.hidden, columns)]
    .filter((row) => row !== undefined).slice(0, Math.max(most - input.rows.length, 0));
  const room = most - input.rows.length - below.length;
  const status = options.status === undefined || room < 1
    ? []
    : [statusRow(options.status, columns)];
  const pending = pendingRows(options.pending ?? [], columns, (room - status.length) >> 1);
  const above = [...pending, ...status];
  return {
    rows: [...above, ...input.rows, ...below],
    cursor: { row: above.length + input.cursor.row, column: input.cursor.column },
  };
}

/** As much of a status as fits. The last part is left out where only a few letters of it would fit. */
function statusRow(status: StyledLine, columns: number): StyledLine {
  const rest = status.slice(0, -1);
  const isStub = lineWidth(status) > columns && columns - lineWidth(rest) < MIN_STATUS_PART_COLUMNS;
  return isStub && rest.length > 0 ? statusRow(rest, columns) : truncateLine(status, columns);
}

/** The label; during a search the label of the search. */
function label(editor: EditorState, options: PromptOptions): StyledLine {
  const { search } = editor;
  if (search === undefined) return options.label;
  return [span(options.phrases.search(search.query), search.failed ? WARNING : FAINT)];
}

/** The rows of the text that are shown, and how many above and below are not. */
interface InputArea {
  readonly rows: readonly StyledLine[];
  readonly cursor: CursorPlace;
  readonly hidden: { readonly above: number; readonly below: number };
}

/** As much of a label as fits. Its last part stays: it tells where the text begins. */
function shortLabel(label: StyledLine, columns: number): StyledLine {
  const last = label.slice(-1);
  const room = columns - lineWidth(last);
  if (label.length < 2 || room < 1) return truncateLine(label, columns);
  return [...truncateLine(label.slice(0, -1), room), ...last];
}

function renderInput(buffer: Buffer, wanted: StyledLine, columns: number, most: number): InputArea {
  const label = shortLabel(wanted, columns >> 1);
  const indent = lineWidth(label);
  const { rows, row, column } = inputRows(buffer, columns - indent);
  const top = Math.min(Math.max(row - (most >> 1), 0), Math.max(rows.length - most, 0));
  const shown = rows.slice(top, top + most);
  return {
    rows: shown.map((text, i) => [...(i === 0 ? label : [span(" ".repeat(indent))]), span(text)]),
    cursor: { row: row - top, column: indent + column },
    hidden: { above: top, below: rows.length - top - shown.length },
  };
}

/** What Tab offers, on one row: the page of candidates with the chosen one. */
function candidates(choice: Choice | undefined, columns: number): StyledLine | undefined {
  if (choice === undefined) return undefined;
  // without what follows a candidate in the text, such as `: ` after a name
  const names = choice.candidates.map((name) => name.replace(/[\s:,]+$/, ""));
  let row: Span[] = [];
  let used = 0;
  for (const [i, name] of names.entries()) {
    const gap = row.length === 0 ? 0 : 2;
    const isLast = i === names.length - 1;
    if (row.length > 0 && used + gap + width(name) > columns - (isLast ? 0 : 2)) {
      if (choice.index < i) return [...row, span(" …", FAINT)];
      [row, used] = [[], 0];
    } else if (gap > 0) row.push(span("  "));
    row.push(span(name, i === choice.index ? { reverse: true } : FAINT));
    used += (row.length === 1 ? 0 : gap) + width(name);
  }
  return truncateLine(row, columns);
}

/** One row about the text: whether it is too long, how much is out of sight, how to send it. */
function notes(
  { text }: EditorState,
  { phrases, most }: PromptOptions,
  hidden: InputArea["hidden"],
  columns: number,
): StyledLine | undefined {
  const lines = text.split("\n").length;
  const used = most === undefined ? [] : [
    ...counter(phrases.size, new TextEncoder().encode(text).length, most.bytes),
    ...counter(phrases.height, lines, most.lines),
  ];
  const parts = [...used];
  if (hidden.above > 0) parts.push(span(`↑${hidden.above}`, FAINT));
  if (hidden.below > 0) parts.push(span(`↓${hidden.below}`, FAINT));
  const sendable = !used.some(({ style }) => style === WARNING);
  if (lines > 1 && sendable) parts.push(span(phrases.lines(lines), FAINT));
  if (parts.length === 0) return undefined;
  return truncateLine(parts.flatMap((part, i) => i === 0 ? [part] : [span("  "), part]), columns);
}

/** How much of a limit is used, if it is near the limit. */
function counter(words: PromptPhrases["size"], used: number, most: number): Span[] {
  if (used <= most * NEAR) return [];
  return [span(words(used, most), used > most ? WARNING : FAINT)];
}

/** The latest lines on their way that fit; `↑` shows how many are left out. */
function pendingRows(pending: readonly StyledLine[], columns: number, room: number): StyledLine[] {
  const rows: StyledLine[] = [];
  for (let i = pending.length - 1; i >= 0; i--) {
    const some = beginningOf(pending[i] ?? [], columns);
    const needed = i > 0 ? 1 : 0; // for the count
    if (rows.length + some.length + needed > room) {
      return room < 1 ? [] : [[span(`↑${i + 1}`, FAINT)], ...rows];
    }
    rows.unshift(...some);
  }
  return rows;
}

function beginningOf(line: StyledLine, columns: number): StyledLine[] {
  const rows = wrapLine(line, columns, { indent: PENDING_INDENT });
  if (rows.length <= MAX_PENDING_ROWS) return rows;
  const kept = rows.slice(0, MAX_PENDING_ROWS);
  const last = kept.pop() ?? [];
  return [...kept, [...fitLine(last, columns - 1), span("…", FAINT)]];
}
