/** A chat on a screen: keys go to the chat, and the chat goes to the screen. */

import { CLOSE_PATIENCE_MS, MAX_BUFFER_UNITS, SUSPEND_MS } from "../limits.ts";
import type { Link } from "../link/link.ts";
import type { Capabilities } from "../tty/capabilities.ts";
import type { Key } from "../tty/key.ts";
import { KeyDecoder } from "../tty/key_decoder.ts";
import { Keyboard } from "../tty/keyboard.ts";
import { RawTerminal } from "../tty/raw_terminal.ts";
import { Screen } from "../tty/screen.ts";
import { FAINT, paint, paintPlain, span, type StyledLine, WARNING } from "../tty/style.ts";
import { Chat } from "./chat.ts";
import { lostLines, type ModeOptions } from "./mode.ts";
import { notificationOf, titleOf } from "../tty/osc.ts";
import { renderNotice } from "./render_notice.ts";
import { foldRowsOf, ScreenInput } from "./screen_input.ts";
import { TerminalLoan } from "./terminal_loan.ts";
import type { View } from "./view.ts";
import { programText } from "./program_text.ts";
import type { ProgramEnd, ProgramRun } from "../programs.ts";

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
  readonly #keyboard: Keyboard;
  readonly #loan: TerminalLoan | undefined;
  readonly #depth: Capabilities["depth"];
  readonly #left = Promise.withResolvers<void>();
  #isLeaving = false;
  #isStale = false;
  /** Whether another program has the terminal, or will have it. */
  #isHidden = false;
  #cancelResume = () => {};
  /** When it was drawn because the time to be stopped was over. */
  #resumedAt = -Infinity;
  /** How many calls the title of the window tells. */
  #toldCalls = 0;

  constructor(options: ModeOptions, able: Capabilities) {
    const { phrases, terminal, print } = options;
    this.#options = options;
    this.#depth = able.depth;
    this.#raw = new RawTerminal(terminal, {
      resized: () => {
        this.#screen.resize(this.#raw.size());
        this.#draw();
      },
      continued: () => this.#continued(),
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
    this.#input = new ScreenInput(this.#chat, phrases.client.screen, options.typed);
    this.#keyboard = new Keyboard({
      input: options.input,
      decoder: new KeyDecoder(MAX_BUFFER_UNITS),
      onKey: (key) => this.#onKey(key),
      clock: options.clock,
    });
    this.#loan = options.programs && new TerminalLoan({
      programs: options.programs,
      keyboard: this.#keyboard,
      raw: this.#raw,
      isEnding: () => this.#isLeaving,
      isShown: () => !this.#isHidden,
      hide: () => this.#hide(),
      resume: () => this.#resume(),
      lent: (isLent) => this.#chat.hide(isLent),
      late: () => {
        this.#input.remark(phrases.client.screen.pressKey, FAINT);
        this.#draw();
      },
    });
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
    // where another program has the terminal the bell alone rings, afterwards
    if (notify !== undefined && !this.#isHidden) {
      this.#screen.control(notificationOf(notify, text));
    }
  }

  page(lines: readonly StyledLine[]): boolean {
    if (this.#options.programs === undefined) return false;
    const textOf = (render: (line: StyledLine) => string) =>
      lines.map((line) => `${render(line)}\n`).join("");
    const coloured = textOf((line) => paint(line, this.#depth));
    void this.#run({ kind: "pager", text: textOf(paintPlain), coloured });
    return true;
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

  giveBack(text: string, isRefused?: boolean): boolean {
    return this.#input.giveBack(text, isRefused);
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
      this.#isLeaving = true;
      await this.#loan?.end();
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
      this.#resumedAt = this.#options.clock.now();
    });
  }

  /** The system lets the program go on. What waited for its time meanwhile may have been quicker to draw. */
  #continued(): void {
    if (this.#options.clock.now() - this.#resumedAt > SUSPEND_MS) this.#resume();
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

  /** Lets the user change what is typed in their editor. */
  async #edit(): Promise<void> {
    const { place } = this.#chat;
    const end = await this.#run({ kind: "editor", text: this.#input.text });
    if (end?.kind === "ended") this.#input.takeEdited(end.text ?? "", place);
    this.#draw();
  }

  /** Gives the terminal to one of the user's programs until it has ended; `undefined` if it cannot. */
  async #run(program: ProgramRun): Promise<ProgramEnd | undefined> {
    if (this.#loan?.isFree !== true) {
      this.#screen.bell();
      return undefined;
    }
    const end = await this.#loan.run(program);
    const text = end && programText(program.kind, end, this.#options.phrases);
    if (text !== undefined) this.#input.remark(text, WARNING);
    this.#draw();
    return end;
  }

  async #readKeys(): Promise<void> {
    try {
      await this.#keyboard.run();
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
      case "edit":
        void this.#edit();
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
