/** Messages as styled lines. Pure: the same message and the same width give the same lines. */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { FoundMessage, MsgFrame, ServerFrame } from "../../protocol/frames.ts";
import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { cleanText } from "../../protocol/text.ts";
import { MAX_TEXT_INDENT_COLUMNS } from "../limits.ts";
import { isolate, isRightToLeft } from "../tty/bidi.ts";
import { lineWidth, wrapLine } from "../tty/lines.ts";
import { FAINT, type Span, span, type Style, type StyledLine } from "../tty/style.ts";
import { expandTabs, width } from "../tty/width.ts";
import { clockOf, MARGIN } from "./margin.ts";
import { mentions, type Range } from "./mention.ts";
import { apart } from "./ranges.ts";
import { nickSpan } from "./render_names.ts";

/** What the look of a message depends on. */
export interface RenderOptions {
  /** Columns of the screen; `Infinity` where lines are not to be broken. */
  readonly columns: number;
  /** Rows that a message may take before it is folded. */
  readonly foldRows: number;
  /** The user's own nickname. */
  readonly me: string;
  /** Words that call the user, besides the nickname. */
  readonly calls?: readonly string[];
  /** What stands out besides the nickname: the places in a line of text. */
  readonly marks?: (line: string) => readonly Range[];
  readonly say: ScreenPhrases;
}

/** The lines of a message, and whether more of it is folded away. */
export interface Rendered {
  readonly lines: readonly StyledLine[];
  readonly folded: boolean;
}

/** The look of the user's own name in what others say. */
const NAMED: Style = { bold: true, reverse: true };

/** The look of the number of what a search has found. */
const MATCH_NUMBER: Style = { bold: true };

/** The look of what a search has found. */
const MATCH: Style = { bold: true, underline: true };

/**
 * Words that the terminal itself may break where no row can hold them, so that addresses can be
 * copied. ASCII only: a word with no-break spaces could forge a line at the beginning of a row.
 */
const COPYABLE = /^[!-~]*$/;

/** A message of the room. */
export function renderMessage(message: MsgFrame, options: RenderOptions): Rendered {
  const name = nickSpan(message.nick);
  const who = message.action === true ? [span("* "), name, span(" ")] : [name, span(": ")];
  const own = foldNick(message.nick) === foldNick(options.me);
  const head = [span(`${clockOf(message.ts)} `, FAINT), ...who];
  return renderText(head, message.text, own ? { ...options, me: "" } : options);
}

/** A private message, to or from the user. */
export function renderDm(
  { ts, nick, to, text }: Extract<ServerFrame, { type: "dm" }>,
  own: boolean,
  options: RenderOptions,
  kind: "room" | "person" = "room",
): Rendered {
  // in the talk itself it is a message like any other
  if (kind === "person") {
    return renderText([span(`${clockOf(ts)} `, FAINT), nickSpan(nick), span(": ")], text, {
      ...options,
      me: "",
    });
  }
  const words = own ? options.say.dmTo : options.say.dmFrom;
  const who = [span(words, { italic: true }), nickSpan(own ? to : nick), span(": ")];
  return renderText([span(`${clockOf(ts)} `, FAINT), ...who], text, { ...options, me: "" });
}

/** A message that a search has found, with its number and where it was said. */
export function renderFound(
  message: FoundMessage,
  place: string,
  number: number,
  options: RenderOptions,
): Rendered {
  const name = nickSpan(message.nick);
  const who = message.action === true ? [span("* "), name, span(" ")] : [name, span(": ")];
  const head = [
    span(`${String(number).padStart(3)} `, MATCH_NUMBER),
    span(`${place} `, FAINT),
    ...who,
  ];
  return renderText(head, message.cut === true ? `${message.text} …` : message.text, options);
}

/** A text after a head. The lines of the text begin in the same column, if the head is not too long. */
function renderText(head: StyledLine, text: string, options: RenderOptions): Rendered {
  const { columns, say, foldRows, marks } = options;
  const places = marks ?? ((line: string) => callsIn(line, options));
  const style = marks === undefined ? NAMED : MATCH;
  const own = lineWidth(head);
  const indent = own <= MAX_TEXT_INDENT_COLUMNS ? own : MARGIN + 2;
  const lines = cleanText(text).split("\n").map((line) =>
    highlight(expandTabs(line), places, style)
  );
  const blank = span(" ".repeat(indent));
  // after a long name, even the first of several lines stands in a row of its own
  const below = lines.length > 1 && own > MAX_TEXT_INDENT_COLUMNS;
  const whole = lines.map((line, i): StyledLine =>
    i === 0 && !below ? [...head, ...line] : [blank, ...line]
  );
  const rows = (keepWords: boolean) => [
    ...(below ? [head] : []),
    ...whole.flatMap((line) => wrapLine(line, columns, { indent, keepWords })),
  ];
  const all = rows(false);
  // a fold of one row would save nothing
  if (all.length <= foldRows + 1) {
    const isSafe = isSafeToCopy(text, columns - Math.min(indent, columns >> 1));
    return { lines: isSafe ? rows(true) : all, folded: false };
  }
  const note: StyledLine = [blank, span(say.folded(all.length - foldRows), FAINT)];
  return {
    lines: [...all.slice(0, foldRows), ...wrapLine(note, columns, { indent })],
    folded: true,
  };
}

/** Where a line calls the user; nobody calls themselves. */
function callsIn(line: string, { me, calls = [] }: RenderOptions): readonly Range[] {
  if (me === "") return [];
  if (calls.length === 0) return mentions(line, me);
  return apart([me, ...calls].flatMap((word) => mentions(line, word)));
}

/** Whether the terminal may break all words that do not fit into `room` columns. */
function isSafeToCopy(text: string, room: number): boolean {
  const words = cleanText(text).split(/[ \t\n]/);
  return words.every((word) => COPYABLE.test(word) || width(word) <= room);
}

/** A line of text in which some places stand out. */
function highlight(line: string, places: (line: string) => readonly Range[], style: Style): Span[] {
  const ranges = places(line);
  if (ranges.length === 0) return [span(isolate(line))];
  // in parts, a text that runs from right to left would be shown in the wrong order
  if (isRightToLeft(line)) return [span(isolate(line), { bold: true })];
  const spans: Span[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) spans.push(span(line.slice(at, start)));
    spans.push(span(line.slice(start, end), style));
    at = end;
  }
  if (at < line.length) spans.push(span(line.slice(at)));
  return spans;
}
