/**
 * The first columns of a printed line. They tell what the line is: the time of a message, or a mark.
 * No text of a message begins there, so nobody can say anything in another's name.
 *
 * @module
 */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import { localTime } from "../stdio/text_lines.ts";

/** The width of the margin in columns: `12:34 `. */
export const MARGIN = 6;

/** The width of a rule where lines have no end. */
export const ENDLESS_COLUMNS = 80;

/** The local time of day, such as `02:15`. */
export function clockOf(ts: string): string {
  return localTime(ts).slice(11, 16).padStart(5);
}

/** The local time of day at `now`, in milliseconds. */
export function clockAt(now: number): string {
  return clockOf(new Date(now).toISOString());
}

/** When something was said: the time of day, with the day where that is not today's (`now`). */
export function timeOf(ts: string, now: number, { dayAndTime }: ScreenPhrases): string {
  const date = new Date(ts);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return isToday || Number.isNaN(date.getTime()) ? clockOf(ts).trim() : dayAndTime(date.getTime());
}
