/** What the client itself says, as lines: notices, warnings, the messages of the cache. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { cleanText } from "../../protocol/text.ts";
import { MAX_CACHED_ENTRY_LINES } from "../limits.ts";
import { isolate } from "../tty/bidi.ts";
import { expandLine, lineWidth, truncateLine, wrapLine } from "../tty/lines.ts";
import { FAINT, NEW, span, type Style, type StyledLine, WARNING } from "../tty/style.ts";
import { ENDLESS_COLUMNS, MARGIN } from "./margin.ts";

/** Something the client says. Lines that are too long go on below their beginning. */
export function renderNotice(text: string, columns: number, style: Style = FAINT): StyledLine[] {
  return marked("--", text, columns, style);
}

/** Something that needs attention. */
export function renderWarning(text: string, columns: number): StyledLine[] {
  return marked("!!", text, columns, WARNING);
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

function marked(mark: string, text: string, columns: number, style: Style): StyledLine[] {
  return cleanText(text).split("\n").flatMap((line) => {
    const row = expandLine([span(`   ${mark} ${isolate(line)}`, style)]);
    return wrapLine(row, columns, { indent: MARGIN });
  });
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
