/** How far each user of a server has read in each room, as text. Pure. */

import type { KnownRoom, KnownUser } from "../link/recalled_session.ts";
import { MAX_KNOWN_ROOMS, MAX_KNOWN_USERS } from "../limits.ts";

/** What is known of the people who use one server from here. */
export interface RoomState {
  readonly users: readonly KnownUser[];
  /** Nicknames of whom they want to see nothing. */
  readonly ignored: readonly string[];
  /** Rooms of which they are not told who comes and goes. */
  readonly quiet: readonly string[];
}

/** The text of a file. */
export function writeRoomState(state: RoomState): string {
  return JSON.stringify({ v: 1, ...state }, null, 1) + "\n";
}

/** Reads what `writeRoomState` wrote, as far as it can be understood; `undefined` where it is something else. */
export function readRoomState(text: string): RoomState | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // written by something else
  }
  if (!isRecord(value) || value.v !== 1 || !Array.isArray(value.users)) return undefined;
  const { users, ignored, quiet } = value;
  return {
    users: users.flatMap((user) => readUser(user) ?? []),
    ignored: textsOf(ignored),
    quiet: textsOf(quiet),
  };
}

/** `users` with what is known of one of them now. The user and the rooms used last are the last ones. */
export function withUser(users: readonly KnownUser[], user: KnownUser): KnownUser[] {
  const before = users.find(({ nick }) => nick === user.nick);
  const isNew = ({ room }: KnownRoom) => user.rooms.every((each) => each.room !== room);
  const rooms = [...before?.rooms.filter(isNew) ?? [], ...user.rooms].slice(-MAX_KNOWN_ROOMS);
  const others = users.filter(({ nick }) => nick !== user.nick);
  return [...others, { ...user, rooms }].slice(-MAX_KNOWN_USERS);
}

function readUser(value: unknown): KnownUser | undefined {
  if (!isRecord(value) || typeof value.nick !== "string" || !Array.isArray(value.rooms)) {
    return undefined;
  }
  const { nick, secret, joined, rooms } = value;
  return {
    nick,
    ...(typeof secret === "string" ? { secret } : {}),
    ...(Array.isArray(joined) ? { joined: textsOf(joined) } : {}),
    rooms: rooms.flatMap((room) => readRoom(room) ?? []),
  };
}

function readRoom(value: unknown): KnownRoom | undefined {
  if (!isRecord(value) || typeof value.room !== "string") return undefined;
  const { room, since, sinceTs, log } = value;
  if (!Number.isSafeInteger(since) || (since as number) < 0) return undefined;
  return {
    room,
    since: since as number,
    ...(typeof sinceTs === "string" ? { sinceTs } : {}),
    ...(typeof log === "string" ? { log } : {}),
  };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
