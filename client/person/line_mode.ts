/** A chat on a terminal that cannot move its cursor: plain lines, one after the other. */

import { LineInput } from "../stdio/line_input.ts";
import { Printer } from "../stdio/printer.ts";
import { DEFAULT_SIZE } from "../tty/raw_terminal.ts";
import { paint, plain, type StyledLine } from "../tty/style.ts";
import { Chat } from "./chat.ts";
import { type ModeOptions, unsentLines } from "./mode.ts";
import { renderWarning } from "./render_notice.ts";
import type { View } from "./view.ts";

/** Runs until the user leaves. Resolves with the exit code. */
export async function runLines(options: ModeOptions): Promise<number> {
  return await new LineMode(options).run();
}

class LineMode implements View {
  readonly live = false;
  readonly columns = DEFAULT_SIZE.columns;
  readonly foldRows = Infinity;
  readonly #options: ModeOptions;
  readonly #printer: Printer;
  readonly #left = Promise.withResolvers<void>();
  #hasAsked = false;

  constructor(options: ModeOptions) {
    this.#options = options;
    this.#printer = new Printer(options.print, () => this.leave());
  }

  print(lines: readonly StyledLine[]): void {
    this.#printer.print(lines.map((line) => `${paint(line, 0)}\n`).join(""));
  }

  bell(): void {
    if (this.#options.bell) this.#printer.print("\x07");
  }

  changed(): void {}

  giveBack(): boolean {
    return false;
  }

  leave(): void {
    this.#left.resolve();
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
    const read = input.read((line) => {
      this.#hasAsked = false;
      const wrong = line === undefined
        ? options.phrases.client.screen.tooMuchPasted(chat.most.bytes)
        : chat.submit(line);
      if (wrong !== undefined) this.print(renderWarning(wrong, this.columns));
      this.#ask(chat);
    });
    // a terminal that was closed gives an error, and ends the chat as the user does
    const reading = read.catch(() => {});
    await Promise.race([this.#left.promise, options.stopped, reading, running]);
    link.leave();
    await running;
    chat.close();
    await input.cancel();
    this.print(unsentLines(chat, options, this.columns));
    await this.#printer.drained;
    return chat.isOver ? 1 : 0;
  }

  #ask(chat: Chat): void {
    if (chat.question === undefined || this.#hasAsked) return;
    this.#hasAsked = true;
    this.#printer.print(`${plain(chat.label)}\n`);
  }
}
