/**
 * The part of a room that the page has: messages whose ids follow each other, and what happened between
 * them. Pure: each step makes a new window.
 */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_WINDOW_ITEMS } from "../limits.ts";

/** Something that is told between messages: who came, what could not be done. */
export interface Notice {
  readonly kind: "notice";
  /** Unique in its room. */
  readonly key: number;
  readonly text: string;
  /** When it happened, ISO 8601. */
  readonly ts: string;
  /** What the notice is about; a private message stands out. */
  readonly about: "presence" | "private" | "problem" | "help";
}

/** A message of the room. */
export interface MessageItem {
  readonly kind: "message";
  readonly message: MsgFrame;
}

/** One thing in a window. */
export type WindowItem = MessageItem | Notice;

/** Where the next page is to be put. */
export type WindowEnd = "older" | "newer";

/** A part of a room. */
export interface Window {
  /** In order, the oldest first. */
  readonly items: readonly WindowItem[];
  /** Id of the newest message of the room, as far as it is known. */
  readonly newest: number;
  /** Whether there are no older messages than those here. */
  readonly atStart: boolean;
}

/** A window of a room of which nothing is here yet. */
export const EMPTY_WINDOW: Window = { items: [], newest: 0, atStart: false };

/** Id of the first message in the window; `undefined` where there is none. */
export function firstId({ items }: Window): number | undefined {
  for (const item of items) if (item.kind === "message") return item.message.id;
  return undefined;
}

/** Id of the last message in the window; `undefined` where there is none. */
export function lastId({ items }: Window): number | undefined {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i]!;
    if (item.kind === "message") return item.message.id;
  }
  return undefined;
}

/** Whether the window reaches the newest message of the room. */
export function atEnd(window: Window): boolean {
  const last = lastId(window);
  return last === undefined || last >= window.newest;
}

/**
 * Adds what has just happened.
 *
 * @param isFollowed Whether the user sees the end. If not, nothing that is being read may go, so a full
 * window does not take it: it is loaded when the user goes there.
 */
export function append(
  window: Window,
  items: readonly WindowItem[],
  isFollowed: boolean,
): Window {
  const newest = items.reduce(
    (id, item) => item.kind === "message" ? Math.max(id, item.message.id) : id,
    window.newest,
  );
  const fits = isFollowed || window.items.length + items.length <= MAX_WINDOW_ITEMS;
  if (!fits || !atEnd(window)) return { ...window, newest };
  return bounded({ ...window, newest, items: [...window.items, ...items] }, "newer");
}

/** Adds a page that was asked for at one end. What comes a second time is left out. */
export function addPage(window: Window, page: readonly MsgFrame[], end: WindowEnd): Window {
  const first = firstId(window) ?? Infinity;
  const last = lastId(window) ?? 0;
  const isNew = end === "older"
    ? ({ id }: MsgFrame) => id < first
    : ({ id }: MsgFrame) => id > last;
  const items = page.filter(isNew).map((message): MessageItem => ({ kind: "message", message }));
  if (end === "newer") {
    const newest = Math.max(window.newest, page.at(-1)?.id ?? 0);
    return bounded({ ...window, newest, items: [...window.items, ...items] }, "newer");
  }
  const atStart = items.length === 0 || page[0]?.id === 1;
  return bounded({ ...window, items: [...items, ...window.items], atStart }, "older");
}

/** Drops from the far end what is too much. */
function bounded(window: Window, end: WindowEnd): Window {
  const { items } = window;
  const tooMany = items.length - MAX_WINDOW_ITEMS;
  if (tooMany <= 0) return window;
  if (end === "older") return { ...window, items: items.slice(0, MAX_WINDOW_ITEMS) };
  return { ...window, items: items.slice(tooMany), atStart: false };
}
