/** How the items of a window stand below each other: days, groups of one author. Pure. */

import { GROUP_MS } from "../limits.ts";
import type { WindowItem } from "./window.ts";

/** How a row looks because of the row before it. */
export interface RowPlace {
  /** Another day begins with it. */
  readonly isNewDay: boolean;
  /** It has the nickname and the time: it does not just go on. */
  readonly isFirst: boolean;
}

/** The place of `item` below `before`. */
export function placeOf(item: WindowItem, before: WindowItem | undefined): RowPlace {
  const isNewDay = before === undefined || dayOf(tsOf(item)) !== dayOf(tsOf(before));
  return { isNewDay, isFirst: isNewDay || !goesOn(item, before) };
}

/** When an item happened, ISO 8601. */
export function tsOf(item: WindowItem): string {
  return item.kind === "message" ? item.message.ts : item.ts;
}

function goesOn(item: WindowItem, before: WindowItem | undefined): boolean {
  if (item.kind !== "message" || before?.kind !== "message") return false;
  const [one, other] = [before.message, item.message];
  return one.nick === other.nick && !other.action && !one.action &&
    Date.parse(other.ts) - Date.parse(one.ts) <= GROUP_MS;
}

function dayOf(ts: string): string {
  return new Date(ts).toDateString();
}
