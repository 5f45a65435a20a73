/** Which rooms there are, for somebody who asks. */

import type { RoomInfo } from "../../protocol/frames.ts";
import { MAX_ROOM_CHARS } from "../../protocol/limits.ts";
import { MAX_LISTED_ROOMS } from "../limits.ts";
import { fits } from "./glob.ts";
import type { Member } from "./member.ts";
import type { Room } from "./room.ts";

/**
 * The rooms that `member` may know of, the one where something was said last first, `MAX_LISTED_ROOMS` at
 * most.
 *
 * @param like Only those with this in their names, or that fit it, where it has `*` or `?`.
 */
export function listRooms(rooms: readonly Room[], member: Member, like = ""): RoomInfo[] {
  const mask = maskOf(like);
  return rooms
    .filter((room) => !room.isHiddenFrom(member) && fits(mask, room.name))
    .map(infoOf)
    // times as text have the order of the times; rooms of one time are sorted by code units
    .sort((a, b) => a.ts === b.ts ? (a.room < b.room ? -1 : 1) : a.ts < b.ts ? 1 : -1)
    .slice(0, MAX_LISTED_ROOMS);
}

function maskOf(like: string): string {
  // no name is longer, and a mask may be as long as a line
  const mask = like.slice(0, 2 * MAX_ROOM_CHARS).normalize("NFC").toLowerCase().replace(/^#/, "");
  return /[*?]/.test(mask) ? mask : `*${mask}*`;
}

function infoOf(room: Room): RoomInfo {
  const { name, count, last, saidAt, topic, rules } = room;
  return {
    ...{ room: name, count, last, ts: saidAt ?? new Date(rules.since).toISOString() },
    ...(topic === undefined ? {} : { topic: topic.topic }),
  };
}
