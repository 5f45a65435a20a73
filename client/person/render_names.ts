/** Nicknames as styled text. Pure. */

import { foldNick } from "../../protocol/nick_fold.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { lineWidth, wrapLine } from "../tty/lines.ts";
import { colourOf } from "../tty/palette.ts";
import { FAINT, type Span, span, type Style, type StyledLine } from "../tty/style.ts";
import { MARGIN } from "./margin.ts";
import { nameText } from "./name_text.ts";
import { noticeHead } from "./render_notice.ts";

/** The look of a nickname: the same on every screen. */
export function nickStyle(nick: string): Style {
  return { bold: true, colour: colourOf(foldNick(nick)) };
}

/** A nickname as it looks everywhere. */
export function nickSpan(nick: string): Span {
  return span(nameText(nick), nickStyle(oneLine(nick)));
}

/** Some of the nicknames, and what stands behind each of them. */
export interface NotedNicks {
  readonly nicks: ReadonlySet<string>;
  readonly note: string;
}

/** Nicknames after a few words, each in its colour. None is broken unless no row can hold it. */
export function renderNames(
  words: string,
  nicks: readonly string[],
  columns: number,
  { time, away }: { readonly time?: string; readonly away?: NotedNicks } = {},
): StyledLine[] {
  let row: StyledLine = [span(`${noticeHead("--", time)}${words} `, FAINT)];
  let isEmpty = true;
  const rows: StyledLine[] = [];
  for (const [i, nick] of nicks.entries()) {
    const note = away?.nicks.has(nick) === true ? [span(` (${away.note})`, FAINT)] : [];
    const name = [nickSpan(nick), ...note, ...(i < nicks.length - 1 ? [span(",")] : [])];
    const longer = [...row, ...(isEmpty ? [] : [span(" ")]), ...name];
    // one that no row can hold is broken wherever it stands
    const mayStay = isEmpty || lineWidth(name) > columns - MARGIN;
    const fits = mayStay || lineWidth(longer) <= columns;
    if (!fits) rows.push(row);
    row = fits ? longer : [span(" ".repeat(MARGIN)), ...name];
    isEmpty = false;
  }
  return [...rows, row].flatMap((row) =>
    lineWidth(row) > columns ? wrapLine(row, columns, { indent: MARGIN }) : [row]
  );
}

/**
 * `count` if that many fit; else the largest number below it that fits, at least 1. Where a number
 * below `count` fits, all smaller ones count as fitting, so it asks few times: a server may name
 * thousands.
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
