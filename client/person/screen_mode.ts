/** A chat on a screen: keys to the chat, the chat to the screen. */

import { CLOSE_PATIENCE_MS, FOLD_ROWS, MAX_BUFFER_UNITS } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { Capabilities } from "../tty/capabilities.ts";
import { type Action, onKey, submitted } from "../tty/editor.ts";
import { type EditorState, newEditor, withText } from "../tty/editor_state.ts";
import type { Frame } from "../tty/frame.ts";
import type { Key } from "../tty/key.ts";
import { KeyDecoder } from "../tty/keys.ts";
import { wrapLine } from "../tty/lines.ts";
import { renderPrompt } from "../tty/prompt.ts";
import { RawTerminal, readKeys } from "../tty/raw.ts";
import { Screen } from "../tty/screen.ts";
import { FAINT, type Line, span, WARNING } from "../tty/style.ts";
import { Chat } from "./chat.ts";
import { type ModeOptions, unsentLines } from "./mode.ts";
import type { View } from "./view.ts";

/** Runs until the user leaves, and gives the terminal back; resolves with the exit code. */
export async function runScreen(options: ModeOptions, able: Capabilities): Promise<number> {
  return await new ScreenMode(options, able).run();
}

class ScreenMode implements View {
  readonly live = true;
  readonly #options: ModeOptions;
  readonly #raw: RawTerminal;
  readonly #screen: Screen;
  readonly #link: Link;
  readonly #chat: Chat;
  readonly #left = Promise.withResolvers<void>();
  /** What is typed: a message, and apart from it an answer to a question, so that neither is lost. */
  #message = newEditor();
  #answer = newEditor();
  /** What was wrong with what Enter was pressed on; until the next key. */
  #wrong: string | undefined;
  #isLeaving = false;
  #isStale = false;
  #isClosed = false;

