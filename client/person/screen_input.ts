/** What is typed on a screen, and how it is drawn. It knows no terminal. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { FOLD_ROWS, MAX_BUFFER_UNITS } from "../limits.ts";
import { draftOf, onKey, submitted } from "../tty/editor.ts";
import { type EditorState, newEditor, withText } from "../tty/editor_state.ts";
import type { Frame, Size } from "../tty/frame.ts";
import type { History } from "../tty/history.ts";
import type { Key } from "../tty/key.ts";
import { lineWidth, wrapLine } from "../tty/lines.ts";
import { renderPrompt } from "../tty/prompt.ts";
import { FAINT, span, type Style, type StyledLine, WARNING } from "../tty/style.ts";
import type { Chat } from "./chat.ts";
import { renderNotice } from "./render_notice.ts";
import { withStatus } from "./room_bar.ts";
import { mayBeKept } from "./typed_input.ts";

/** What a key asks the screen to do. */
export type ScreenAction = "bell" | "clear" | "suspend" | "leave" | "edit" | undefined;

/** A stream. */
type Place = Chat["place"];

/** What was typed in each room, also before this client began. */
export interface TypedHistory {
  /** The texts of a room, oldest first. */
  readonly of: (room: string) => History;
  /** A text was submitted. */
  readonly add: (room: string, text: string) => void;
}

/** Rows that a message may take on a screen of this size before it is folded. */
export function foldRowsOf({ rows }: Size): number {
  return Math.min(FOLD_ROWS, Math.max(rows >> 1, 3));
}

/** A sentence below the input. */
interface Remark {
  readonly text: string;
  readonly style: Style;
  /** Whether it is of no more use once there is a connection. */
  readonly whileCut?: boolean;
}

const BOLD: Style = { bold: true };

/** The editors of a chat: one for a message, one for the answer to a question. Neither is lost. */
export class ScreenInput {
  readonly #chat: Chat;
  readonly #say: ScreenPhrases;
  readonly #typed: TypedHistory | undefined;
  /** What is typed in each stream. */
  readonly #messages = new WeakMap<object, EditorState>();
  /** A text that was refused and put back, and that nobody has touched since. */
  readonly #refused = new WeakMap<object, string>();
  #answer = newEditor();
  /** What is said about the last key, until the next one. */
  #remark: Remark | undefined;
  /** Whether somebody goes on typing although the chat is over. */
  #isTypingAhead = false;

  constructor(chat: Chat, say: ScreenPhrases, typed?: TypedHistory) {
    this.#chat = chat;
    this.#say = say;
    this.#typed = typed;
  }

