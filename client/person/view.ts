/** Where a chat shows itself: a screen, or a terminal that only knows lines. */

import type { Line } from "../tty/style.ts";

/** See the module. */
export interface View {
  /** Columns of the screen; `Infinity` where lines are not to be broken. */
  readonly columns: number;
  /** Rows that a message may take before it is folded; `Infinity` where none is. */
  readonly foldRows: number;
  /** Whether there is a place for what changes: the state of the connection, what is on its way. */
  readonly live: boolean;
  /** Prints lines, for good. */
  print(lines: readonly Line[]): void;
  /** Rings. */
  bell(): void;
  /** What is shown besides printed lines may be another: label, status, what is on its way. */
  changed(): void;
  /** Puts text into the input again; false when something else is being typed. */
  giveBack(text: string): boolean;
  /** The user wants to leave, or there is nothing to stay for. */
  leave(): void;
}
