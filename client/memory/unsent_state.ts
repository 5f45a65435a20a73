/** What a client leaves behind when it could not send everything, as text. Pure. */

import type { OutboxItem, PendingCommand, SavedItem } from "../link/outbox.ts";
import type { SavedSession } from "../link/recalled_session.ts";
import type { Session } from "../link/session.ts";

/** A message, and the room it was meant for. */
export interface UnsentItem extends SavedItem {
  readonly room: string;
}

/** A session, and the messages that it could not send. */
export interface UnsentState extends SavedSession {
  readonly items: readonly UnsentItem[];
}

/**
 * What has to be saved of a session; `undefined` when all was acknowledged.
 *
 * @param earlier What an earlier client had left, if it had.
 * @param recovered The items of that about which the user has not decided yet.
 */
export function unsentStateOf(
  session: Session,
  earlier: SavedSession | undefined,
  recovered: readonly UnsentItem[],
): UnsentState | undefined {
  const own = ownItems(session);
  const items = [...recovered, ...own];
  const nick = session.lastNick;
  const isAnother = earlier !== undefined && nick !== earlier.nick && own.length === 0;
  const saved = isAnother || nick === undefined ? earlier : savedSession(session, nick, earlier);
  return items.length === 0 || saved === undefined ? undefined : { ...saved, items };
}

function ownItems(session: Session): UnsentItem[] {
  const items: UnsentItem[] = [];
  let { room } = session;
  for (const item of session.outbox.saved) {
    if (item.command.kind === "room") room = item.command.room;
    // a change of nickname is for now, not for the next time
    else if (item.command.kind === "say") {
      items.push({ ...item, room: item.command.room ?? room });
    } else if (item.command.kind !== "nick") items.push({ ...item, room });
  }
  return items;
}

/** The session; until the server lets it in, what an earlier client knew of it is still true. */
function savedSession(
  session: Session,
  nick: string,
  earlier: SavedSession | undefined,
): SavedSession {
  const { room } = session;
  const before = earlier?.nick === nick ? earlier : undefined;
  return {
    nick,
    room,
    resume: session.resume ?? before?.resume,
    ...savedPlace(session, room, before?.room === room ? before : undefined),
  };
}

/** Where in the log the session is, or an earlier client was. */
function savedPlace(
  session: Session,
  room: string,
  before: SavedSession | undefined,
): Pick<SavedSession, "since" | "sinceTs" | "log"> {
  const since = session.newestId(room);
  const place = since === undefined
    ? { since: before?.since, sinceTs: before?.sinceTs, log: before?.log }
    : { since, sinceTs: session.newestTs(room), log: session.logOf(room) };
  return {
    since: place.since,
    ...(place.sinceTs === undefined ? {} : { sinceTs: place.sinceTs }),
    ...(place.log === undefined ? {} : { log: place.log }),
  };
}

/** The text of a state, for a file. In version 1 of the file a command is called `wish`. */
export function writeUnsentState({ items, ...session }: UnsentState): string {
  const entries = items.map(({ cid, command, nicks, room }) => ({
    cid,
    wish: command,
    nicks,
    room,
  }));
  return JSON.stringify({ v: 1, ...session, items: entries }, null, 1) + "\n";
}

/** What could be read of a file. */
export interface ReadUnsent {
  readonly state: UnsentState | undefined;
  /** Whether that is all that stands in it. */
  readonly isWhole: boolean;
}

/** Reads what `writeUnsentState` wrote, as far as it can be understood. */
export function readUnsentState(text: string): ReadUnsent {
  const state = stateIn(text);
  return { state, isWhole: state !== undefined && writtenItems(text) === state.items.length };
}

function writtenItems(text: string): number {
  return JSON.parse(text).items.length;
}

function stateIn(text: string): UnsentState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // cut off, or written by something else
  }
  if (!isRecord(value) || value.v !== 1 || !Array.isArray(value.items)) return undefined;
  const { nick, resume, room, since, sinceTs, log, items } = value;
  if (typeof nick !== "string" || typeof room !== "string") return undefined;
  return {
    nick,
    room,
    resume: typeof resume === "string" ? resume : undefined,
    since: Number.isSafeInteger(since) ? since as number : undefined,
    ...(typeof sinceTs === "string" ? { sinceTs } : {}),
    ...(typeof log === "string" ? { log } : {}),
    items: items.flatMap((item) => readItem(item) ?? []),
  };
}

function readItem(value: unknown): UnsentItem | undefined {
  if (!isRecord(value) || !isRecord(value.wish) || !Array.isArray(value.nicks)) return undefined;
  const { cid, room, nicks } = value;
  const command = readCommand(value.wish);
  if (typeof cid !== "string" || typeof room !== "string" || command === undefined) {
    return undefined;
  }
  return { cid, room, command, nicks: nicks.filter((nick) => typeof nick === "string") };
}

function readCommand(
  { kind, text, to, action }: Record<string, unknown>,
): PendingCommand | undefined {
  if (typeof text !== "string") return undefined;
  if (kind === "say") return { kind, text, ...(action === true ? { action } : {}) };
  return kind === "dm" && typeof to === "string" ? { kind, to, text } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** An item without what only the file needs. */
export function itemOf({ cid, command, room }: UnsentItem): OutboxItem {
  return { cid, command: command.kind === "say" ? { ...command, room } : command };
}
