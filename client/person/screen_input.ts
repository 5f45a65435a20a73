/** What is typed on a screen, and how it is drawn. It knows no terminal. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { FOLD_ROWS } from "../limits.ts";
import { onKey, submitted } from "../tty/editor.ts";
import { type EditorState, newEditor, withText } from "../tty/editor_state.ts";
import type { Frame, Size } from "../tty/frame.ts";
import type { Key } from "../tty/key.ts";
import { wrapLine } from "../tty/lines.ts";
import { renderPrompt } from "../tty/prompt.ts";
import { span, WARNING } from "../tty/style.ts";
import type { Chat } from "./chat.ts";

/** What a key asks the screen to do. */
export type ScreenAction = "bell" | "clear" | "leave" | undefined;

/** Rows that a message may take on a screen of this size before it is folded. */
export function foldRowsOf({ rows }: Size): number {
  return Math.min(FOLD_ROWS, Math.max(rows >> 1, 3));
}

/** The editors of a chat: one for a message, one for the answer to a question. Neither is lost. */
export class ScreenInput {
  readonly #chat: Chat;
  readonly #say: ScreenPhrases;
  #message = newEditor();
  #answer = newEditor();
  /** What is wrong with the text on which Enter was pressed; until the next key. */
  #wrong: string | undefined;

  constructor(chat: Chat, say: ScreenPhrases) {
    this.#chat = chat;
    this.#say = say;
  }

  /** Takes a key. */
  onKey(key: Key): ScreenAction {
    this.#wrong = undefined;
    const { state, action } = onKey(this.#editor, key, (before) => this.#chat.complete(before));
    this.#editor = state;
    switch (action.type) {
      case "changed":
        return undefined;
      case "submit":
        return this.#submit(action.text);
      case "oversize":
        this.#wrong = this.#say.tooMuchPasted(this.#chat.most.bytes);
        return undefined;
      case "bell":
      case "clear":
        return action.type;
      case "interrupt":
      case "eof":
        return "leave";
    }
  }

  /** Puts text back into the message; false if something else is being typed. */
  giveBack(text: string): boolean {
    if (this.#message.text !== "") return false;
    this.#message = withText(this.#message, text);
    return true;
  }

  /** The live area of a screen: the cache above the prompt, and what is wrong below it. */
  frame(size: Size): Frame {
    const { rows, cursor } = this.#prompt(size);
    const columns = size.columns - 1;
    const above = this.#chat.cached(columns);
    const below = this.#wrong === undefined
      ? []
      : wrapLine([span(this.#wrong, WARNING)], columns).slice(0, foldRowsOf(size));
    return {
      rows: [...above, ...rows, ...below],
      cursor: { row: above.length + cursor.row, column: cursor.column },
    };
  }

  #prompt(size: Size): Frame {
    const { question, label, most, status, pending } = this.#chat;
    return renderPrompt(question === "password" ? hidden(this.#editor) : this.#editor, {
      size,
      label,
      phrases: this.#say.prompt,
      most: question === undefined ? most : undefined,
      status,
      pending,
    });
  }

  /** The editor in use. */
  get #editor(): EditorState {
    return this.#chat.question === undefined ? this.#message : this.#answer;
  }

  set #editor(state: EditorState) {
    if (this.#chat.question === undefined) this.#message = state;
    else this.#answer = state;
  }

  /** Submits what was typed. A text that is not accepted stays in the editor. */
  #submit(text: string): ScreenAction {
    // once the text is submitted, the question may be another
    const { question } = this.#chat;
    this.#wrong = this.#chat.submit(text);
    if (this.#wrong !== undefined) return "bell";
    if (question === undefined) this.#message = submitted(this.#message);
    // no answer can be called back: it may be a password
    else this.#answer = newEditor();
    return undefined;
  }
}

/** The editor with a dot for each letter. */
function hidden(editor: EditorState): EditorState {
  const dots = (text: string) => "•".repeat(text.length);
  return { ...editor, text: dots(editor.text), search: undefined, choice: undefined };
}
