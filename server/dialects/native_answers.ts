/** The longer answers of the native dialect. */

import {
  encodeFrame,
  type FoundMessage,
  markOld,
  type MsgFrame,
  type NodeInfo,
  type RoomInfo,
} from "../../protocol/frames.ts";
import {
  MAX_LINE_BYTES,
  MAX_NICK_COLUMNS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
  PROTOCOL_VERSION,
} from "../../protocol/limits.ts";
import { utf8Bytes } from "../../protocol/text.ts";
import type { Entered } from "../chat/arrival.ts";
import type { Member } from "../chat/member.ts";
import type { Room } from "../chat/room.ts";
import {
  MAX_SESSION_ROOMS,
  MAX_SILENCE_MS,
  MAX_WHO_MEMBERS,
  MAX_WHO_MEMBERS_AWAY,
  RATE_BURST_S,
} from "../limits.ts";
import type { SearchFound, Stored } from "../storage/journal.ts";
import type { Services } from "./dialect.ts";
import { inRoom } from "./native_encoding.ts";

/** The session that is answered. */
export type Asker = Pick<Member, "nick" | "resume" | "isInSeveralRooms">;

/** The answer to `hello`, and to `join` in a session that is in one room. */
export function welcomeLines(
  asker: Asker,
  entered: Entered,
  services: Pick<Services, "rate" | "history" | "readMarks" | "nodes">,
): string {
  const { nick, resume, isInSeveralRooms } = asker;
  const { room, last, nicks, count } = entered;
  const welcome = encodeFrame({
    type: "welcome",
    v: PROTOCOL_VERSION,
    server: "chat",
    ...{ nick, room: room.name, resume, last, members: nicks, count },
    ...moreOf(asker, entered, services),
    ...(isInSeveralRooms ? { rooms: true } : {}),
    ...nodesOf(services.nodes),
    limits: {
      line_bytes: MAX_LINE_BYTES,
      text_bytes: MAX_TEXT_BYTES,
      text_lines: MAX_TEXT_LINES,
      nick_columns: MAX_NICK_COLUMNS,
      rate: services.rate,
      burst: services.rate * RATE_BURST_S,
      history: services.history,
      ...(isInSeveralRooms ? { rooms: MAX_SESSION_ROOMS } : {}),
      ...(services.nodes === undefined ? {} : { silence_ms: MAX_SILENCE_MS }),
    },
  });
  return welcome + pastLines(asker, entered);
}

/** The other servers of the chat, as a field that is absent where there are none. */
export function nodesOf(nodes: Services["nodes"]): { nodes?: NodeInfo[] } {
  const others = nodes?.others ?? [];
  if (others.length === 0) return {};
  return { nodes: others.map(({ irc: _, ...node }) => node) };
}

/** The answer to `join` in a session that may be in several rooms. */
export function enteredLines(
  asker: Asker,
  entered: Entered,
  services: Pick<Services, "readMarks">,
): string {
  const { room, last, nicks, count } = entered;
  const line = encodeFrame({
    type: "entered",
    ...{ room: room.name, last, members: nicks, count },
    ...moreOf(asker, entered, services),
  });
  return line + pastLines(asker, entered);
}

/** What both tell of the room where there is something to tell. */
function moreOf(
  { resume }: Asker,
  { room, topic, isOtherLog }: Entered,
  { readMarks }: Pick<Services, "readMarks">,
) {
  const seen = readMarks.find(resume, room.name);
  return {
    ...(room.log === undefined ? {} : { log: room.log }),
    ...(isOtherLog ? { other_log: true as const } : {}),
    ...(topic === undefined ? {} : { topic }),
    // a mark of another log may be ahead of this one
    ...(seen === undefined ? {} : { seen: Math.min(seen, room.last) }),
  };
}

function pastLines({ isInSeveralRooms }: Asker, { room, history }: Entered): string {
  const name = isInSeveralRooms ? room.name : undefined;
  return oldLines(history, name) + encodeFrame({ type: "live", ...named(name) });
}

