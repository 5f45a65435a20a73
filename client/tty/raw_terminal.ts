/**
 * The terminal itself: raw mode, bracketed paste, size, keys. Its effects go through what it is given.
 *
 * @module
 */
import { type Clock, SystemClock } from "../../runtime/clock.ts";
import { ESCAPE_SILENCE_MS, MAX_KEYBOARD_READ_BYTES, PASTE_SILENCE_MS } from "../limits.ts";
import type { Size } from "./frame.ts";
import type { Key } from "./key.ts";
import type { KeyDecoder, Waiting } from "./key_decoder.ts";

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

const SILENCE_MS: Readonly<Record<Exclude<Waiting, "nothing">, number>> = {
  escape: ESCAPE_SILENCE_MS,
  paste: PASTE_SILENCE_MS,
};

/** Pastes come between brackets, and the terminal tells whether it has the focus. */
const MODES_ON = "\x1b[?2004h\x1b[?1004h";
/** Also ends what an unfinished drawing may have left: a hidden cursor, no wrapping, a colour. */
const RESTORE = "\x1b[?2026l\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[0m";

const NOBODY: TerminalListener = { resized: () => {}, continued: () => {} };

/** A terminal in raw mode. Disposing of it restores the terminal. */
export class RawTerminal implements Disposable {
  readonly #system: TerminalSystem;
  readonly #unwatch: () => void;
  #open = true;

  /** Takes over the terminal. The listener is called once the terminal is in raw mode again. */
  constructor(system: TerminalSystem, listener: TerminalListener = NOBODY) {
    this.#system = system;
    this.takeOver();
    const then = (act: () => void) => () => {
      if (!this.#open) return;
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

/**
 * Hands each key to `onKey` until the input ends.
 *
 * @throws {Error} what `input` throws. A terminal that was closed gives an error, not an end.
 */
export async function readKeys(
  input: { read(into: Uint8Array): Promise<number | null> },
  decoder: KeyDecoder,
  onKey: (key: Key) => void,
  clock: Pick<Clock, "after"> = new SystemClock(),
): Promise<void> {
  const bytes = new Uint8Array(MAX_KEYBOARD_READ_BYTES);
  let cancel = () => {};
  try {
    for (let n = await input.read(bytes); n !== null; n = await input.read(bytes)) {
      cancel();
      decoder.feed(bytes.subarray(0, n)).forEach(onKey);
      const { waiting } = decoder;
      cancel = waiting === "nothing"
        ? () => {}
        : clock.after(SILENCE_MS[waiting], () => decoder.flush().forEach(onKey));
    }
  } finally {
    cancel();
  }
  decoder.flush().forEach(onKey);
}
