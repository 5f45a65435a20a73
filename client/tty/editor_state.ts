/**
 * The state of the line editor between two keys.
 *
 * @module
 */
import { type Buffer, EMPTY } from "./buffer.ts";
import type { Choice } from "./completion.ts";
import type { History } from "./history.ts";

/** A search of the history in progress. */
export interface Search {
  /** The text to find. */
  readonly query: string;
  /** The index in the history where it was found last; the history's length before that. */
  readonly place: number;
  /** Whether nothing more was found. */
  readonly failed: boolean;
  /** The text before the search. */
  readonly saved: Buffer;
}

/** The text, the cursor and everything else that the next key depends on. */
export interface EditorState extends Buffer {
  /** The text that was cut last, for `C-y`. */
  readonly killed: string;
  /** Whether the last key cut something. If the next key cuts too, it adds to that. */
  readonly killing: boolean;
  /** Whether the last key was a letter. `C-_` undoes letters in a row together. */
  readonly typing: boolean;
  /** The column that Up and Down aim for, as long as they are pressed in a row. */
  readonly goal?: number | undefined;
  /** The texts submitted before. */
  readonly history: History;
  /** The index of the text in the history that is shown; the history's length for the draft. */
  readonly place: number;
  /** Texts that were changed and not submitted, by their place: the draft's is the history's length. */
  readonly edited: ReadonlyMap<number, Buffer>;
  /** The text before each of the last changes. */
  readonly undo: readonly Buffer[];
  /** The completion in progress. */
  readonly choice?: Choice | undefined;
  /** The search in progress. */
  readonly search?: Search | undefined;
}

/** An empty editor, with the texts submitted before. */
export function newEditor(history: History = []): EditorState {
  return {
    ...EMPTY,
    killed: "",
    killing: false,
    typing: false,
    history,
    place: history.length,
    edited: new Map(),
    undo: [],
  };
}

/** `state` with `text` instead of what was typed. The cursor stands at its end. */
export function withText(state: EditorState, text: string): EditorState {
  const clean = text.replace(/\r\n?/g, "\n");
  return settled({ ...state, text: clean, cursor: clean.length });
}

/** `state` with nothing in progress: the text that is shown is what is typed. */
export function settled(state: EditorState): EditorState {
  return {
    ...state,
    killing: false,
    typing: false,
    goal: undefined,
    choice: undefined,
    search: undefined,
  };
}
