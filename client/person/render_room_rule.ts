/** The line across the screen where another room begins. Pure. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { isolate } from "../tty/bidi.ts";
import { lineWidth, truncateLine } from "../tty/lines.ts";
import { FAINT, span, type StyledLine } from "../tty/style.ts";
import type { Conversation } from "./conversation.ts";
import { ENDLESS_COLUMNS } from "./margin.ts";
import { nameText } from "./name_text.ts";
import { nickSpan } from "./render_names.ts";

/** The rule with the room's name, how many are there, and its topic. */
export function renderRoomRule(
  { kind, name, count, topic }: Conversation,
  say: ScreenPhrases,
  columns: number,
): StyledLine[] {
  const width = Number.isFinite(columns) ? columns : ENDLESS_COLUMNS;
  const about = [
    ...(kind === "person" ? [say.privateTalk] : count > 0 ? [say.people(count)] : []),
    ...(topic === "" ? [] : [isolate(oneLine(topic))]),
  ].map((each) => ` · ${each}`).join("");
  const title = kind === "person" ? nickSpan(name) : span(`#${nameText(name)}`, { bold: true });
  const line = truncateLine([span("── ", FAINT), title, span(`${about} `, FAINT)], width);
  return [[...line, span("─".repeat(Math.max(0, width - lineWidth(line))), FAINT)]];
}
