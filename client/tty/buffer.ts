/**
 * A text with a cursor. Places are UTF-16 indexes between two graphemes, so that what a person sees
 * as one character is passed over and deleted as one.
 *
 * @module
 */
import { graphemes } from "./graphemes.ts";
import { expandTabs, graphemeWidth, TAB_COLUMNS, width } from "./width.ts";

/** A text and the place of the cursor. */
export interface Buffer {
  /** The text; lines end in `\n`. */
  readonly text: string;
  /** The place of the cursor, a UTF-16 index between two graphemes. */
  readonly cursor: number;
}

/** An empty text. */
export const EMPTY: Buffer = { text: "", cursor: 0 };

const WORD = /[\p{L}\p{N}\p{M}_]/u;

/** The beginning of the line that `at` is in. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of the line that `at` is in, before its line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The place one grapheme after `at`. */
export function after(text: string, at: number): number {
  const [first] = graphemes(text.slice(at, lineEnd(text, at)));
  return Math.min(at + (first?.length ?? 1), text.length);
}

/** The place one grapheme before `at`. */
export function before(text: string, at: number): number {
  const last = graphemes(text.slice(lineStart(text, at), at)).at(-1);
  return Math.max(at - (last?.length ?? 1), 0);
}

/** The first place between two graphemes at or after `at`. (`at` may be inside a grapheme.) */
export function snap(text: string, at: number): number {
  const start = lineStart(text, at);
  let place = start;
  for (const grapheme of graphemes(text.slice(start, lineEnd(text, at)))) {
    if (place >= at) break;
    place += grapheme.length;
  }
  return place;
}

/** The last place between two graphemes at or before `at`. */
function snapBack(text: string, at: number): number {
  const place = snap(text, at);
  return place === at ? at : before(text, place);
}

/** The end of the word at or after `at`: letters, digits and `_` in any script. */
export function wordEnd(text: string, at: number): number {
  let place = at;
  for (const word of [false, true]) {
    while (place < text.length && isWord(text, place) === word) place += unitsAt(text, place);
  }
  return snap(text, place);
}

/** The beginning of the word before `at`. */
export function wordStart(text: string, at: number): number {
  let place = at;
  for (const word of [false, true]) {
    while (place > 0 && isWord(text, pointBefore(text, place)) === word) {
      place = pointBefore(text, place);
    }
  }
  return snapBack(text, place);
}

/** The beginning of the text without spaces before `at`. */
export function spacedStart(text: string, at: number): number {
  let place = at;
  for (const space of [true, false]) {
    while (place > 0 && /\s/.test(text.charAt(place - 1)) === space) place--;
  }
  return snapBack(text, place);
}

function isWord(text: string, at: number): boolean {
  return WORD.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function pointBefore(text: string, at: number): number {
  return at >= 2 && unitsAt(text, at - 2) === 2 ? at - 2 : at - 1;
}

/** `buffer` with `added` inserted before the cursor. */
export function insert(buffer: Buffer, added: string): Buffer {
  const { text, cursor } = buffer;
  const whole = text.slice(0, cursor) + added + text.slice(cursor);
  // the inserted text may have become one grapheme with what follows
  return { text: whole, cursor: snap(whole, cursor + added.length) };
}

/** `buffer` without the text between `from` and `to`, the cursor there. */
export function remove(buffer: Buffer, from: number, to: number): Buffer {
  const whole = buffer.text.slice(0, from) + buffer.text.slice(to);
  return { text: whole, cursor: snap(whole, from) };
}

/** `buffer` with the two graphemes around the cursor swapped; at the end of a line, its last two. */
export function transpose(buffer: Buffer): Buffer {
  const { text, cursor } = buffer;
  const start = lineStart(text, cursor);
  const middle = cursor === lineEnd(text, cursor) ? before(text, cursor) : cursor;
  if (middle <= start) return buffer;
  const first = before(text, middle);
  const end = after(text, middle);
  const whole = text.slice(0, first) + text.slice(middle, end) + text.slice(first, middle) +
    text.slice(end);
  return { text: whole, cursor: snap(whole, end) };
}

/** The column of the cursor in its line, with tabs expanded. */
export function columnOf({ text, cursor }: Buffer): number {
  return width(expandTabs(text.slice(lineStart(text, cursor), cursor)));
}

/** In the line that begins at `start`: the last place that is not right of `column`. */
export function placeAt(text: string, start: number, column: number): number {
  let used = 0;
  let place = start;
  for (const grapheme of graphemes(text.slice(start, lineEnd(text, start)))) {
    used += grapheme === "\t" ? TAB_COLUMNS - used % TAB_COLUMNS : graphemeWidth(grapheme);
    if (used > column) break;
    place += grapheme.length;
  }
  return place;
}
