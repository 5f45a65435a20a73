/**
 * Pictures of terminals: what programs wrote, as a terminal shows it, drawn as SVG. Letters stay
 * text, every one in its cell, so that a picture looks the same with any monospaced font.
 *
 * @module
 */
import xterm from "@xterm/headless";

/** A part of the screen: where it begins, its size in cells, and what was written there. */
export interface Pane {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  /** Text with escape sequences; rows end in line feeds. */
  readonly text: string;
  /** The cell of the cursor in the pane, if it is to be drawn. */
  readonly cursor?: readonly [column: number, row: number];
}

/** How a picture looks. */
export interface PictureOptions {
  /** Letters dark on light instead of light on dark. */
  readonly isLight?: boolean;
  /** What stands in the window's title. */
  readonly title?: string;
}

const CELL = { width: 8.4, height: 18 };
const FONT = 14;
const PADDING = 12;
const TITLE_HEIGHT = 28;

interface Theme {
  readonly ground: string;
  readonly frame: string;
  readonly letter: string;
  readonly grey: string;
  readonly ansi: readonly string[];
}

const DARK: Theme = {
  ground: "#16181d",
  frame: "#3a3f4b",
  letter: "#d7dae0",
  grey: "#7f8591",
  ansi: ["#16181d", "#d75f5f", "#87af5f", "#d7af5f", "#5f87d7", "#af87d7", "#5fafaf", "#d7dae0"],
};

const LIGHT: Theme = {
  ground: "#fdfdfb",
  frame: "#d0d0cc",
  letter: "#22252a",
  grey: "#7a7f87",
  ansi: ["#22252a", "#c0392b", "#3d7a1f", "#9a6700", "#2456b3", "#7d3bb0", "#17757a", "#fdfdfb"],
};

/** One letter and how it looks. */
interface Cell {
  readonly text: string;
  readonly columns: number;
  readonly letter: string;
  readonly ground: string;
  readonly look: string;
}

/** The picture of some panes, with lines between them. */
export async function picture(
  panes: readonly Pane[],
  { isLight = false, title }: PictureOptions = {},
): Promise<string> {
  const theme = isLight ? LIGHT : DARK;
  const columns = Math.max(...panes.map(({ left, columns }) => left + columns));
  const rows = Math.max(...panes.map(({ top, rows }) => top + rows));
  const head = title === undefined ? 0 : TITLE_HEIGHT;
  const width = columns * CELL.width + 2 * PADDING;
  const height = rows * CELL.height + 2 * PADDING + head;
  const drawn: string[] = [];
  for (const pane of panes) drawn.push(...await drawPane(pane, theme));
  const font = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono', monospace";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fixed(width)} ${fixed(height)}"`,
    ` font-family="${font}" font-size="${FONT}" xml:space="preserve">\n`,
    `<rect width="100%" height="100%" rx="8" fill="${theme.ground}"/>\n`,
    ...(title === undefined ? [] : [titleBar(title, width, theme)]),
    `<g transform="translate(${PADDING} ${PADDING + head})">\n`,
    ...borders(panes, theme),
    ...drawn,
    `</g>\n</svg>\n`,
  ].join("");
}

function titleBar(title: string, width: number, theme: Theme): string {
  return `<rect width="100%" height="${TITLE_HEIGHT}" rx="8" fill="${theme.frame}"/>\n` +
    `<text x="${fixed(width / 2)}" y="19" text-anchor="middle" fill="${theme.letter}">` +
    `${escaped(title)}</text>\n`;
}

/** A line left of and above each pane that does not begin at the edge. */
function borders(panes: readonly Pane[], theme: Theme): string[] {
  return panes.flatMap(({ left, top, columns, rows }) => {
    const [x, y] = [(left - 0.5) * CELL.width, (top - 0.5) * CELL.height];
    const [right, bottom] = [(left + columns) * CELL.width, (top + rows) * CELL.height];
    const line = (d: string) => `<path d="${d}" stroke="${theme.frame}" fill="none"/>\n`;
    return [
      ...(left > 0 ? [line(`M${fixed(x)} ${fixed(top * CELL.height)}V${fixed(bottom)}`)] : []),
      ...(top > 0 ? [line(`M${fixed(left * CELL.width)} ${fixed(y)}H${fixed(right)}`)] : []),
    ];
  });
}

