/**
 * The terminal in which the operator types commands. Output that comes meanwhile is printed above the
 * command line.
 *
 * The system stops a program that reads from its terminal in the background of a shell with job control.
 * `--no-console` is for that. The server cannot detect it: on Linux that is in `/proc`, which Deno opens only
 * with all permissions, and on macOS it is nowhere. Catching the signal (`SIGTTIN`) does not help: it comes
 * again with each read.
 *
 * @module
 */

import { TextLineStream } from "@std/streams/text-line-stream";
import type { Clock } from "../../runtime/clock.ts";
import type { Input } from "../../runtime/input.ts";
import { within } from "../../runtime/within.ts";
import { CONSOLE_READ_BYTES, TERMINAL_STATUS_MS } from "../limits.ts";

/** Asks the terminal for its status (DSR, ECMA-48 8.3.35): the answer ends a read, which cannot be cancelled. */
const ASK_STATUS = "\x1b[5n";

/** A place where commands are typed and answers are printed. */
export interface Console {
  /** Prints lines, each with its line feed. */
  print(text: string): void;
  /** Hands each line to `take`, one after the other, until the input ends or it is closed. Never rejects. */
  run(take: (line: string) => Promise<void>): Promise<void>;
  /** Gives the terminal back. */
  close(): void;
  /** Gives the terminal back, and reads it no more where that can be: another thread may read it next. */
  release(): Promise<void>;
}

/** What a console that can draw needs of its terminal. */
export interface ConsoleTerminal {
  readonly input: Pick<Input, "read">;
  /** Switches raw mode: keys arrive one by one, and Ctrl-C is a key. */
  readonly setRaw: (on: boolean) => void;
  /** The width of the screen. */
  readonly columns: () => number;
  /** Calls `changed` when the screen must be drawn anew. Returns how to end that. */
  readonly watch: (changed: () => void) => () => void;
  readonly write: (text: string) => void;
  /** Called at Ctrl-C, which is no signal in raw mode. */
  readonly interrupted: () => void;
  readonly clock: Pick<Clock, "after">;
}

/** A console of plain lines: a pipe, or a terminal that cannot move its cursor. */
export class LineConsole implements Console {
  readonly #readable: ReadableStream<Uint8Array>;
  readonly print: (text: string) => void;

  constructor(input: Pick<Input, "readable">, write: (text: string) => void) {
    this.#readable = input.readable;
    this.print = write;
  }

  async run(take: (line: string) => Promise<void>): Promise<void> {
    try {
      const lines = this.#readable
        .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
        .pipeThrough(new TextLineStream());
      for await (const line of lines) await take(line);
    } catch {
      // the terminal was closed: the server goes on without it
    }
  }

  close(): void {}

  release(): Promise<void> {
    return Promise.resolve();
  }
}

/** A console whose command line stays below what is printed. Editing and history are `node:readline`'s. */
export class DrawnConsole implements Console {
  readonly #terminal: ConsoleTerminal;
  readonly #editor: LineEditor;
  readonly #unwatch: () => void;
  readonly #ended = Promise.withResolvers<void>();
  #isOpen = true;
  #reading: Promise<void> | undefined;
  #taking: Promise<void> = Promise.resolve();

  private constructor(terminal: ConsoleTerminal, editor: LineEditor) {
    this.#terminal = terminal;
    this.#editor = editor;
    this.#unwatch = terminal.watch(() => {
      if (!this.#isOpen) return;
      terminal.setRaw(true); // a shell may have changed the mode meanwhile
      editor.resize(terminal.columns());
      terminal.write(editor.draw());
    });
  }

  /** Makes a console. The package is loaded only where somebody can type. */
  static async open(terminal: ConsoleTerminal): Promise<DrawnConsole> {
    const { LineEditor } = await import("./line_editor.ts");
    return new DrawnConsole(terminal, new LineEditor(terminal.columns()));
  }

  print(text: string): void {
    const { write } = this.#terminal;
    write(this.#isOpen ? this.#editor.above(text) : text);
  }

  async run(take: (line: string) => Promise<void>): Promise<void> {
    const { write, setRaw, interrupted } = this.#terminal;
    setRaw(true);
    this.#editor.start({
      line: (line) => {
        this.#taking = this.#taking.then(() => take(line));
      },
      interrupted: () => {
        this.close();
        interrupted();
      },
      ended: () => this.close(),
    });
    write(this.#editor.draw());
    this.#reading = this.#read();
    await this.#ended.promise;
    await this.#taking;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#unwatch();
    this.#terminal.write(this.#editor.end());
    this.#terminal.setRaw(false);
    this.#ended.resolve();
  }

  async release(): Promise<void> {
    const { write, setRaw, clock } = this.#terminal;
    const reading = this.#isOpen ? this.#reading : undefined;
    this.close();
    if (reading === undefined) return;
    // the answer must neither be shown nor wait for the end of a line
    setRaw(true);
    write(ASK_STATUS);
    await within(reading, TERMINAL_STATUS_MS, clock);
    setRaw(false);
  }

  async #read(): Promise<void> {
    const { input, write } = this.#terminal;
    const bytes = new Uint8Array(CONSOLE_READ_BYTES);
    try {
      while (this.#isOpen) {
        const count = await input.read(bytes);
        if (count === null || !this.#isOpen) break;
        write(await this.#editor.keys(bytes.slice(0, count)));
      }
    } catch {
      // the terminal was closed: the server goes on without it
    }
    this.close();
  }
}

/** What the editor of a console needs to have. */
type LineEditor = import("./line_editor.ts").LineEditor;
