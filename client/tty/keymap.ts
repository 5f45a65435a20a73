/**
 * What each key does to the text: one table.
 *
 * @module
 */
import {
  after,
  before,
  type Buffer,
  columnOf,
  EMPTY,
  insert,
  lineEnd,
  lineStart,
  placeAt,
  remove,
  spacedStart,
  transpose,
  wordEnd,
  wordStart,
} from "./buffer.ts";
import type { EditorState } from "./editor_state.ts";

/** A change of the state by a key. */
export type EditCommand = (state: EditorState) => EditorState;

/** Finds a place in a text, starting at the cursor. */
type Seek = (text: string, at: number) => number;

const toStart: Seek = () => 0;
const toEnd: Seek = (text) => text.length;

/** The commands by their chords. */
export const KEYMAP: ReadonlyMap<string, EditCommand> = new Map([
  ...bind(move(before), "Left", "C-b"),
  ...bind(move(after), "Right", "C-f"),
  ...bind(move(wordStart), "M-b", "C-Left", "M-Left"),
  ...bind(move(wordEnd), "M-f", "C-Right", "M-Right"),
  ...bind(move(lineStart), "Home", "C-a"),
  ...bind(move(lineEnd), "End", "C-e"),
  ...bind(move(toStart), "C-Home"),
  ...bind(move(toEnd), "C-End"),
  ...bind(vertical(-1), "Up", "C-p"),
  ...bind(vertical(1), "Down", "C-n"),
  ...bind((state) => recall(state, 0), "M-<"),
  ...bind((state) => recall(state, state.history.length), "M->"),
  ...bind(erase(before), "Backspace", "S-Backspace"),
  ...bind(erase(after), "Delete", "C-d"),
  ...bind(kill(wordStart), "M-Backspace", "C-Backspace"),
  ...bind(kill(wordEnd), "M-d", "M-Delete", "C-Delete"),
  ...bind(kill(spacedStart), "C-w"),
  ...bind(kill(pastLineStart), "C-u"),
  ...bind(kill(pastLineEnd), "C-k"),
  ...bind((state) => edit(state, insert(state, state.killed)), "C-y"),
  ...bind((state) => edit(state, transpose(state)), "C-t"),
  ...bind((state) => edit(state, insert(state, "\n")), "M-Enter", "S-Enter", "C-Enter"),
  ...bind(undo, "C-_"),
  ...bind(discard, "Escape", "C-g"),
]);

function bind(command: EditCommand, ...chords: readonly string[]): [string, EditCommand][] {
  return chords.map((chord) => [chord, command]);
}

function at(state: EditorState, cursor: number): EditorState {
  return { ...state, cursor, killing: false, goal: undefined };
}

function edit(state: EditorState, buffer: Buffer): EditorState {
  return { ...at(state, buffer.cursor), text: buffer.text };
}

function move(seek: Seek): EditCommand {
  return (state) => at(state, seek(state.text, state.cursor));
}

function erase(seek: Seek): EditCommand {
  return (state) => edit(state, cut(state, seek(state.text, state.cursor)));
}

/** Cuts up to a place. `C-y` inserts what was cut; several cuts in a row are inserted together. */
function kill(seek: Seek): EditCommand {
  return (state) => {
    const { text, cursor, killed, killing } = state;
    const place = seek(text, cursor);
    const gone = text.slice(Math.min(place, cursor), Math.max(place, cursor));
    if (gone === "") return { ...state, goal: undefined };
    const together = !killing ? gone : place < cursor ? gone + killed : killed + gone;
    return { ...edit(state, cut(state, place)), killed: together, killing: true };
  };
}

function cut(state: EditorState, place: number): Buffer {
  return remove(state, Math.min(place, state.cursor), Math.max(place, state.cursor));
}

/** The end of the line; at the end, the place behind the line break. */
function pastLineEnd(text: string, cursor: number): number {
  const end = lineEnd(text, cursor);
  return end === cursor ? after(text, cursor) : end;
}

/** The beginning of the line; at the beginning, the place before the line break. */
function pastLineStart(text: string, cursor: number): number {
  const start = lineStart(text, cursor);
  return start === cursor ? before(text, cursor) : start;
}

/** Goes up or down a line. From the first and the last line it goes through the history. */
function vertical(step: 1 | -1): EditCommand {
  return (state) => {
    const { text, cursor } = state;
    const edge = step < 0 ? lineStart(text, cursor) - 1 : lineEnd(text, cursor) + 1;
    if (edge < 0 || edge > text.length) return recall(state, state.place + step);
    const goal = state.goal ?? columnOf(state);
    return { ...at(state, placeAt(text, lineStart(text, edge), goal)), goal };
  };
}

/** Shows the text at `place` of the history, with the changes that were made to it there. */
function recall(state: EditorState, place: number): EditorState {
  const { history, text, cursor } = state;
  if (place < 0 || place > history.length || place === state.place) return at(state, cursor);
  const edited = new Map(state.edited).set(state.place, { text, cursor });
  const shown = history[place] ?? "";
  const buffer = edited.get(place) ?? { text: shown, cursor: shown.length };
  return { ...edit(state, buffer), place, edited };
}

function undo(state: EditorState): EditorState {
  const last = state.undo.at(-1);
  if (last === undefined) return at(state, state.cursor);
  return { ...edit(state, last), undo: state.undo.slice(0, -1) };
}

/** Discards several lines; `C-y` inserts them again. One line is not lost to a stray Escape. */
function discard(state: EditorState): EditorState {
  if (!state.text.includes("\n")) return at(state, state.cursor);
  return { ...edit(state, EMPTY), killed: state.text };
}
