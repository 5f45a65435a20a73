/**
 * `C-r`: finds a text of the history by a part of it. The text that is found is shown at once; a key
 * that is no key of the search ends it and works on that text.
 *
 * @module
 */
import { MAX_UNDO_STEPS } from "../limits.ts";
import { before, snap } from "./buffer.ts";
import type { EditorState, Search } from "./editor_state.ts";
import { searchBack } from "./history.ts";
import type { Key } from "./key.ts";

/** `state` at the beginning of a search. */
export function beginSearch(state: EditorState): EditorState {
  const saved = { text: state.text, cursor: state.cursor };
  const search = { query: "", place: state.history.length, failed: false, saved };
  return { ...state, search };
}

/** What `key` does to a search; `undefined` if it is no key of the search. */
export function searchKey(state: EditorState, search: Search, key: Key): EditorState | undefined {
  const { query, saved } = search;
  if (key.type === "text" || key.type === "paste") {
    const [line = ""] = key.text.split("\n");
    return find(state, search, query + line, search.place + 1);
  }
  if (key.type !== "chord") return undefined;
  switch (key.chord) {
    case "C-r":
      return find(state, search, query, search.place);
    case "Backspace":
      return find(state, search, query.slice(0, before(query, query.length)), state.history.length);
    case "Escape":
    case "C-g":
      return { ...state, ...saved, search: undefined };
    default:
      return undefined;
  }
}

/** `state` after the search, with the text that it found. */
export function endSearch(state: EditorState, search: Search): EditorState {
  if (search.place === state.history.length) return state;
  const undo = [...state.undo, search.saved].slice(-MAX_UNDO_STEPS);
  const edited = new Map(state.edited).set(state.place, search.saved);
  return { ...state, place: search.place, edited, undo };
}

function find(state: EditorState, search: Search, query: string, from: number): EditorState {
  const { history } = state;
  if (query === "") {
    const none = { ...search, query, place: history.length, failed: false };
    return { ...state, ...search.saved, search: none };
  }
  const place = searchBack(history, query, from);
  const text = history[place];
  if (text === undefined) return { ...state, search: { ...search, query, failed: true } };
  const at = Math.max(text.toLowerCase().indexOf(query.toLowerCase()), 0);
  return {
    ...state,
    text,
    cursor: snap(text, at),
    search: { ...search, query, place, failed: false },
  };
}
