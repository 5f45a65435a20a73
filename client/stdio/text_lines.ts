/** Messages as lines of a text file: for the cache, and for a pipe's plain output. Pure. */

import { CONTINUATION, type MsgFrame } from "../../protocol/frames.ts";
import { cleanText } from "../../protocol/text.ts";

/** A message as its lines, such as `[2026-11-23 02:15:29] ann: hi`, in local time. */
export function transcribe(
  { ts, nick, text, action }: Pick<MsgFrame, "ts" | "nick" | "text" | "action">,
): string {
  const who = oneLine(nick);
  const said = cleanText(text).replaceAll("\n", `\n${CONTINUATION}`);
  return `[${localTime(ts)}] ${action ? `* ${who} ${said}` : `${who}: ${said}`}`;
}

/** A nickname, a room or a reason, clean and on one line. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}

/** An ISO 8601 time as local day and time, such as `2026-11-23 02:15:29`. What is no time stays. */
export function localTime(ts: string): string {
  const date = new Date(ts);
  if (Number.isNaN(date.getTime())) return oneLine(ts).slice(0, 24);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}
