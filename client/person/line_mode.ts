/** A chat on a terminal that cannot move its cursor: plain lines, one after the other. */

import { decodeLine, LineInput } from "../stdio/line_input.ts";
import { Printer } from "../stdio/printer.ts";
import { sizeOf } from "../tty/raw_terminal.ts";
import { paintPlain, plain, type StyledLine } from "../tty/style.ts";
import { Chat } from "./chat.ts";
import { lostLines, type ModeOptions } from "./mode.ts";
import { renderNotice, renderWarning } from "./render_notice.ts";
import type { View } from "./view.ts";

/** Runs until the user leaves. Resolves with the exit code. */
export async function runLines(options: ModeOptions): Promise<number> {
  return await new LineMode(options).run();
}

class LineMode implements View {
  readonly live = false;
  readonly foldRows = Infinity;
  readonly draft = "";
  readonly #options: ModeOptions;
  readonly #printer: Printer;
  readonly #left = Promise.withResolvers<void>();
  #hasAsked = false;

  constructor(options: ModeOptions) {
    this.#options = options;
    this.#printer = new Printer(options.print, () => this.leave());
  }

  get columns(): number {
    return sizeOf(this.#options.terminal).columns;
  }

  print(lines: readonly StyledLine[]): void {
    this.#printer.print(lines.map((line) => `${paintPlain(line)}\n`).join(""));
  }

  bell(): void {
    if (this.#options.bell) this.#printer.print("\x07");
  }

  notify(): void {}

  page(): boolean {
    return false;
  }

  clear(): void {}

  changed(): void {}

  giveBack(): boolean {
    return false;
  }

  leave(): void {
    this.#left.resolve();
  }

  ended(): void {
    this.print(renderNotice(this.#options.phrases.client.screen.enterLeaves, this.columns));
  }

  async run(): Promise<number> {
    const options = this.#options;
    const link = options.connect((event) => {
      chat.on(event);
      this.#ask(chat);
    });
    const chat = new Chat({ ...options, link, view: this });
    this.#ask(chat);
    const running = link.run();
    const input = new LineInput(options.input.readable);
    const { screen: say } = options.phrases.client;
    const read = input.read((line) => {
      // what was typed ahead was meant for the chat, an empty line is not
      if (chat.isOver) return line?.length === 0 ? this.leave() : undefined;
      this.#hasAsked = false;
      const text = line && decodeLine(line);
      const wrong = text === undefined
        ? line === undefined ? say.tooMuchPasted(chat.most.bytes) : say.notUtf8
        : chat.submit(text);
      if (wrong !== undefined) this.print(renderWarning(wrong, this.columns));
      this.#ask(chat);
    });
    // a terminal that was closed gives an error, and ends the chat as the user does
    const reading = read.catch(() => {});
    const leaving = Promise.race([this.#left.promise, options.stopped, reading]);
    await Promise.race([leaving, running]);
    if (chat.isOver) await leaving;
    link.leave();
    await running;
    chat.close();
    await input.cancel();
    this.print(lostLines(chat, "", options, this.columns));
    await this.#printer.drained;
    return chat.isOver ? 1 : 0;
  }

  #ask(chat: Chat): void {
    if (chat.isOver || chat.question === undefined || this.#hasAsked) return;
    this.#hasAsked = true;
    this.#printer.print(`${plain(chat.label)}\n`);
  }
}
