/**
 * What text looks like, as data, and its one way to the terminal: {@linkcode paint}.
 *
 * @module
 */

/** How many colours may be used; 0 means plain text, without any attribute. */
export type Depth = 0 | 16 | 256;

/** How a piece of text looks. A colour is an index of the 256-colour palette, 0 to 255. */
export interface Style {
  /** Heavier letters. */
  readonly bold?: boolean;
  /** Fainter letters. */
  readonly dim?: boolean;
  /** Slanted letters. */
  readonly italic?: boolean;
  /** A line below the letters. */
  readonly underline?: boolean;
  /** Letters and background changed about. */
  readonly reverse?: boolean;
  /** The colour of the letters where 256 can be shown, and where only 16 can. */
  readonly colour?: Colour;
}

/** One colour in two palettes. */
export interface Colour {
  /** An index of the 256-colour palette, 0 to 255. */
  readonly of256: number;
  /** The nearest of the 16 that every terminal has, 0 to 15. */
  readonly of16: number;
}

/** A piece of text that looks one way. It holds no line break. */
export interface Span {
  /** What is shown. */
  readonly text: string;
  /** How; the terminal's own look without it. */
  readonly style?: Style;
}

/** One line of styled text. */
export type StyledLine = readonly Span[];

/** Something needs attention: an error, a text that is too long. */
export const WARNING: Style = { bold: true, colour: { of256: 167, of16: 1 } };

/** Something may be passed over: a note, a message on its way. */
export const FAINT: Style = { dim: true };

/** `text` as a span; the style is left out where there is none. */
export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

/** What is written in `line`, without its looks. */
export function plain(line: StyledLine): string {
  return line.map((part) => part.text).join("");
}

/**
 * The bytes that show `line` in at most `depth` colours, the terminal's look being as before
 * afterwards.
 *
 * This is the only place where text becomes terminal output, so it is here that control characters
 * lose their power: each is shown as U+FFFD, whoever sent it.
 */
export function paint(line: StyledLine, depth: Depth): string {
  let out = "";
  for (const { text, style } of line) {
    if (text === "") continue;
    const codes = depth === 0 || style === undefined ? "" : sgr(style, depth);
    out += codes === "" ? harmless(text) : `\x1b[${codes}m${harmless(text)}\x1b[0m`;
  }
  return out;
}

function harmless(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, "\ufffd");
}

/** The parameters of "select graphic rendition", ECMA-48 8.3.117. */
function sgr(style: Style, depth: 16 | 256): string {
  const codes: string[] = [];
  if (style.bold) codes.push("1");
  if (style.dim) codes.push("2");
  if (style.italic) codes.push("3");
  if (style.underline) codes.push("4");
  if (style.reverse) codes.push("7");
  if (style.colour !== undefined) codes.push(foreground(style.colour, depth));
  return codes.join(";");
}

function foreground(colour: Colour, depth: 16 | 256): string {
  if (depth === 256) return `38;5;${colour.of256}`;
  return String(colour.of16 < 8 ? 30 + colour.of16 : 82 + colour.of16);
}
