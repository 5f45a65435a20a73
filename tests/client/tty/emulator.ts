/**
 * A real terminal emulator without a window, so that tests can look at what a person would see.
 *
 * @module
 */
import xterm from "@xterm/headless";
import type { Size } from "../../../client/tty/frame.ts";

/** A terminal of a given size. */
export class Emulator implements Disposable {
  readonly #terminal: InstanceType<typeof xterm.Terminal>;

  constructor({ columns, rows }: Size) {
    this.#terminal = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback: 100_000,
      allowProposedApi: true,
      windowsMode: false,
    });
  }

  /** Takes output in; resolves when it shows. */
  write(text: string): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(text, resolve));
  }

  /** Another window size, as when a person drags its corner. */
  resize({ columns, rows }: Size): void {
    this.#terminal.resize(columns, rows);
  }

  /** The rows in sight, without spaces at their ends; empty rows below the last are left out. */
  get screen(): string[] {
    const { baseY } = this.#terminal.buffer.active;
    return withoutTail(this.#rows(baseY, baseY + this.#terminal.rows));
  }

  /** All there is to scroll back to, and the rows in sight; rows broken by the terminal as one. */
  get everything(): string[] {
    const { length } = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let y = 0; y < length; y++) {
      const row = this.#terminal.buffer.active.getLine(y);
      const next = this.#terminal.buffer.active.getLine(y + 1);
      const text = row?.translateToString(next?.isWrapped !== true) ?? "";
      if (row?.isWrapped === true) lines.push((lines.pop() ?? "") + text);
      else lines.push(text);
    }
    return withoutTail(lines);
  }

  /** Where the cursor is, from 0, counted from the first row in sight. */
  get cursor(): { row: number; column: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /** What stands in the cursor's row before the cursor. */
  get beforeCursor(): string {
    const { baseY, cursorX, cursorY } = this.#terminal.buffer.active;
    const row = this.#terminal.buffer.active.getLine(baseY + cursorY);
    return row?.translateToString(false, 0, cursorX) ?? "";
  }

  /** Whether wrapping at the last column is on, as programs expect of a terminal. */
  get wraps(): boolean {
    return this.#terminal.modes.wraparoundMode;
  }

  /** The rows in sight, the look of each piece before it: `‹bold 32›ann‹›: hello`. */
  get looks(): string[] {
    const { baseY } = this.#terminal.buffer.active;
    const rows = Array.from({ length: this.#terminal.rows }, (_, y) => {
      const line = this.#terminal.buffer.active.getLine(baseY + y);
      const cells = Array.from({ length: this.#terminal.cols }, (_, x) => line?.getCell(x));
      let row = "";
      let before = "";
      for (const cell of cells) {
        if (cell === undefined || cell.getWidth() === 0) continue;
        const look = [
          ...(cell.isBold() ? ["bold"] : []),
          ...(cell.isDim() ? ["dim"] : []),
          ...(cell.isItalic() ? ["italic"] : []),
          ...(cell.isInverse() ? ["reverse"] : []),
          ...(cell.isFgDefault() ? [] : [cell.getFgColor()]),
        ].join(" ");
        if (look !== before) row += `‹${look}›`;
        before = look;
        row += cell.getChars() || " ";
      }
      return row.trimEnd();
    });
    return withoutTail(rows);
  }

  /** How the letter at a place of the screen looks. */
  look(row: number, column: number): { bold: boolean; dim: boolean; colour: number } {
    const { baseY } = this.#terminal.buffer.active;
    const cell = this.#terminal.buffer.active.getLine(baseY + row)?.getCell(column);
    if (cell === undefined) throw new RangeError(`No cell in row ${row}, column ${column}`);
    return {
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      colour: cell.isFgDefault() ? -1 : cell.getFgColor(),
    };
  }

  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }

  #rows(from: number, to: number): string[] {
    const rows: string[] = [];
    for (let y = from; y < to; y++) {
      rows.push(this.#terminal.buffer.active.getLine(y)?.translateToString(true) ?? "");
    }
    return rows;
  }
}

function withoutTail(rows: string[]): string[] {
  while (rows.at(-1) === "") rows.pop();
  return rows;
}
