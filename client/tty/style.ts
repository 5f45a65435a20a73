/**
 * Styled text as data, and the only way from there to the terminal: {@linkcode paint}.
 *
 * @module
 */

/** How many colours may be used. Bold, reverse and the like are no colours: they are used at 0, too. */
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
  /** The colours of letters and background swapped. */
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

/** A piece of text in one style. It holds no line break. */
export interface Span {
  /** What is shown. */
  readonly text: string;
  /** Its style; the terminal's own where there is none. */
  readonly style?: Style;
}

/** One line of styled text. */
export type StyledLine = readonly Span[];

/** The style of where the user is called. */
export const CALL: Style = { bold: true, reverse: true };

/** The style of what is new. */
export const NEW: Style = { bold: true, colour: { of256: 130, of16: 3 } };

/** The style of what needs attention: an error, a text that is too long. */
export const WARNING: Style = { bold: true, colour: { of256: 167, of16: 1 } };

/** The style of what need not be read: a note, a message on its way. */
export const FAINT: Style = { dim: true };

/** `text` as a span. */
export function span(text: string, style?: Style): Span {
  return style === undefined ? { text } : { text, style };
}

/** The text of `line`, without its styles. */
export function plain(line: StyledLine): string {
  return line.map((part) => part.text).join("");
}

/**
 * The output that shows `line` in at most `depth` colours. After it the terminal's style is as before.
 *
 * Text becomes terminal output only here and in {@linkcode paintPlain}. So here every control character becomes U+FFFD, and what
 * turns the direction of text, whoever sent it.
 */
export function paint(line: StyledLine, depth: Depth): string {
  let out = "";
  for (const { text, style } of line) {
    if (text === "") continue;
    const codes = style === undefined ? "" : sgr(style, depth);
    out += codes === "" ? harmless(text) : `\x1b[${codes}m${harmless(text)}\x1b[0m`;
  }
  return out;
}

/** The output that shows `line` without any attribute. */
export function paintPlain(line: StyledLine): string {
  return harmless(plain(line));
}

function harmless(text: string): string {
  // an embedding or an override would turn the rest of the row round; isolates are this program's own too
  return text.replace(/[\p{Cc}\u2028-\u202e]/gu, "\ufffd");
}

/** The parameters of "select graphic rendition" (SGR), ECMA-48 8.3.117. */
function sgr(style: Style, depth: Depth): string {
  const codes: string[] = [];
  if (style.bold) codes.push("1");
  if (style.dim) codes.push("2");
  if (style.italic) codes.push("3");
  if (style.underline) codes.push("4");
  if (style.reverse) codes.push("7");
  if (style.colour !== undefined && depth > 0) codes.push(foreground(style.colour, depth));
  return codes.join(";");
}

function foreground(colour: Colour, depth: Depth): string {
  if (depth === 256) return `38;5;${colour.of256}`;
  return String(colour.of16 < 8 ? 30 + colour.of16 : 82 + colour.of16);
}

/** A line with fainter letters and without colours. */
export function dimmed(line: StyledLine): StyledLine {
  return line.map(({ text }) => span(text, FAINT));
}
