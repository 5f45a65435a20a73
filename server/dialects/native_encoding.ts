/** What native members are sent of a room: the records of its log, with or without the room's name. */

import { encodeFrame } from "../../protocol/frames.ts";
import type { Encoding } from "../chat/member.ts";
import type { Stored } from "../storage/journal.ts";

/** For sessions in one room. */
export const nativeEncoding: Encoding = {
  render: lineOf,
  echoes: isEchoed,
};

/** For sessions that may be in several rooms: each line names its room. */
export const nativeRoomsEncoding: Encoding = {
  render: (stored, room, author) => {
    const line = inRoom(room, lineOf(stored));
    const { nick, away } = author?.member ?? {};
    if (stored.event.type !== "joined" || nick === undefined || away === undefined) return line;
    return line + awayLine(nick, away);
  },
  echoes: isEchoed,
  namesRoom: true,
  away: ({ nick }, text) => awayLine(nick, text),
};

/** The line of a frame with the name of its room. `line` begins with a brace and has a field. */
export function inRoom(room: string, line: string): string {
  return `{"room":${JSON.stringify(room)},${line.slice(1)}`;
}

/** That somebody is away, for this reason, or back. */
export function awayLine(nick: string, text: string | undefined): string {
  return encodeFrame({ type: "away", nick, ...(text === undefined ? {} : { text }) });
}

function lineOf({ event, line }: Stored): string {
  if (event.type !== "joined" || !event.resumed) return line;
  const { resumed: _, ...rest } = event;
  return encodeFrame(rest);
}

/** The own message is the acknowledgement; the own join is in the welcome. */
function isEchoed({ event }: Stored): boolean {
  return event.type !== "joined";
}
