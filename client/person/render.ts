/**
 * Events as styled lines. Pure: the same event and the same width give the same lines.
 *
 * The first columns tell what a line is: the time of a message, or a mark. No text of a message
 * ever begins there, so that nobody can say anything in another's name.
 *
 * @module
 */

import { foldNick } from "../../protocol/fold.ts";
import type { MsgFrame, ServerFrame } from "../../protocol/frames.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { cleanText } from "../../protocol/text.ts";
import { MAX_CACHED_ENTRY_LINES, MAX_TEXT_INDENT_COLUMNS } from "../limits.ts";
import type { OutboxItem } from "../link/outbox.ts";
import { localTime, oneLine } from "../stdio/text_lines.ts";
import { isolate, isRightToLeft } from "../tty/bidi.ts";
import { expandLine, lineWidth, wrapLine } from "../tty/lines.ts";
import { colourOf } from "../tty/palette.ts";
import { expandTabs, width } from "../tty/width.ts";
import { FAINT, type Line, type Span, span, type Style, WARNING } from "../tty/style.ts";
import { mentions } from "./mention.ts";

/** What the look of a message depends on. */
export interface RenderOptions {
  /** Columns of the screen; `Infinity` where lines are not to be broken. */
  readonly columns: number;
  /** Rows that a message may take before it is folded. */
  readonly foldRows: number;
  /** One's own nickname. */
  readonly me: string;
  readonly say: ScreenPhrases;
}

/** Rendered lines, and whether some of the message are folded away. */
export interface Rendered {
  readonly lines: readonly Line[];
  readonly folded: boolean;
}

/** One's own name in what others say. */
const NAMED: Style = { bold: true, reverse: true };

/** The columns that tell what a line is: `12:34 `. */
export const MARGIN = 6;

/** Words that no row can hold are left to the terminal, to be copied: addresses, but no forgery. */
const COPIED = /^[!-~]*$/;

/** The look of a nickname: the same on every screen. */
export function nickStyle(nick: string): Style {
  return { bold: true, colour: colourOf(foldNick(nick)) };
}

/** A nickname as it looks everywhere. */
export function nickSpan(nick: string): Span {
  const name = oneLine(nick);
  return span(isolate(name), nickStyle(name));
}

/** A message of the room. */
export function renderMessage(message: MsgFrame, options: RenderOptions): Rendered {
  const name = nickSpan(message.nick);
  const who = message.action === true ? [span("* "), name, span(" ")] : [name, span(": ")];
  const own = foldNick(message.nick) === foldNick(options.me);
  const head = [span(`${clockOf(message.ts)} `, FAINT), ...who];
  return renderText(head, message.text, own ? { ...options, me: "" } : options);
}

/** A private message, to or from one. */
export function renderDm(
  { ts, nick, to, text }: Extract<ServerFrame, { type: "dm" }>,
  own: boolean,
  options: RenderOptions,
): Rendered {
  const words = own ? options.say.dmTo : options.say.dmFrom;
  const who = [span(words, { italic: true }), nickSpan(own ? to : nick), span(": ")];
  return renderText([span(`${clockOf(ts)} `, FAINT), ...who], text, { ...options, me: "" });
}

/** Something the client says; lines that are too long go on below their beginning. */
export function renderNotice(text: string, columns: number, style: Style = FAINT): Line[] {
  return marked("--", text, columns, style);
}

/** Something that needs attention. */
export function renderWarning(text: string, columns: number): Line[] {
  return marked("!!", text, columns, WARNING);
}

function marked(mark: string, text: string, columns: number, style: Style): Line[] {
  return cleanText(text).split("\n").flatMap((line) => {
    return wrapped(expandLine([span(`   ${mark} ${isolate(line)}`, style)]), columns);
  });
}

/** What the cache knows, each message by its beginning; nothing if it knows nothing. */
export function renderCached(
  cached: readonly string[],
  say: ScreenPhrases,
  columns: number,
): Line[] {
  if (cached.length === 0) return [];
  return [
    ...renderNotice(say.cacheBegins, columns),
    ...cached.flatMap((entry) => renderNotice(beginning(entry), columns)),
  ];
}

function beginning(entry: string): string {
  const lines = entry.split("\n");
  if (lines.length <= MAX_CACHED_ENTRY_LINES) return entry;
  return `${lines.slice(0, MAX_CACHED_ENTRY_LINES).join("\n")} …`;
}

