/** Which rooms there are, for somebody who asks. */

import type { RoomInfo } from "../../protocol/frames.ts";
import { MAX_ROOM_CHARS } from "../../protocol/limits.ts";
import { MAX_LISTED_ROOMS } from "../limits.ts";
import type { RoomInUse } from "../storage/backbone.ts";
import { fits } from "./glob.ts";

/** A room in a list, at this server or another one. */
export interface ListedRoom {
  readonly name: string;
  readonly count: number;
  /** Id of the newest message. */
  readonly last: number;
  /** When something was last said, as far as is known: ISO 8601, UTC. */
  readonly saidAt: string | undefined;
  readonly topic: { readonly topic: string; readonly ts: string } | undefined;
  /** Since when it has members, as far as is known: milliseconds since 1970. */
  readonly rules: { readonly since: number };
}

/** A room that has members at other servers alone. */
export function distantRoom({ name, count, last, ms, topic }: RoomInUse): ListedRoom {
  const ts = (time: number) => new Date(time).toISOString();
  return {
    ...{ name, count, last, saidAt: ts(ms), rules: { since: ms } },
    topic: topic === null ? undefined : { topic: topic.topic, ts: ts(topic.ms) },
  };
}

/**
 * Rooms for somebody who may know of them, the one where something was said last first, `MAX_LISTED_ROOMS` at
 * most.
 *
 * @param like Only those with this in their names, or that fit it, where it has `*` or `?`.
 */
export function listRooms(rooms: readonly ListedRoom[], like = ""): RoomInfo[] {
  const mask = maskOf(like);
  return rooms
    .filter((room) => fits(mask, room.name))
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

function infoOf(room: ListedRoom): RoomInfo {
  const { name, count, last, saidAt, topic, rules } = room;
  return {
    ...{ room: name, count, last, ts: saidAt ?? new Date(rules.since).toISOString() },
    ...(topic === undefined ? {} : { topic: topic.topic }),
  };
}
