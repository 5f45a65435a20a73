/**
 * The line editor: a state and a key give a new state and an action. It knows no terminal and no
 * network. Its keys are those of readline's Emacs mode that are useful in a chat; the keys that change
 * the text are in `keymap.ts`.
 *
 * @module
 */
import { MAX_BUFFER_UNITS, MAX_UNDO_STEPS } from "../limits.ts";
import { EMPTY, insert } from "./buffer.ts";
import { begin, type Candidates, cycle } from "./completion.ts";
import { type EditorState, settled } from "./editor_state.ts";
import { type History, remember } from "./history.ts";
import type { Key } from "./key.ts";
import { KEYMAP } from "./keymap.ts";
import { beginSearch, endSearch, searchKey } from "./history_search.ts";

/** What a key asks the caller to do. */
export type Action =
  /** Draw the state, and nothing else. */
  | { readonly type: "changed" }
  /** Enter: send `text`. It stays in the editor until {@linkcode submitted}. */
  | { readonly type: "submit"; readonly text: string }
  /** The text would have been too long, and was not inserted. */
  | { readonly type: "oversize" }
  /** Ring the bell: Tab or `C-r` found nothing. */
  | { readonly type: "bell" }
  /** `C-l`: draw on an empty screen. */
  | { readonly type: "clear" }
  /** `C-c` with something typed: it was cleared, and can be called back. */
  | { readonly type: "cleared" }
  /** `C-c` with nothing typed. */
  | { readonly type: "interrupt" }
  /** `C-z`. */
  | { readonly type: "suspend" }
  /** `C-d` with nothing typed. */
  | { readonly type: "eof" };

/** Finds what could complete the text before the cursor. */
export type Complete = (before: string) => Candidates;

/** The result of a key. */
export interface Step {
  /** The state after the key. */
  readonly state: EditorState;
  /** What the caller has to do. */
  readonly action: Action;
}

const CHANGED: Action = { type: "changed" };

/** `C-c`, also in quick succession with Escape. */
const INTERRUPTS = new Set(["C-c", "C-M-c"]);

const COMPLETE_NOTHING: Complete = (before) => ({ from: before.length, candidates: [] });

/** What `key` does to `state`. */
export function onKey(
  state: EditorState,
  key: Key,
  complete: Complete = COMPLETE_NOTHING,
): Step {
  const step = dispatch(state, key, complete);
  const { text } = step.state;
  if (text.length > MAX_BUFFER_UNITS && text.length > state.text.length) {
    return { state: settled(state), action: { type: "oversize" } };
  }
  if (text === state.text) return step;
  return { ...step, state: withUndo(state, step.state, key) };
}

/** `state` after its text was sent: empty, and the text can be called back. */
export function submitted(state: EditorState): EditorState {
  return emptied(state, remember(state.history, state.text));
}

/** `state` after `C-c`: empty. `C-y` and Up bring back the text, and the draft that it covered. */
function cleared(state: EditorState): EditorState {
  const draft = draftOf(state);
  const typed = state.search === undefined ? state.text || draft : draft;
  const history = remember(remember(state.history, draft), typed);
  return { ...emptied(settled(state), history), killed: typed || state.killed };
}

/** The text that is typed: behind a text of the history that is shown, and behind a search. */
export function draftOf({ text, place, history, edited, search }: EditorState): string {
  if (place === history.length) return search?.saved.text ?? text;
  return edited.get(history.length)?.text ?? "";
}

function emptied(state: EditorState, history: History): EditorState {
  return { ...state, ...EMPTY, history, place: history.length, edited: new Map(), undo: [] };
}

function dispatch(state: EditorState, key: Key, complete: Complete): Step {
  if (key.type === "chord" && INTERRUPTS.has(key.chord)) return interrupt(state);
  if (state.search !== undefined) {
    const found = searchKey(state, state.search, key);
    if (found !== undefined) return inSearch(found);
  }
  const next = settled(state.search === undefined ? state : endSearch(state, state.search));
  switch (key.type) {
    case "garbled":
      return { state: next, action: { type: "bell" } };
    case "oversize":
      return { state: next, action: { type: "oversize" } };
    case "text":
      return { state: { ...next, ...insert(next, key.text), typing: true }, action: CHANGED };
    case "paste":
      return { state: { ...next, ...insert(next, pasted(next, key.text)) }, action: CHANGED };
    case "chord":
      return onChord(state, next, key.chord, complete);
  }
}

/** Lets `before` be restored by `C-_`. Letters typed in a row count as one change. */
function withUndo(before: EditorState, state: EditorState, key: Key): EditorState {
  const goesBack = key.type === "chord" && key.chord === "C-_";
  if (goesBack || state.search !== undefined || (before.typing && state.typing)) return state;
  const { text, cursor } = before;
  return { ...state, undo: [...state.undo, { text, cursor }].slice(-MAX_UNDO_STEPS) };
}

function interrupt(state: EditorState): Step {
  const isEmpty = state.text === "" && draftOf(state) === "";
  if (isEmpty && state.search === undefined) {
    return { state: settled(state), action: { type: "interrupt" } };
  }
  return { state: cleared(state), action: { type: "cleared" } };
}

function inSearch(state: EditorState): Step {
  return { state, action: state.search?.failed === true ? { type: "bell" } : CHANGED };
}

/** A pasted text without line breaks at its end, which mean nothing at the end of a message. */
function pasted(state: EditorState, text: string): string {
  return state.cursor === state.text.length ? text.replace(/\n+$/, "") : text;
}

/** A chord: `state` is the state before it, `next` the same with nothing in progress. */
function onChord(state: EditorState, next: EditorState, chord: string, complete: Complete): Step {
  switch (chord) {
    case "C-l":
      return { state: next, action: { type: "clear" } };
    case "C-z":
      return { state: next, action: { type: "suspend" } };
    case "C-r":
      return { state: beginSearch(next), action: CHANGED };
    case "Enter":
      return { state: next, action: { type: "submit", text: next.text } };
    case "Tab":
    case "S-Tab":
      return tab(state, next, chord === "Tab" ? 1 : -1, complete);
  }
  if (chord === "C-d" && next.text === "") return { state: next, action: { type: "eof" } };
  if (state.choice !== undefined && (chord === "Escape" || chord === "C-g")) {
    return { state: { ...next, ...state.choice.original }, action: CHANGED };
  }
  const command = KEYMAP.get(chord);
  if (command === undefined) return { state: next, action: CHANGED };
  return { state: command({ ...next, killing: state.killing, goal: state.goal }), action: CHANGED };
}

function tab(state: EditorState, next: EditorState, step: 1 | -1, complete: Complete): Step {
  if (state.choice !== undefined) {
    const { buffer, choice } = cycle(state.choice, step);
    return { state: { ...next, ...buffer, choice }, action: CHANGED };
  }
  const found = complete(next.text.slice(0, next.cursor));
  if (found.candidates.length === 0) return { state: next, action: { type: "bell" } };
  const { buffer, choice } = begin(next, found);
  return { state: { ...next, ...buffer, choice }, action: CHANGED };
}
