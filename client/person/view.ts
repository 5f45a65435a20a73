/** Where a chat is shown: a screen, or a terminal that can only print lines. */

import type { StyledLine } from "../tty/style.ts";

/**
 * What a chat is shown on.
 *
 * 1. Lines MUST come out in the order in which they were printed, and stay.
 * 2. `print`, `bell` and `changed` MUST NOT block and MUST NOT throw, whatever the terminal does.
 * 3. After `leave` the view ends by itself.
 */
export interface View {
  /** Columns of the screen; `Infinity` where lines are not to be broken. */
  readonly columns: number;
  /** Rows that a message may take before it is folded; `Infinity` where none is. */
  readonly foldRows: number;
  /** Whether it can show what changes: the state of the connection, what is on its way. */
  readonly live: boolean;
  /** What is being typed to the stream that is shown. */
  readonly draft: string;
  /** Prints lines. */
  print(lines: readonly StyledLine[]): void;
  /** Rings the bell, unless the user does not want it. */
  bell(): void;
  /** Tells the desktop that the user is called, where the user wants that. */
  notify(text: string): void;
  /** Shows lines in the user's pager; false where there is none. */
  page(lines: readonly StyledLine[]): boolean;
  /** Clears the screen. */
  clear(): void;
  /** The label, the status or what is on its way may have changed. */
  changed(): void;
  /**
   * Puts text back into the input; false if it cannot, or if something else is being typed. A text that was
   * refused gives way to the next that is typed.
   */
  giveBack(text: string, isRefused?: boolean): boolean;
  /** Ends the chat: the user wants to leave. */
  leave(): void;
  /**
   * The chat is over, and the user did not want that. Somebody who is typing must not go on in the
   * shell: the view ends when the user has seen it.
   */
  ended(): void;
}
