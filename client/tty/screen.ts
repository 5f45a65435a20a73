/**
 * A terminal that scrolls, with a live area at its bottom. Printed lines go above the live area and
 * belong to the terminal then. There is no alternate screen, so scrolling, searching and copying work
 * as everywhere else.
 *
 * How the screen stays in order, however wide the terminal thinks a letter is:
 *
 * 1. Each change goes out in one write: it erases the live area, prints, and draws the live area again.
 *    The write stands between the marks of a synchronized update; other terminals ignore these.
 * 2. The terminal itself wraps printed lines, so nobody has to guess their width.
 * 3. Rows of the live area are never wrapped: wrapping is off while they are drawn. So a row stays one
 *    row, even if the terminal thinks that an emoji is wider than `width.ts` does.
 * 4. To place the cursor, the beginning of its row is written once more. So the cursor stands where the
 *    terminal itself counts to.
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
  /** Writes output. Until the promise that it returns resolves, further output waits. */
  readonly write: (text: string) => void | Promise<void>;
  /** The size at the beginning. */
  readonly size: Size;
  /** How many colours may be used. */
  readonly depth: Depth;
  /** Which rows the terminal wraps again when it becomes narrower. */
  readonly reflow: Reflow;
  /** Runs a function soon, once; as a microtask by default. */
  readonly schedule?: (run: () => void) => void;
  /** The line that is printed instead of lines that came faster than the terminal took them. */
  readonly skipped: (lines: number) => StyledLine;
}

const NOTHING: Frame = { rows: [], cursor: { row: 0, column: 0 } };

const BEGIN = "\x1b[?2026h\x1b[?25l";
const END = "\x1b[?25h\x1b[?2026l";
/**
 * Erases the cursor's row and all below. The row goes by itself: where all of the screen is erased from
 * its first cell, tmux moves what is on it to its history, the prompt and the draft too.
 */
const ERASE = "\x1b[K\x1b[C\x1b[J\r";
const ERASE_BELOW = "\x1b[J";
const ERASE_RIGHT = "\x1b[K";
const WRAP_OFF = "\x1b[?7l";
const WRAP_ON = "\x1b[?7h";

/** Prints lines, and draws the live area below them. */
export class Screen {
  readonly #options: ScreenOptions;
  #size: Size;
  #frame = NOTHING;
  /** The live area as it stands on the terminal. */
  #drawn = NOTHING;
  /** How many rows the terminal has between the live area's first and the cursor's. */
  #above = 0;
  #waiting: StyledLine[] = [];
  #skipped = 0;
  #bell = false;
  /** Sequences that draw nothing. */
  #controls = "";
  #clear = false;
  #stale = false;
  #scheduled = false;
  #writing: Promise<void> | undefined;
  #paused = false;

  /** The cursor must be at the beginning of a row. Nothing is written yet. */
  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#size = options.size;
  }

  /** The size now. */
  get size(): Size {
    return this.#size;
  }

  /** Prints lines above the live area. The terminal wraps a line that is wider than the screen. */
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

  /** Sends a sequence that draws nothing and moves nothing, such as a title, with the next write. */
  control(sequence: string): void {
    this.#controls += sequence;
    this.#soon();
  }

  /** Clears the screen. What was on it scrolls up, out of sight. */
  clear(): void {
    this.#clear = true;
    this.#soon();
  }

  /** The terminal has another size now. The caller should update the live area right after. */
  resize(size: Size): void {
    this.#size = size;
    this.#above = rowsAbove(this.#drawn, size.columns, this.#options.reflow);
    this.#stale = true;
    this.#soon();
  }

  /** Writes what waits at once, if the terminal is free. */
  flush(): void {
    if (this.#paused || this.#writing !== undefined) return;
    const output = this.#output();
    if (output === "") return;
    const written = this.#options.write(output);
    if (written === undefined) return;
    const next = () => {
      this.#writing = undefined;
      this.flush();
    };
    // if the terminal is gone, the reader of the keys finds out
    this.#writing = written.then(next, next);
  }

  /**
   * Removes the live area and prints what waits; until {@linkcode resume} nothing more is written. The
   * cursor ends at the beginning of a row.
   */
  async pause(): Promise<void> {
    if (this.#paused) return;
    this.#frame = NOTHING;
    while (this.#writing !== undefined) await this.#writing;
    this.flush();
    while (this.#writing !== undefined) await this.#writing;
    this.#paused = true;
  }

  /**
   * Draws at the cursor, at the beginning of a row: another program has used the terminal meanwhile.
   * The caller should update the live area right after.
   */
  resume(size: Size): void {
    this.#size = size;
    this.#paused = false;
    this.#drawn = NOTHING;
    this.#above = 0;
    this.#stale = true;
    this.#soon();
  }

  #soon(): void {
    if (this.#scheduled || this.#paused) return;
    this.#scheduled = true;
    (this.#options.schedule ?? queueMicrotask)(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  #output(): string {
    const bell = this.#controls + (this.#bell ? "\x07" : "");
    this.#bell = false;
    this.#controls = "";
    const lines = this.#takeLines();
    const frame = fitted(this.#frame, this.#size);
    const same = !this.#stale && !this.#clear && sameFrame(frame, this.#drawn);
    if (lines.length === 0 && same) return bell;
    // what is drawn over is not erased before: so nothing flickers while a person types
    const inPlace = lines.length === 0 && !this.#stale && !this.#clear;
    const printed = lines.map((line) => paint(line, this.#options.depth) + "\r\n").join("");
    const output = bell + BEGIN + up(this.#above) + "\r" + (inPlace ? "" : this.#erase()) +
      printed + this.#draw(frame, !inPlace) + END;
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
    // most live areas are one row, and there is nothing below
    if (!this.#clear) return this.#drawn.rows.length === 1 && !this.#stale ? ERASE_RIGHT : ERASE;
    // it scrolls by as many rows as are above the live area, and no more
    return ERASE + "\n".repeat(this.#size.rows - 1) + "\x1b[H";
  }

  /** @param isErased Whether there is nothing below the cursor. */
  #draw(frame: Frame, isErased: boolean): string {
    const { rows, cursor } = frame;
    this.#drawn = frame;
    this.#above = cursor.row;
    if (rows.length === 0) return isErased ? "" : ERASE;
    const { depth } = this.#options;
    const beginning = fitLine(rows[cursor.row] ?? [], cursor.column);
    const [right, below] = isErased ? ["", ""] : [ERASE_RIGHT, ERASE_BELOW];
    const drawn = rows.map((row) => paint(row, depth)).join(right + "\r\n");
    return WRAP_OFF + drawn + below +
      up(rows.length - 1 - cursor.row) + "\r" + paint(beginning, depth) + WRAP_ON;
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}

/**
 * How many rows of the live area are above the cursor after the terminal got `columns` columns. Where
 * the terminal may have wrapped the cursor's row or not, it counts as not wrapped: a row left over does
 * less harm than an erased message.
 */
function rowsAbove({ rows, cursor }: Frame, columns: number, reflow: Reflow): number {
  if (reflow === "none") return cursor.row;
  let above = 0;
  for (const row of rows.slice(0, cursor.row)) {
    above += Math.max(Math.ceil(lineWidth(row) / columns), 1);
  }
  return reflow === "all" ? above + Math.floor(cursor.column / columns) : above;
}