async function drawPane(pane: Pane, theme: Theme): Promise<string[]> {
  const grid = await cellsOf(pane, theme);
  const drawn: string[] = [];
  for (const [y, row] of grid.entries()) {
    let column = pane.left;
    for (const run of runsOf(row)) {
      drawn.push(drawRun(run, column, pane.top + y, theme));
      column += run.reduce((sum, cell) => sum + cell.columns, 0);
    }
  }
  if (pane.cursor !== undefined) {
    const [x, y] = pane.cursor;
    drawn.push(ground(pane.left + x, pane.top + y, 1, theme.letter, 0.6));
  }
  return drawn;
}

/** What the terminal shows, cell by cell. */
async function cellsOf({ columns, rows, text }: Pane, theme: Theme): Promise<Cell[][]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  await new Promise<void>((resolve) => {
    // the emulator gives a column to what only steers the direction; other terminals give none
    const shown = text.replace(/\n$/, "").replace(/[\u2066-\u2069]/g, "");
    terminal.write(shown.replaceAll("\n", "\r\n"), resolve);
  });
  const { active } = terminal.buffer;
  const grid = Array.from({ length: rows }, (_, y) => {
    const line = active.getLine(active.baseY + y);
    return Array.from({ length: columns }, (_, x) => line?.getCell(x))
      .filter((cell) => cell !== undefined && cell.getWidth() > 0)
      .map((cell) => cellOf(cell as Exclude<typeof cell, undefined>, theme));
  });
  terminal.dispose();
  return grid;
}

type XtermCell = NonNullable<
  ReturnType<
    NonNullable<ReturnType<InstanceType<typeof xterm.Terminal>["buffer"]["active"]["getLine"]>>[
      "getCell"
    ]
  >
>;

function cellOf(cell: XtermCell, theme: Theme): Cell {
  const letter = cell.isFgDefault() ? theme.letter : colour(cell.getFgColor(), theme);
  const under = cell.isBgDefault() ? theme.ground : colour(cell.getBgColor(), theme);
  const [front, back] = cell.isInverse() ? [under, letter] : [letter, under];
  const look = [
    cell.isBold() ? ` font-weight="bold"` : "",
    cell.isItalic() ? ` font-style="italic"` : "",
    cell.isUnderline() ? ` text-decoration="underline"` : "",
    cell.isDim() ? ` opacity="0.6"` : "",
  ].join("");
  return {
    text: cell.getChars() || " ",
    columns: cell.getWidth(),
    letter: front,
    ground: back,
    look,
  };
}

/** Cells that look alike, as far as they can be drawn as one piece. */
function runsOf(cells: readonly Cell[]): Cell[][] {
  const runs: Cell[][] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    const alike = before !== undefined && before.letter === cell.letter &&
      before.ground === cell.ground && before.look === cell.look;
    // only letters of ASCII are known to be as wide as a cell
    if (last !== undefined && alike && isPlain(before) && isPlain(cell)) last.push(cell);
    else runs.push([cell]);
  }
  return runs;
}

function isPlain({ text }: Cell): boolean {
  return /^[\x20-\x7e]$/.test(text);
}

function drawRun(run: readonly Cell[], column: number, row: number, theme: Theme): string {
  const [first] = run;
  if (first === undefined) return "";
  const whole = run.reduce((sum, cell) => sum + cell.columns, 0);
  const under = first.ground === theme.ground ? "" : ground(column, row, whole, first.ground, 1);
  const text = run.map((cell) => cell.text).join("").trimEnd();
  if (text === "") return under;
  const columns = first.columns === 1 ? text.length : whole;
  const [x, y] = [column * CELL.width, row * CELL.height + CELL.height * 0.75];
  const length = first.columns === 1 ? ` textLength="${fixed(columns * CELL.width)}"` : "";
  return `${under}<text x="${fixed(x)}" y="${fixed(y)}" fill="${first.letter}"${first.look}` +
    `${length}>${escaped(text)}</text>\n`;
}

function ground(column: number, row: number, columns: number, fill: string, opacity: number) {
  const [x, y] = [column * CELL.width, row * CELL.height];
  return `<rect x="${fixed(x)}" y="${fixed(y)}" width="${fixed(columns * CELL.width)}" ` +
    `height="${CELL.height}" fill="${fill}" opacity="${opacity}"/>\n`;
}

/** A colour of the 256: the theme's own 8 twice, a cube of 6x6x6, 24 greys (xterm's palette). */
function colour(index: number, theme: Theme): string {
  if (index === 8) return theme.grey; // what terminals call bright black
  if (index < 16) return theme.ansi[index % 8] ?? theme.letter;
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
  const level = (step: number) => hex(step === 0 ? 0 : 55 + 40 * step);
  const rest = index - 16;
  return `#${level(Math.floor(rest / 36))}${level(Math.floor(rest / 6) % 6)}${level(rest % 6)}`;
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
