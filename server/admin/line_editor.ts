/** A command line that is edited in a terminal: keys in, what to write out. It writes nothing itself. */

import { PassThrough, Writable } from "node:stream";
import readline from "node:readline";
import { CONSOLE_ESCAPE_SILENCE_MS, MAX_CONSOLE_HISTORY_LINES } from "../limits.ts";

const PROMPT = "> ";

/** What happens in a command line. */
export interface EditorEvents {
  readonly line: (line: string) => void;
  /** Ctrl-C. */
  readonly interrupted: () => void;
  /** Ctrl-D in an empty line. */
  readonly ended: () => void;
}

/** The part of node's interface that its types leave out: rows above the cursor that it has drawn. */
interface Drawn {
  prevRows?: number;
}

/** One command line at the bottom of a terminal. */
export class LineEditor {
  readonly #input = new PassThrough();
  readonly #output: Writable & { columns: number; isTTY: boolean };
  readonly #editor: readline.Interface;
  #written = "";

  constructor(columns: number) {
    const output = new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        this.#written += chunk;
        done();
      },
    });
    this.#output = Object.assign(output, { columns, isTTY: true });
    this.#editor = readline.createInterface({
      input: this.#input,
      output: this.#output,
      terminal: true,
      prompt: PROMPT,
      historySize: MAX_CONSOLE_HISTORY_LINES,
      removeHistoryDuplicates: true,
      escapeCodeTimeout: CONSOLE_ESCAPE_SILENCE_MS,
    });
    // Ctrl-Z: node would send a signal, for which the server has no permission
    this.#editor.on("SIGTSTP", () => {});
  }

  /** Begins to tell what happens. */
  start({ line, interrupted, ended }: EditorEvents): void {
    this.#editor.on("line", (text) => {
      line(text);
      this.#editor.prompt();
    });
    this.#editor.on("SIGINT", interrupted);
    this.#editor.on("close", ended);
  }

  /** What to write for these keys. */
  async keys(bytes: Uint8Array): Promise<string> {
    this.#input.write(bytes);
    // a stream hands its data on in the next turn
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.#take();
  }

  /** What to write to print `text` above the command line. */
  above(text: string): string {
    this.#erase();
    this.#written += text;
    this.#editor.prompt(true);
    return this.#take();
  }

  /** What to write to draw the command line where the cursor is. */
  draw(): string {
    (this.#editor as Drawn).prevRows = 0;
    this.#editor.prompt(true);
    return this.#take();
  }

  /** The terminal has another width now. */
  resize(columns: number): void {
    this.#output.columns = columns;
  }

  /** What to write to remove the command line. */
  end(): string {
    this.#erase();
    this.#editor.close();
    return this.#take();
  }

  #erase(): void {
    const { rows } = this.#editor.getCursorPos();
    readline.moveCursor(this.#output, 0, -rows);
    readline.cursorTo(this.#output, 0);
    readline.clearScreenDown(this.#output);
    (this.#editor as Drawn).prevRows = 0;
  }

  #take(): string {
    const written = this.#written;
    this.#written = "";
    return written;
  }
}
