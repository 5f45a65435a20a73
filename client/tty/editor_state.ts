/**
 * What the line editor knows between two keys.
 *
 * @module
 */
import { type Buffer, EMPTY } from "./buffer.ts";
import type { Choice } from "./completion.ts";
import type { History } from "./history.ts";

/** A search in the history under way. */
export interface Search {
  /** What is looked for. */
  readonly query: string;
  /** Where it was found last, an index of the history; its length before anything was found. */
  readonly place: number;
  /** Whether nothing further was found. */
  readonly failed: boolean;
  /** What was typed before the search. */
  readonly saved: Buffer;
}

/** The text, the cursor and everything that the next key depends on. */
export interface EditorState extends Buffer {
  /** What was cut last, for `C-y`. */
  readonly killed: string;
  /** Whether the last key cut something, so that the next one adds to it. */
  readonly killing: boolean;
  /** Whether the last key was a letter, so that the next one is taken back together with it. */
  readonly typing: boolean;
  /** The column that Up and Down aim for, while they follow each other. */
  readonly goal?: number | undefined;
  /** What was submitted before. */
  readonly history: History;
  /** Which text of the history is shown; the history's length for what was being typed. */
  readonly place: number;
  /** What was being typed before the history was called back. */
  readonly draft: Buffer;
  /** What the text was before each of the last changes. */
  readonly undo: readonly Buffer[];
  /** The completion under way. */
  readonly choice?: Choice | undefined;
  /** The search under way. */
  readonly search?: Search | undefined;
}

/** An editor with nothing typed, and what was submitted before. */
export function newEditor(history: History = []): EditorState {
  return {
    ...EMPTY,
    killed: "",
    killing: false,
    typing: false,
    history,
    place: history.length,
    draft: EMPTY,
    undo: [],
  };
}

/** `state` with `text` in place of what was typed, the cursor behind it. */
export function withText(state: EditorState, text: string): EditorState {
  const clean = text.replace(/\r\n?/g, "\n");
  return settled({ ...state, text: clean, cursor: clean.length });
}

/** `state` with nothing under way: what is shown is what is typed. */
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
