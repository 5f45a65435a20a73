/** What a client leaves behind when it could not send all, as text. Pure. */

import type { Item, KeptItem, Wish } from "../link/outbox.ts";
import type { Earlier, Session } from "../link/session.ts";

/** A message, and the room it was meant for. */
export interface SpooledItem extends KeptItem {
  readonly room: string;
}

/** See the module. */
export interface SpoolState extends Earlier {
  readonly items: readonly SpooledItem[];
}

/**
 * What has to be kept of a session; `undefined` when all was acknowledged.
 *
 * @param left What an earlier client had left, if it had.
 * @param offered What of that is not decided on yet.
 */
export function spoolStateOf(
  session: Session,
  left: Earlier | undefined,
  offered: readonly SpooledItem[],
): SpoolState | undefined {
  const own = ownItems(session);
  const items = [...offered, ...own];
  const nick = session.lastNick;
  const isAnother = left !== undefined && nick !== left.nick && own.length === 0;
  const earlier = isAnother || nick === undefined ? left : identityOf(session, nick, left);
  return items.length === 0 || earlier === undefined ? undefined : { ...earlier, items };
}

function ownItems(session: Session): SpooledItem[] {
  const items: SpooledItem[] = [];
  let { room } = session;
  for (const item of session.outbox.kept) {
    if (item.wish.kind === "room") room = item.wish.room;
    // a nickname is wished for now or never
    else if (item.wish.kind !== "nick") items.push({ ...item, room });
  }
  return items;
}

/** Who the session is; before it was let in, what an earlier client knew of it still holds. */
function identityOf(session: Session, nick: string, left: Earlier | undefined): Earlier {
  const { room } = session;
  const before = left?.nick === nick ? left : undefined;
  return {
    nick,
    room,
    resume: session.resume ?? before?.resume,
    since: session.seen(room) ?? (before?.room === room ? before.since : undefined),
  };
}

/** The text of a state, for a file. */
export function writeSpoolState(state: SpoolState): string {
  return JSON.stringify({ v: 1, ...state }, null, 1) + "\n";
}

/** Reads what `writeSpoolState` wrote; `undefined` when the text is anything else. */
export function readSpoolState(text: string): SpoolState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // a file that was damaged cannot be understood, and there is only one reading
  }
  if (!isRecord(value) || value.v !== 1 || !Array.isArray(value.items)) return undefined;
  const { nick, resume, room, since, items } = value;
  if (typeof nick !== "string" || typeof room !== "string") return undefined;
  return {
    nick,
    room,
    resume: typeof resume === "string" ? resume : undefined,
    since: Number.isSafeInteger(since) ? since as number : undefined,
    items: items.flatMap((item) => readItem(item) ?? []),
  };
}

function readItem(value: unknown): SpooledItem | undefined {
  if (!isRecord(value) || !isRecord(value.wish) || !Array.isArray(value.nicks)) return undefined;
  const { cid, room, nicks } = value;
  const wish = readWish(value.wish);
  if (typeof cid !== "string" || typeof room !== "string" || wish === undefined) return undefined;
  return { cid, room, wish, nicks: nicks.filter((nick) => typeof nick === "string") };
}

function readWish({ kind, text, to, action }: Record<string, unknown>): Wish | undefined {
  if (typeof text !== "string") return undefined;
  if (kind === "say") return { kind, text, ...(action === true ? { action } : {}) };
  return kind === "dm" && typeof to === "string" ? { kind, to, text } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** An item without what only the spool needs. */
export function itemOf({ cid, wish }: SpooledItem): Item {
  return { cid, wish };
}
