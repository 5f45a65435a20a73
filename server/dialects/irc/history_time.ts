/** The time in front of old messages, for clients that are shown no times by themselves. */

import { utf8Bytes } from "../../../protocol/text.ts";
import { ircNick } from "./nick_and_channel.ts";
import type { Room } from "../../chat/room.ts";
import type { Stored } from "../../storage/journal.ts";
import { MAX_IRC_LINE_BYTES, MAX_IRC_WHERE_BYTES } from "./limits.ts";
import { channelOf } from "./nick_and_channel.ts";
import { actionText, splitText } from "./text.ts";

/**
 * A message with the time before each line that it takes, as `[14:05]` or, on another day,
 * `[2026-11-23 14:05]`. A line without it would look as if it were said now, and programs would answer it.
 */
export function withTime(stored: Stored, { name }: Pick<Room, "name">, now: number): Stored {
  const { event } = stored;
  if (event.type !== "msg") return stored;
  const mark = `[${clock(event.ts, now)}] `;
  const head = `:${ircNick(event.nick)}! PRIVMSG ${channelOf(name)} :${actionText(mark)}\r\n`;
  const room = MAX_IRC_LINE_BYTES - MAX_IRC_WHERE_BYTES - utf8Bytes(head);
  const lines = splitText(event.text, room).filter((line) => line.trim() !== "");
  return { ...stored, event: { ...event, text: lines.map((line) => mark + line).join("\n") } };
}

/** `ts` in the server's time zone; with the date when it is not today. */
function clock(ts: string, now: number): string {
  // Swedish writes dates the way ISO 8601 does
  const local = (ms: number) => new Date(ms).toLocaleString("sv-SE").slice(0, 16);
  const [at, today] = [local(Date.parse(ts)), local(now).slice(0, 10)];
  return at.startsWith(today) ? at.slice(11) : at;
}
