/** The row that tells where something happens. Pure. */

import { lineWidth, truncateLine } from "../tty/lines.ts";
import { CALL, FAINT, type Span, span, type Style, type StyledLine } from "../tty/style.ts";
import { MAX_NUMBERED_STREAMS } from "../limits.ts";
import type { Conversation } from "./conversation.ts";
import { nameText } from "./name_text.ts";

/**
 * The row, such as `1.#lobby  3.ops 1!  2.dev 3  4.bob`; `undefined` where there is one stream alone. It is
 * cut from the right.
 *
 * @param inOrder The streams: the one that is shown first.
 * @param all The streams as they began: Alt and the number goes to one of the first nine.
 * @param away What stands behind them where the user is away.
 */
export function roomBar(
  inOrder: readonly Conversation[],
  all: readonly Conversation[],
  away: string | undefined,
): StyledLine | undefined {
  if (inOrder.length < 2 && away === undefined) return undefined;
  const parts = inOrder.map((each, i) => {
    // who has left the last room sees it still, and is not there
    const isShown = i === 0 && !each.hasLeft;
    return [...number(all.indexOf(each)), part(each, isShown)];
  });
  const last = away === undefined ? [] : [[span(away, FAINT)]];
  return [...parts, ...last].flatMap((part, i) => i === 0 ? part : [span("  "), ...part]);
}

/** The bar and the state of the connection on one row: of the bar half is left at the least. */
export function withStatus(
  bar: StyledLine | undefined,
  status: StyledLine | undefined,
  columns: number,
): StyledLine | undefined {
  if (bar === undefined) return status;
  if (status === undefined) return truncateLine(bar, columns);
  const room = Math.max(columns - lineWidth(status) - 2, columns >> 1);
  return [...truncateLine(bar, room), span("  "), ...status];
}

function number(index: number): Span[] {
  return index >= 0 && index < MAX_NUMBERED_STREAMS ? [span(`${index + 1}.`, FAINT)] : [];
}

function part({ kind, name, unread, calls }: Conversation, isShown: boolean): Span {
  const mark = isShown && kind === "room" ? "#" : "";
  const count = unread > 0 ? ` ${unread}${calls > 0 ? "!" : ""}` : "";
  return span(`${mark}${nameText(name)}${count}`, styleOf(unread, calls, isShown));
}

function styleOf(unread: number, calls: number, isShown: boolean): Style {
  if (calls > 0) return CALL;
  return isShown || unread > 0 ? { bold: true } : FAINT;
}
