/** Lends the terminal of a chat to the user's pager or editor, one at a time. */

import type { ProgramEnd, ProgramRun, Programs } from "../programs.ts";
import type { Keyboard } from "../tty/keyboard.ts";
import type { RawTerminal } from "../tty/raw_terminal.ts";

/** What a loan works with. */
export interface TerminalLoanOptions {
  readonly programs: Programs;
  readonly keyboard: Pick<Keyboard, "hold" | "release">;
  readonly raw: Pick<RawTerminal, "askStatus" | "lend" | "takeBack">;
  /** Whether the chat ends: no program begins any more. */
  readonly isEnding: () => boolean;
  /** Whether the chat is on the terminal. */
  readonly isShown: () => boolean;
  /** Takes the chat from the terminal. */
  readonly hide: () => Promise<void>;
  /** Brings the chat back. */
  readonly resume: () => void;
  /** A program has the terminal, or has given it back. */
  readonly lent: (isLent: boolean) => void;
  /** The terminal does not answer: only a key begins the program now. */
  readonly late: () => void;
}

/** Who has the terminal. */
export class TerminalLoan {
  readonly #options: TerminalLoanOptions;
  /** Resolves when the program has ended; `undefined` while none is to run. */
  #running: Promise<unknown> | undefined;

  constructor(options: TerminalLoanOptions) {
    this.#options = options;
  }

  /** Whether a program can have the terminal. */
  get isFree(): boolean {
    return this.#running === undefined && this.#options.isShown();
  }

  /** Runs a program, where the terminal is free, until it has ended; `undefined` if it did not begin. */
  async run(program: ProgramRun): Promise<ProgramEnd | undefined> {
    const running = this.#lend(program);
    this.#running = running;
    try {
      return await running;
    } finally {
      this.#running = undefined;
    }
  }

  /** Ends the program, where the chat ends before it. */
  async end(): Promise<void> {
    if (this.#running === undefined) return;
    const { isShown, keyboard, programs } = this.#options;
    if (isShown()) keyboard.release();
    else programs.stop();
    await this.#running;
  }

  async #lend(program: ProgramRun): Promise<ProgramEnd | undefined> {
    const { programs, keyboard, raw, isEnding, isShown, hide, resume, lent, late } = this.#options;
    const isHeld = await keyboard.hold({ ask: () => raw.askStatus(), late });
    if (!isHeld || isEnding() || !isShown()) {
      keyboard.release();
      return undefined;
    }
    await hide();
    if (isEnding()) return undefined;
    lent(true);
    raw.lend();
    const end = await programs.run(program);
    raw.takeBack(end.kind === "killed");
    resume();
    lent(false);
    keyboard.release();
    return end;
  }
}
