/**
 * A terminal that scrolls, with a live area at its bottom. What is printed goes above the live area
 * and becomes the terminal's own: there is no alternate screen, so scrolling, searching and copying
 * work as everywhere else.
 *
 * How nothing is disturbed, whatever the terminal makes of odd letters:
 *
 * 1. All that is to be shown goes out in one write: the live area erased, what is printed, the live
 *    area drawn anew; between the marks of a synchronized update, which terminals that know none
 *    pass over.
 * 2. Printed lines are broken by the terminal itself, so no width has to be guessed for them.
 * 3. Rows of the live area are never broken: the terminal's wrapping is off while they are drawn.
 *    A row therefore stays one row, even if the terminal thinks an emoji wider than `width.ts` does.
 * 4. The cursor is put into its row by writing the row's beginning once more, so that it stands
 *    where the terminal itself counts to.
 *
 * @module
 */
import { MAX_WAITING_LINES } from "../limits.ts";
import type { Reflow } from "./capabilities.ts";
import { fitted, type Frame, sameFrame, type Size } from "./frame.ts";
import { fitLine, lineWidth } from "./lines.ts";
import { type Depth, paint, type StyledLine } from "./style.ts";

/** What a screen needs. */
export interface ScreenOptions {
  /** Where output goes; while a promise it gave is open, further output is kept together. */
  readonly write: (text: string) => void | Promise<void>;
  /** The size at the beginning. */
  readonly size: Size;
  /** How many colours may be used. */
  readonly depth: Depth;
  /** Which rows the terminal breaks anew when it becomes narrower. */
  readonly reflow: Reflow;
  /** Runs what is given to it soon, once; a microtask by default. */
  readonly schedule?: (run: () => void) => void;
  /** What is printed in place of lines that came faster than the terminal took them. */
  readonly skipped: (lines: number) => StyledLine;
}

const BEGIN = "\x1b[?2026h\x1b[?25l";
const END = "\x1b[?25h\x1b[?2026l";
const ERASE_BELOW = "\x1b[J";
const ERASE_RIGHT = "\x1b[K";
const WRAP_OFF = "\x1b[?7l";
const WRAP_ON = "\x1b[?7h";

/** See the module. */
export class Screen {
  readonly #options: ScreenOptions;
  #size: Size;
  #frame: Frame = { rows: [], cursor: { row: 0, column: 0 } };
  /** The live area as it stands on the terminal. */
  #drawn: Frame = { rows: [], cursor: { row: 0, column: 0 } };
  /** How many rows the terminal has between the live area's first and the cursor's. */
  #above = 0;
  #waiting: StyledLine[] = [];
  #skipped = 0;
  #bell = false;
  #clear = false;
  #stale = false;
  #scheduled = false;
  #writing: Promise<void> | undefined;
  #closed = false;

  /** A screen whose cursor is at the beginning of a row; nothing is written yet. */
  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#size = options.size;
  }

  /** Its size now. */
  get size(): Size {
    return this.#size;
  }

  /** Prints lines above the live area; a line wider than the screen is broken by the terminal. */
  print(lines: readonly StyledLine[]): void {
    for (const line of lines) this.#waiting.push(line);
    const over = this.#waiting.length - MAX_WAITING_LINES;
    if (over > 0) {
      this.#waiting.splice(0, over);
      this.#skipped += over;
    }
    this.#soon();
  }

  /** Makes `frame` the live area. */
  update(frame: Frame): void {
    this.#frame = frame;
    this.#soon();
  }

  /** Rings the bell with the next write. */
  bell(): void {
    this.#bell = true;
    this.#soon();
  }

  /** Empties the screen; what was on it goes to the part that is scrolled back to. */
  clear(): void {
    this.#clear = true;
    this.#soon();
  }

  /**
   * Tells that the terminal has another size now, or was written to by others. The live area should
   * be given anew, for that size, right after.
   */
  resize(size: Size): void {
    this.#size = size;
    this.#above = rowsAbove(this.#drawn, size.columns, this.#options.reflow);
    this.#stale = true;
    this.#soon();
  }

  /** Writes at once what waits, if the terminal is free. */
  flush(): void {
    if (this.#closed || this.#writing !== undefined) return;
    const output = this.#output();
    if (output === "") return;
    const written = this.#options.write(output);
    if (written === undefined) return;
    const next = () => {
      this.#writing = undefined;
      this.flush();
    };
    // A terminal that is gone takes nothing; whoever reads the keys learns of its end.
    this.#writing = written.then(next, next);
  }

  /** Removes the live area, prints what waits, and leaves the cursor at the beginning of a row. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#frame = { rows: [], cursor: { row: 0, column: 0 } };
    while (this.#writing !== undefined) await this.#writing;
    this.flush();
    while (this.#writing !== undefined) await this.#writing;
    this.#closed = true;
  }

  #soon(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    (this.#options.schedule ?? queueMicrotask)(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #output(): string {
    const bell = this.#bell ? "\x07" : "";
    this.#bell = false;
    const lines = this.#takeLines();
    const frame = fitted(this.#frame, this.#size);
    const same = !this.#stale && !this.#clear && sameFrame(frame, this.#drawn);
    if (lines.length === 0 && same) return bell;
    // Nothing is erased that is about to be drawn: so nothing flickers while a person types.
    const inPlace = lines.length === 0 && !this.#stale && !this.#clear;
    const printed = lines.map((line) => paint(line, this.#options.depth) + "\r\n").join("");
    const output = bell + BEGIN + up(this.#above) + "\r" + (inPlace ? "" : this.#erase()) +
      printed +
      this.#draw(frame) + END;
    this.#stale = this.#clear = false;
    return output;
  }

  #takeLines(): StyledLine[] {
    const lines = this.#waiting;
    if (this.#skipped > 0) lines.unshift(this.#options.skipped(this.#skipped));
    this.#waiting = [];
    this.#skipped = 0;
    return lines;
  }

  #erase(): string {
    if (!this.#clear) return ERASE_BELOW;
    // Scrolled by as many rows as are above the live area, and no more.
    return ERASE_BELOW + "\n".repeat(this.#size.rows - 1) + "\x1b[H";
  }

  #draw(frame: Frame): string {
    const { rows, cursor } = frame;
    this.#drawn = frame;
    this.#above = cursor.row;
    if (rows.length === 0) return ERASE_BELOW;
    const { depth } = this.#options;
    const beginning = fitLine(rows[cursor.row] ?? [], cursor.column);
    const drawn = rows.map((row) => paint(row, depth)).join(ERASE_RIGHT + "\r\n");
    return WRAP_OFF + drawn + ERASE_BELOW +
      up(rows.length - 1 - cursor.row) + "\r" + paint(beginning, depth) + WRAP_ON;
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/**
 * How many rows there are above the cursor's after the terminal got `columns` columns. Where it is
 * not known whether the cursor's own row was broken, it is taken for whole: a leftover row does
 * less harm than a message erased.
 */
function rowsAbove({ rows, cursor }: Frame, columns: number, reflow: Reflow): number {
  if (reflow === "none") return cursor.row;
  let above = 0;
  for (const row of rows.slice(0, cursor.row)) {
    above += Math.max(Math.ceil(lineWidth(row) / columns), 1);
  }
  return reflow === "all" ? above + Math.floor(cursor.column / columns) : above;
}