/** The members of a room, on as many lines as needed. `tellsAway`: also who of them is away. */
export function whoLines(room: Room, tellsAway: boolean): string {
  const members = [...room.members];
  const size = tellsAway ? MAX_WHO_MEMBERS_AWAY : MAX_WHO_MEMBERS;
  let lines = "";
  for (let at = 0; at === 0 || at < members.length; at += size) {
    const page = members.slice(at, at + size);
    const away = tellsAway ? page.filter((member) => member.away !== undefined).map(nickOf) : [];
    lines += encodeFrame({
      type: "who",
      room: room.name,
      count: members.length,
      nicks: page.map(nickOf),
      ...(away.length > 0 ? { away } : {}),
      ...(at + size < members.length ? { more: true } : {}),
    });
  }
  return lines;
}

/** A page of old messages. `room`: its name, in a session that may be in several. */
export function historyLines(page: readonly Stored<MsgFrame>[], room: string | undefined): string {
  const first = page[0]?.event.id ?? 0;
  const last = page.at(-1)?.event.id ?? 0;
  return oldLines(page, room) +
    encodeFrame({ type: "history", ...named(room), first, last, count: page.length });
}

/**
 * What a search has found, as much of it as fits one line, at least one message: its end is missing where
 * it alone is too long.
 */
export function foundLine({ messages, next, isComplete }: SearchFound, room?: string): string {
  const line = (part: readonly FoundMessage[], next?: number) =>
    encodeFrame({
      type: "found",
      ...named(room),
      messages: part,
      ...(next === undefined ? {} : { next }),
      complete: isComplete,
    });
  const left = MAX_LINE_BYTES - utf8Bytes(line([], Number.MAX_SAFE_INTEGER));
  const part: FoundMessage[] = [];
  let bytes = 0;
  for (const { event: { id, ts, nick, text, action, notice } } of messages) {
    const marks = { ...(action ? { action } : {}), ...(notice ? { notice } : {}) };
    const message = { id, ts, nick, text, ...marks };
    const length = jsonBytes(message) + 1;
    if (part.length === 0 && length > left) {
      return line([cutTo(message, left)], id > 1 ? id : undefined);
    }
    bytes += length;
    if (bytes > left) return line(part, part.at(-1)!.id);
    part.push(message);
  }
  return line(part, next);
}

/** The message with less text, so that it takes `bytes` at the most. */
function cutTo(message: FoundMessage, bytes: number): FoundMessage {
  const letters = [...message.text];
  let [low, high] = [0, letters.length];
  const cut = (count: number): FoundMessage => (
    { ...message, text: letters.slice(0, count).join(""), cut: true }
  );
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (jsonBytes(cut(middle)) <= bytes) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

function jsonBytes(value: FoundMessage): number {
  return utf8Bytes(JSON.stringify(value));
}

/** A list of rooms, on as many lines as needed, none longer than `MAX_LINE_BYTES`. */
export function roomsLines(rooms: readonly RoomInfo[]): string {
  const room = MAX_LINE_BYTES - utf8Bytes(encodeFrame({ type: "rooms", rooms: [], more: true }));
  const pages: RoomInfo[][] = [[]];
  let bytes = 0;
  for (const info of rooms) {
    // with the comma between two
    const length = utf8Bytes(JSON.stringify(info)) + 1;
    if (bytes + length > room) {
      pages.push([]);
      bytes = 0;
    }
    pages.at(-1)!.push(info);
    bytes += length;
  }
  const lines = pages.map((page, i) => {
    const more = i < pages.length - 1 ? { more: true as const } : {};
    return encodeFrame({ type: "rooms", rooms: page, ...more });
  });
  return lines.join("");
}

function oldLines(messages: readonly Stored<MsgFrame>[], room: string | undefined): string {
  const lines = messages.map(({ line }) => markOld(line));
  return (room === undefined ? lines : lines.map((line) => inRoom(room, line))).join("");
}

function named(room: string | undefined): { readonly room?: string } {
  return room === undefined ? {} : { room };
}

function nickOf({ nick }: Member): string {
  return nick;
}
