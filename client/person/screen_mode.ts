/** A chat on a screen: keys go to the chat, and the chat goes to the screen. */

import { CLOSE_PATIENCE_MS, MAX_BUFFER_UNITS, SUSPEND_MS } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { Capabilities } from "../tty/capabilities.ts";
import type { Key } from "../tty/key.ts";
import { KeyDecoder } from "../tty/key_decoder.ts";
import { RawTerminal, readKeys } from "../tty/raw_terminal.ts";
import { Screen } from "../tty/screen.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";
import { Chat } from "./chat.ts";
import { lostLines, type ModeOptions } from "./mode.ts";
import { notificationOf, titleOf } from "../tty/osc.ts";
import { renderNotice } from "./render_notice.ts";
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
  /** Whether another program has the terminal, or will have it. */
  #isHidden = false;
  #cancelResume = () => {};
  /** How many calls the title of the window tells. */
  #toldCalls = 0;

  constructor(options: ModeOptions, able: Capabilities) {
    const { phrases, terminal, print } = options;
    this.#options = options;
    this.#raw = new RawTerminal(terminal, {
      resized: () => {
        this.#screen.resize(this.#raw.size());
        this.#draw();
      },
      continued: () => this.#resume(),
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

  get draft(): string {
    return this.#input.draft;
  }

  print(lines: readonly StyledLine[]): void {
    this.#screen.print(lines);
  }

  bell(): void {
    if (this.#options.bell) this.#screen.bell();
  }

  notify(text: string): void {
    const { notify } = this.#options;
    if (notify !== undefined) this.#screen.control(notificationOf(notify, text));
  }

  clear(): void {
    this.#raw.takeOver();
    this.#screen.clear();
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

  ended(): void {
    this.#printLost();
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
      const leaving = Promise.race([this.#left.promise, this.#options.stopped, reading]);
      await Promise.race([leaving, running]);
      // when the chat ends by itself, the shell must not get what is still being typed
      if (this.#chat.isOver) await leaving;
      this.#isLeaving = true;
      this.#link.leave();
      await running;
    } finally {
      if (this.#isHidden) this.#resume();
      this.#link.leave(0);
      this.#chat.close();
      if (!this.#chat.isOver) this.#printLost();
      await this.#hide();
    }
    return this.#chat.isOver ? 1 : 0;
  }

  #printLost(): void {
    this.#screen.print(lostLines(this.#chat, this.#input.draft, this.#options, this.columns));
  }

  /** Leaves the screen to others. A terminal that takes no output must not delay that. */
  async #hide(): Promise<void> {
    this.#isHidden = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(CLOSE_PATIENCE_MS, resolve);
    await Promise.race([this.#screen.pause(), promise]);
    cancel();
  }

  /** Stops the program, as `C-z` does with other programs. */
  async #suspend(): Promise<void> {
    if (this.#isHidden) return;
    this.#screen.print(renderNotice(this.#options.phrases.client.screen.suspended, this.columns));
    await this.#hide();
    if (this.#isLeaving) return;
    this.#raw.suspend();
    // a program that no shell has started is not stopped, and nothing tells it to go on
    this.#cancelResume = this.#options.clock.after(SUSPEND_MS, () => {
      this.#raw.takeOver();
      this.#resume();
    });
  }

  /** Draws the screen after the program was stopped. */
  #resume(): void {
    this.#cancelResume();
    this.#isHidden = false;
    this.#screen.resume(this.#raw.size());
    this.#draw();
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
    if (key.type === "chord" && (key.chord === "FocusIn" || key.chord === "FocusOut")) {
      return this.#chat.focus(key.chord === "FocusIn");
    }
    this.#chat.key();
    switch (this.#input.onKey(key)) {
      case "bell":
        this.#screen.bell();
        break;
      case "clear":
        // another program may have left the terminal in a bad state
        this.clear();
        break;
      case "suspend":
        if (this.#raw.canSuspend) void this.#suspend();
        else this.#screen.bell();
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
    if (this.#isHidden) return;
    this.#screen.update(this.#input.frame(this.#screen.size));
    this.#setTitle(this.#chat.calls);
  }

  /** Tells in the title of the window how often the user is called; one that was never changed stays. */
  #setTitle(calls: number): void {
    if (calls === this.#toldCalls) return;
    this.#toldCalls = calls;
    const count = calls > 0 ? `(${calls}) ` : "";
    this.#screen.control(titleOf(`${count}chat ${this.#options.address}`));
  }
}

/** Whether it is an error of the system: Deno gives one for a terminal that hung up, EIO. */
function isInputError(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
