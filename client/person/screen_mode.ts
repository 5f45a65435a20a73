/** A chat on a screen: keys go to the chat, and the chat goes to the screen. */

import { CLOSE_PATIENCE_MS, MAX_BUFFER_UNITS } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { Capabilities } from "../tty/capabilities.ts";
import type { Key } from "../tty/key.ts";
import { KeyDecoder } from "../tty/key_decoder.ts";
import { RawTerminal, readKeys } from "../tty/raw_terminal.ts";
import { Screen } from "../tty/screen.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";
import { Chat } from "./chat.ts";
import { type ModeOptions, unsentLines } from "./mode.ts";
import { foldRowsOf, ScreenInput } from "./screen_input.ts";
import type { View } from "./view.ts";

/** Runs until the user leaves, and restores the terminal. Resolves with the exit code. */
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
  readonly #input: ScreenInput;
  readonly #left = Promise.withResolvers<void>();
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
      // a printed line and the change that it brings below go out in one write
      schedule: (run) => queueMicrotask(() => queueMicrotask(run)),
      skipped: (count) => [span(phrases.client.screen.skippedLines(count), FAINT)],
    });
    this.#link = options.connect((event) => this.#chat.on(event));
    this.#chat = new Chat({ ...options, link: this.#link, view: this });
    this.#input = new ScreenInput(this.#chat, phrases.client.screen);
  }

  get columns(): number {
    return this.#screen.size.columns;
  }

  get foldRows(): number {
    return foldRowsOf(this.#screen.size);
  }

  print(lines: readonly StyledLine[]): void {
    this.#screen.print(lines);
  }

  bell(): void {
    if (this.#options.bell) this.#screen.bell();
  }

  changed(): void {
    // drawn once for all that happens at the same time
    if (this.#isStale) return;
    this.#isStale = true;
    queueMicrotask(() => {
      this.#isStale = false;
      this.#draw();
    });
  }

  giveBack(text: string): boolean {
    return this.#input.giveBack(text);
  }

  leave(): void {
    this.#left.resolve();
  }

  async run(): Promise<number> {
    using _raw = this.#raw;
    using _net = this.#restoreOnCrash();
    const running = this.#link.run();
    this.#draw();
    try {
      const reading = this.#readKeys();
      // after the end nobody waits for the reading, and its failure is no error
      reading.catch(() => {});
      await Promise.race([this.#left.promise, this.#options.stopped, reading, running]);
      this.#isLeaving = true;
      this.#link.leave();
      await running;
    } finally {
      this.#isClosed = true;
      this.#link.leave(0);
      this.#chat.close();
      this.#screen.print(unsentLines(this.#chat, this.#options, this.columns));
      await this.#close();
    }
    return this.#chat.isOver ? 1 : 0;
  }

  /** Closes the screen. A terminal that takes no output must not delay the end. */
  async #close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(CLOSE_PATIENCE_MS, resolve);
    await Promise.race([this.#screen.close(), promise]);
    cancel();
  }

  /** Restores the terminal before anything else ends the program. */
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
      // a terminal that was closed gives an error, and ends the chat as the user does
      if (!(error instanceof Deno.errors.BadResource) && !isInputError(error)) throw error;
    }
  }

  #onKey(key: Key): void {
    switch (this.#input.onKey(key)) {
      case "bell":
        this.#screen.bell();
        break;
      case "clear":
        this.#screen.clear();
        break;
      case "leave":
        // a second time, the user does not want to wait for a goodbye
        if (this.#isLeaving) this.#link.leave(0);
        this.#isLeaving = true;
        this.leave();
    }
    this.#draw();
  }

  #draw(): void {
    if (!this.#isClosed) this.#screen.update(this.#input.frame(this.#screen.size));
  }
}

/** Whether it is an error of the system: Deno gives one for a terminal that hung up, EIO. */
function isInputError(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