  constructor(options: ModeOptions, able: Capabilities) {
    const { phrases, terminal, print } = options;
    this.#options = options;
    this.#raw = new RawTerminal(terminal, (size) => {
      this.#screen.resize(size);
      this.#draw();
    });
    this.#screen = new Screen({
      write: print,
      size: this.#raw.size(),
      depth: able.depth,
      reflow: able.reflow,
      // what is printed and what it changes below go out together
      schedule: (run) => queueMicrotask(() => queueMicrotask(run)),
      skipped: (count) => [span(phrases.client.screen.skippedLines(count), FAINT)],
    });
    this.#link = options.connect((event) => this.#chat.on(event));
    this.#chat = new Chat({ ...options, link: this.#link, view: this });
  }

  get columns(): number {
    return this.#screen.size.columns;
  }

  get foldRows(): number {
    return Math.min(FOLD_ROWS, Math.max(this.#screen.size.rows >> 1, 3));
  }

  print(lines: readonly Line[]): void {
    this.#screen.print(lines);
  }

  bell(): void {
    if (this.#options.bell) this.#screen.bell();
  }

  changed(): void {
    // once for all that happens at the same time
    if (this.#isStale) return;
    this.#isStale = true;
    queueMicrotask(() => {
      this.#isStale = false;
      this.#draw();
    });
  }

  giveBack(text: string): boolean {
    if (this.#message.text !== "") return false;
    this.#message = withText(this.#message, text);
    return true;
  }

  leave(): void {
    this.#left.resolve();
  }

  async run(): Promise<number> {
    using _raw = this.#raw;
    using _net = this.#restoreOnCrash();
    const talking = this.#link.run();
    this.#draw();
    try {
      const reading = this.#readKeys();
      // a reading that fails after the end would be nobody's concern
      reading.catch(() => {});
      await Promise.race([this.#left.promise, this.#options.stopped, reading, talking]);
      this.#isLeaving = true;
      this.#link.leave();
      await talking;
    } finally {
      this.#isClosed = true;
      this.#link.leave(0);
      this.#chat.close();
      this.#screen.print(unsentLines(this.#chat, this.#options, this.columns));
      await this.#close();
    }
    return this.#chat.isOver ? 1 : 0;
  }

  /** A terminal that takes nothing any more must not hold up the end. */
  async #close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(CLOSE_PATIENCE_MS, resolve);
    await Promise.race([this.#screen.close(), promise]);
    cancel();
  }

  /** Whatever ends the program from elsewhere, the terminal is given back before. */
  #restoreOnCrash(): Disposable {
    const restore = () => this.#raw[Symbol.dispose]();
    const events = ["error", "unhandledrejection", "unload"];
    events.forEach((event) => globalThis.addEventListener(event, restore));
    return {
      [Symbol.dispose]: () =>
        events.forEach((event) => globalThis.removeEventListener(event, restore)),
    };
  }

  async #readKeys(): Promise<void> {
    const { input, clock } = this.#options;
    const decoder = new KeyDecoder(MAX_BUFFER_UNITS);
    try {
      await readKeys(input, decoder, (key) => this.#onKey(key), clock);
    } catch (error) {
      // a terminal that was closed gives an error, and ends the chat as a wish to leave does
      if (!(error instanceof Deno.errors.BadResource) && !isInputError(error)) throw error;
    }
  }

  /** The editor in use: that of a message, or that of an answer while there is a question. */
  get #editor(): EditorState {
    return this.#chat.question === undefined ? this.#message : this.#answer;
  }

  set #editor(state: EditorState) {
    if (this.#chat.question === undefined) this.#message = state;
    else this.#answer = state;
  }

  #onKey(key: Key): void {
    this.#wrong = undefined;
    const { state, action } = onKey(this.#editor, key, (before) => this.#chat.complete(before));
    this.#editor = state;
    this.#act(action);
    this.#draw();
  }

  /** Hands over what was typed; what is not accepted stays in the editor. */
  #submit(text: string): void {
    // afterwards it may be another question, or none
    const { question } = this.#chat;
    this.#wrong = this.#chat.submit(text);
    if (this.#wrong !== undefined) return this.#screen.bell();
    if (question === undefined) this.#message = submitted(this.#message);
    // a password is not to be called back
    else this.#answer = newEditor();
  }

  #act(action: Action): void {
    switch (action.type) {
      case "submit":
        return this.#submit(action.text);
      case "bell":
        return this.#screen.bell();
      case "oversize":
        this.#wrong = this.#options.phrases.client.screen.tooMuchPasted(this.#chat.most.bytes);
        return;
      case "clear":
        return this.#screen.clear();
      case "interrupt":
      case "eof":
        // who presses it again does not want to wait for a goodbye
        if (this.#isLeaving) this.#link.leave(0);
        this.#isLeaving = true;
        return this.leave();
    }
  }

  #draw(): void {
    if (this.#isClosed) return;
    const chat = this.#chat;
    const editor = chat.question === "password" ? hidden(this.#editor) : this.#editor;
    const frame = renderPrompt(editor, {
      size: this.#screen.size,
      label: chat.label,
      words: this.#options.phrases.client.screen.prompt,
      most: chat.question === undefined ? chat.most : undefined,
      status: chat.status,
      pending: chat.pending,
    });
    this.#screen.update(this.#framed(frame));
  }

  /** The prompt with what was wrong below it, and what is known from before above it. */
  #framed({ rows, cursor }: Frame): Frame {
    const columns = this.columns - 1;
    const above = this.#chat.cached(columns);
    const below = this.#wrong === undefined
      ? []
      : wrapLine([span(this.#wrong, WARNING)], columns).slice(0, this.foldRows);
    return {
      rows: [...above, ...rows, ...below],
      cursor: { row: above.length + cursor.row, column: cursor.column },
    };
  }
}

/** The editor with a dot for each letter. */
function hidden(editor: EditorState): EditorState {
  const dots = (text: string) => "•".repeat(text.length);
  return { ...editor, text: dots(editor.text), search: undefined, choice: undefined };
}

/** Deno gives errors of the system for a terminal that hung up: EIO. */
function isInputError(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
