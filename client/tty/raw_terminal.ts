/**
 * The terminal itself: raw mode, bracketed paste, size. Its effects go through what it is given.
 *
 * @module
 */
import type { Size } from "./frame.ts";

/** What a terminal needs of the system. */
export interface TerminalSystem {
  /** Switches raw mode: keys arrive one by one and are not shown, and `C-c` is a key. */
  readonly setRaw: (on: boolean) => void;
  /** Writes to the terminal at once. */
  readonly writeSync: (text: string) => void;
  /** The size of the screen; may throw where there is none. */
  readonly size: () => Size;
  /** Calls these functions. Returns how to end that. */
  readonly watch: (listener: TerminalListener) => () => void;
  /**
   * Stops the program, as a shell's user wants it; the shell lets it go on. Undefined where the system
   * cannot do that.
   */
  readonly suspend?: (() => void) | undefined;
  /** Lets those go on that were stopped with the program. */
  readonly goOn?: () => void;
}

/** What happens to a terminal. */
export interface TerminalListener {
  /** The size may have changed. */
  readonly resized: () => void;
  /** The program was stopped and goes on: others may have used the terminal meanwhile. */
  readonly continued: () => void;
}

/** The size of a terminal that does not know its size: that of the VT100. */
export const DEFAULT_SIZE: Size = { columns: 80, rows: 24 };

/** Pastes come between brackets, and the terminal tells whether it has the focus. */
const MODES_ON = "\x1b[?2004h\x1b[?1004h";
/** Also ends what an unfinished drawing may have left: a hidden cursor, no wrapping, a colour. */
const RESTORE = "\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m";
/** Asks the terminal for its status (DSR, ECMA-48 8.3.35). Every terminal answers. */
const ASK_STATUS = "\x1b[5n";
/**
 * Ends what a program that was killed may have left: the other screen, mouse reports, keys of its own, a hidden
 * cursor, a scrolling region. The cursor stays where it is: not every one of these leaves it there.
 */
const AFTER_OTHERS =
  "\x1b7\x1b[r\x1b8\x1b[?1047l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1l\x1b>" +
  "\x1b[?7h\x1b[?25h\x1b[0m";

const NOBODY: TerminalListener = { resized: () => {}, continued: () => {} };

/** A terminal in raw mode. Disposing of it restores the terminal. */
export class RawTerminal implements Disposable {
  readonly #system: TerminalSystem;
  readonly #unwatch: () => void;
  #open = true;
  /** Whether another program has the terminal. */
  #isLent = false;

  /** Takes over the terminal. The listener is called once the terminal is in raw mode again. */
  constructor(system: TerminalSystem, listener: TerminalListener = NOBODY) {
    this.#system = system;
    this.takeOver();
    const then = (act: () => void) => () => {
      if (!this.#open || this.#isLent) return;
      this.takeOver();
      act();
    };
    this.#unwatch = system.watch({
      resized: then(listener.resized),
      continued: then(listener.continued),
    });
  }

  /** The size of the screen. */
  size(): Size {
    return sizeOf(this.#system);
  }

  /** Sets its modes, also where another program has changed them. */
  takeOver(): void {
    this.#system.goOn?.();
    this.#system.setRaw(true);
    this.#system.writeSync(MODES_ON);
  }

  /** Whether the system can stop the program. */
  get canSuspend(): boolean {
    return this.#system.suspend !== undefined;
  }

  /** Gives the terminal back and stops the program. It goes on with {@linkcode takeOver}. */
  suspend(): void {
    if (!this.#open) return;
    this.#system.writeSync(RESTORE);
    this.#system.setRaw(false);
    try {
      this.#system.suspend?.();
    } catch {
      // not every version of Deno lets a program signal itself: then it is not stopped
    }
  }

  /** Asks the terminal for something, so that it answers as if a key were pressed. */
  askStatus(): void {
    this.#system.writeSync(ASK_STATUS);
  }

  /** Gives the terminal to another program, which has it until {@linkcode takeBack}. */
  lend(): void {
    if (!this.#open) return;
    this.#isLent = true;
    this.#system.writeSync(RESTORE);
    this.#system.setRaw(false);
  }

  /** Takes the terminal back. `isBroken` where the other program has not ended in order. */
  takeBack(isBroken: boolean): void {
    if (!this.#open || !this.#isLent) return;
    this.#isLent = false;
    // what it wrote last may have no end
    if (isBroken) this.#system.writeSync(`${AFTER_OTHERS}\r\n`);
    this.takeOver();
  }

  /** Restores the terminal. A second call does nothing. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#unwatch();
    try {
      this.#system.writeSync(RESTORE);
    } finally {
      this.#system.setRaw(false);
    }
  }
}

/** The size of a terminal. */
export function sizeOf(system: Pick<TerminalSystem, "size">): Size {
  try {
    const { columns, rows } = system.size();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // not every terminal knows its size (a serial line, some containers)
  }
  return DEFAULT_SIZE;
}
