/** What the client itself says, as lines: notices, warnings, the messages of the cache. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { cleanText } from "../../protocol/text.ts";
import { MAX_CACHED_ENTRY_LINES } from "../limits.ts";
import { isolate } from "../tty/bidi.ts";
import { expandLine, lineWidth, truncateLine, wrapLine } from "../tty/lines.ts";
import { FAINT, NEW, span, type Style, type StyledLine, WARNING } from "../tty/style.ts";
import { ENDLESS_COLUMNS, MARGIN } from "./margin.ts";

/** How a notice looks. */
export interface NoticeOptions {
  readonly style?: Style | undefined;
  /** When it happened, such as `12:34`. */
  readonly time?: string | undefined;
}

/** Something the client says. Lines that are too long go on below their beginning. */
export function renderNotice(
  text: string,
  columns: number,
  { style = FAINT, time }: NoticeOptions = {},
): StyledLine[] {
  return marked("--", text, columns, { style, time });
}

/** Something that needs attention. */
export function renderWarning(
  text: string,
  columns: number,
  { time }: Pick<NoticeOptions, "time"> = {},
): StyledLine[] {
  return marked("!!", text, columns, { style: WARNING, time });
}

/** Where something new begins. */
export function renderNewLine(text: string, columns: number): StyledLine[] {
  return wrapLine([span(`— ${text} —`, NEW)], columns, { indent: 2 });
}

/** Where a day begins: a rule across the screen. */
export function renderDayRule(day: string, columns: number): StyledLine[] {
  const width = Number.isFinite(columns) ? columns : ENDLESS_COLUMNS;
  const line = truncateLine([span(`── ${day} `, FAINT)], width);
  return [[...line, span("─".repeat(Math.max(0, width - lineWidth(line))), FAINT)]];
}

function marked(
  mark: string,
  text: string,
  columns: number,
  { style, time }: NoticeOptions,
): StyledLine[] {
  const head = noticeHead(mark, time);
  return cleanText(text).split("\n").flatMap((line) => {
    const row = expandLine([span(head + isolate(line), style ?? FAINT)]);
    return wrapLine(row, columns, { indent: MARGIN });
  });
}

/** What stands before a notice: its time, where it tells of something that happened then. */
export function noticeHead(mark: string, time: string | undefined): string {
  return time === undefined ? `   ${mark} ` : `${time} ${mark} `;
}

/** The messages of the cache, each by its beginning; nothing if there are none. */
export function renderCached(
  cached: readonly string[],
  say: ScreenPhrases,
  columns: number,
): StyledLine[] {
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
