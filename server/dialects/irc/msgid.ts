/** The `msgid` of what is in the log of a room (IRCv3 message-ids). */

import type { Ref } from "./history_pages.ts";

/**
 * The `msgid` of a message. Its time is a part of it: a server on an older copy of its data gives the same
 * ids to other messages, and must not take one for another.
 */
export function msgidOf(room: string, id: number, ts: string): string {
  return `${room}:${id}-${Date.parse(ts)}`;
}

/**
 * The `msgid` of another event. It has no id, but no two events of a room have the same time.
 */
export function eventMsgid(room: string, ts: string): string {
  return `${room}:t${Date.parse(ts)}`;
}

/** Parses a `msgid` of a message or of another event. */
export function parseMsgid(
  msgid: string,
): { readonly room: string; readonly ref: Ref } | undefined {
  const [, room, id, time] = /^(.*):(?:(\d{1,15})-|t)(\d{1,15})$/.exec(msgid) ?? [];
  if (room === undefined) return undefined;
  const ms = Number(time);
  return { room, ref: id === undefined ? { type: "event", ms } : { type: "message", id: +id, ms } };
}