  /** What was typed and not sent. */
  get draft(): string {
    return draftOf(this.#message);
  }

  /** Takes a key. */
  onKey(key: Key): ScreenAction {
    if (this.#chat.isOver) return this.#onKeyAtEnd(key);
    this.#remark = undefined;
    if (key.type === "garbled") {
      this.#remark = { text: this.#say.notUtf8, style: WARNING };
      return "bell";
    }
    if (key.type === "chord") {
      if (key.chord === "M-e") return this.#chat.question === undefined ? "edit" : "bell";
      const gone = this.#go(key.chord);
      if (gone !== undefined) return gone ? undefined : "bell";
    }
    this.#dropRefused(key);
    const { state, action } = onKey(this.#editor, key, (before) => this.#chat.complete(before));
    this.#editor = state;
    switch (action.type) {
      case "changed":
        return undefined;
      case "submit":
        return this.#submit(action.text);
      case "oversize":
        this.remark(this.#tooMuch, WARNING);
        return undefined;
      case "cleared":
        this.remark(this.#say.cleared, FAINT);
        return undefined;
      case "bell":
      case "clear":
      case "suspend":
        return action.type;
      case "interrupt":
      case "eof":
        return "leave";
    }
  }

  /** What is shown in the input: an editor of the user's may change it. */
  get text(): string {
    return this.#message.text;
  }

  /** Takes the text that the user's editor has left for a stream. */
  takeEdited(text: string, place: Place): void {
    const state = this.#editorOf(place);
    if (text === state.text) return;
    if (text.length > MAX_BUFFER_UNITS) return this.remark(this.#tooMuch, WARNING);
    this.#messages.set(place, withText(state, text));
  }

  /** Says something below the input, until the next key. */
  remark(text: string, style: Style): void {
    this.#remark = { text, style };
  }

  get #tooMuch(): string {
    return this.#say.tooMuchPasted(this.#chat.most.bytes);
  }

  get #message(): EditorState {
    return this.#editorOf(this.#chat.place);
  }

  #editorOf(place: Place): EditorState {
    const known = this.#messages.get(place);
    if (known !== undefined) return known;
    const state = newEditor(place.kind === "room" ? this.#typed?.of(place.name) : []);
    this.#messages.set(place, state);
    return state;
  }

  set #message(state: EditorState) {
    this.#messages.set(this.#chat.place, state);
  }

  /** Goes to another stream by a chord; `undefined` where the chord means something else. */
  #go(chord: string): boolean | undefined {
    if (chord === "M-a") return this.#chat.goNext();
    const [, digit] = /^M-([1-9])$/.exec(chord) ?? [];
    return digit === undefined ? undefined : this.#chat.goAt(Number(digit));
  }

  /**
   * Puts text back into the message; false if something else is being typed. A text that was refused gives way
   * to the next letter: who types on without looking would send both as one. `C-y` brings it then.
   */
  giveBack(text: string, isRefused = false): boolean {
    if (this.draft !== "" || this.#message.text !== "") {
      if (isRefused) this.#message = { ...this.#message, killed: text };
      return false;
    }
    this.#message = withText(this.#message, text);
    if (isRefused) this.#refused.set(this.#chat.place, this.#message.text);
    return true;
  }

  /** Letters replace a text that was refused; any other key makes it one that is being typed. */
  #dropRefused(key: Key): void {
    const { place } = this.#chat;
    const refused = this.#refused.get(place);
    if (refused === undefined || this.#chat.question !== undefined) return;
    this.#refused.delete(place);
    const isTyped = key.type === "text" || key.type === "paste";
    if (!isTyped || this.#message.text !== refused) return;
    this.#message = { ...withText(this.#message, ""), killed: refused };
  }

  /** The live area of a screen: the cache above the prompt, and a remark below it. */
  frame(size: Size): Frame {
    const columns = size.columns - 1;
    if (this.#chat.isOver) {
      return endFrame(renderNotice(this.#say.enterLeaves, columns, { style: BOLD }));
    }
    const { rows, cursor } = this.#prompt(size);
    const above = this.#chat.cached(columns);
    const remark = this.#remark;
    const below = remark === undefined || (remark.whileCut === true && this.#chat.isLive)
      ? []
      : wrapLine([span(remark.text, remark.style)], columns).slice(0, foldRowsOf(size));
    return {
      rows: [...above, ...rows, ...below],
      cursor: { row: above.length + cursor.row, column: cursor.column },
    };
  }

  /**
   * Takes a key when the chat is over. Only Enter and `C-c` do anything. An Enter that ends what was
   * typed ahead was meant for the chat: it is dropped with it.
   */
  #onKeyAtEnd(key: Key): ScreenAction {
    const wasTyping = this.#isTypingAhead;
    const chord = key.type === "chord" ? key.chord : undefined;
    this.#isTypingAhead = chord === undefined;
    if (chord === "C-l") return "clear";
    return chord === "C-c" || (chord === "Enter" && !wasTyping) ? "leave" : undefined;
  }

  #prompt(size: Size): Frame {
    const { question, label, most, status, pending } = this.#chat;
    return renderPrompt(question === "password" ? hidden(this.#editor) : this.#editor, {
      size,
      label,
      phrases: this.#say.prompt,
      most: question === undefined ? most : undefined,
      status: withStatus(this.#chat.bar, status, size.columns - 1),
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
    const { question, place } = this.#chat;
    const whileCut = !this.#chat.isLive;
    const wrong = this.#chat.submit(text);
    if (wrong !== undefined) {
      this.#remark = { text: wrong, style: WARNING, whileCut };
      return "bell";
    }
    // a command may have led to another stream: what was typed belongs to the one before
    if (question === undefined) {
      this.#messages.set(place, submitted(this.#editorOf(place)));
      // what is for one person alone stands in no file
      if (place.kind === "room" && mayBeKept(text)) this.#typed?.add(place.name, text);
    } // no answer can be called back: it may be a password
    else this.#answer = newEditor();
    return undefined;
  }
}

function endFrame(rows: readonly StyledLine[]): Frame {
  const last = rows.at(-1) ?? [];
  return { rows, cursor: { row: Math.max(rows.length - 1, 0), column: lineWidth(last) } };
}

/** The editor with a dot for each letter. */
function hidden(editor: EditorState): EditorState {
  const dots = (text: string) => "•".repeat(text.length);
  return { ...editor, text: dots(editor.text), search: undefined, choice: undefined };
}