/** Nicknames after a few words, each in its colour, and whole where a row can hold it. */
export function renderNames(words: string, nicks: readonly string[], columns: number): Line[] {
  let row: Line = [span(`   -- ${words} `, FAINT)];
  let isEmpty = true;
  const rows: Line[] = [];
  for (const [i, nick] of nicks.entries()) {
    const name = [nickSpan(nick), ...(i < nicks.length - 1 ? [span(",")] : [])];
    const longer = [...row, ...(isEmpty ? [] : [span(" ")]), ...name];
    // one that no row can hold is broken wherever it stands
    const mayStay = isEmpty || lineWidth(name) > columns - MARGIN;
    const fits = mayStay || lineWidth(longer) <= columns;
    if (!fits) rows.push(row);
    row = fits ? longer : [span(" ".repeat(MARGIN)), ...name];
    isEmpty = false;
  }
  return [...rows, row].flatMap((row) => lineWidth(row) > columns ? wrapped(row, columns) : [row]);
}

/** Something of one's own on its way: it stands as it will when it is stored, but for the time. */
export function renderPending({ command }: OutboxItem, nick: string, say: ScreenPhrases): Line {
  const shown = (text: string) => {
    const [first = ""] = cleanText(text).split("\n", 1);
    const more = text.length > first.length ? " …" : "";
    return isolate(first.replaceAll("\t", "    ")) + more;
  };
  switch (command.kind) {
    case "say": {
      const who = command.action === true ? `* ${nick} ` : `${nick}: `;
      return [span(`    … ${who}${shown(command.text)}`, FAINT)];
    }
    case "dm":
      return [span(`    … ${say.dmTo}${oneLine(command.to)}: ${shown(command.text)}`, FAINT)];
    case "nick":
      return [span(`    … /nick ${command.nick}`, FAINT)];
    case "room":
      return [span(`    … /room ${command.room}`, FAINT)];
  }
}

/** The local time of day, such as `02:15`. */
export function clockOf(ts: string): string {
  return localTime(ts).slice(11, 16).padStart(5);
}

function renderText(head: Line, text: string, options: RenderOptions): Rendered {
  const { columns, me, say, foldRows } = options;
  const own = lineWidth(head);
  const indent = own <= MAX_TEXT_INDENT_COLUMNS ? own : MARGIN + 2;
  const lines = cleanText(text).split("\n").map((line) => highlight(expandTabs(line), me));
  const blank = span(" ".repeat(indent));
  // lines that belong below each other begin in the same column, whatever the name before them
  const below = lines.length > 1 && own > MAX_TEXT_INDENT_COLUMNS;
  const whole = lines.map((line, i): Line =>
    i === 0 && !below ? [...head, ...line] : [
      blank,
      ...line,
    ]
  );
  const rows = (keepWords: boolean) => [
    ...(below ? [head] : []),
    ...whole.flatMap((line) => wrapLine(line, columns, { indent, keepWords })),
  ];
  const all = rows(false);
  // a fold of one row would save nothing
  if (all.length <= foldRows + 1) {
    const room = columns - Math.min(indent, columns >> 1);
    const words = cleanText(text).split(/[ \t\n]/);
    const mayCopy = words.every((word) => COPIED.test(word) || width(word) <= room);
    return { lines: mayCopy ? rows(true) : all, folded: false };
  }
  const note: Line = [blank, span(say.folded(all.length - foldRows), FAINT)];
  return {
    lines: [...all.slice(0, foldRows), ...wrapLine(note, columns, { indent })],
    folded: true,
  };
}

function wrapped(line: Line, columns: number): Line[] {
  return wrapLine(line, columns, { indent: MARGIN });
}

/** A line of text with one's own name standing out. */
function highlight(line: string, me: string): Span[] {
  const ranges = mentions(line, me);
  if (ranges.length === 0) return [span(isolate(line))];
  // in parts, a text that runs from right to left would be shown in the wrong order
  if (isRightToLeft(line)) return [span(isolate(line), { bold: true })];
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) spans.push(span(line.slice(at, start)));
    spans.push(span(line.slice(start, end), NAMED));
    at = end;
  }
  if (at < line.length) spans.push(span(line.slice(at)));
  return spans;
}

/**
 * `count` if that fits; else the largest number below it that does, and 1 if none. Where one fits, all
 * smaller ones are taken to: it asks about few of them, since a server may name thousands.
 */
export function mostThatFit(count: number, fits: (named: number) => boolean): number {
  if (count <= 1 || fits(count)) return count;
  let low = 1;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
