import { type Action, type Complete, onKey, submitted } from "../../../client/tty/editor.ts";
import { type EditorState, newEditor, withText } from "../../../client/tty/editor_state.ts";
import type { Key } from "../../../client/tty/key.ts";

/** What a test presses: `"C-a"` and the like for a chord, `text:…` and `paste:…` for the others. */
export type Press = string;

/** The key for what a test presses. */
export function keyOf(press: Press): Key {
  if (press.startsWith("text:")) return { type: "text", text: press.slice(5) };
  if (press.startsWith("paste:")) return { type: "paste", text: press.slice(6) };
  return { type: "chord", chord: press };
}

/** An editor with `marked` typed, the cursor where `|` stands in it. */
export function editing(marked: string, history: readonly string[] = []): EditorState {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  return { ...withText(newEditor(history), text), cursor };
}

/** The text with `|` where the cursor is. */
export function shown({ text, cursor }: EditorState): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** The state after `presses`, and what each asked for; what is submitted is accepted. */
export function press(
  state: EditorState,
  presses: readonly Press[],
  complete?: Complete,
): { state: EditorState; actions: Action[] } {
  const actions: Action[] = [];
  for (const key of presses.map(keyOf)) {
    const { action, state: next } = onKey(state, key, complete);
    state = action.type === "submit" ? submitted(next) : next;
    actions.push(action);
  }
  return { state, actions };
}

/** The text, with the cursor, that `presses` make of `marked`. */
export function after(marked: string, ...presses: Press[]): string {
  return shown(press(editing(marked), presses).state);
}
