/** What a native client that is in may ask for, beside saying something. */

import type { ClientFrame } from "../../protocol/frames.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES, MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Entered } from "../chat/arrival.ts";
import type { HistoryRequest } from "../chat/history.ts";
import { type Member, Refused } from "../chat/member.ts";
import type { Room } from "../chat/room.ts";
import { listRooms } from "../chat/room_list.ts";
import { oneLine } from "../chat/one_line.ts";
import { DEFAULT_FOUND_MESSAGES, MAX_REASON_BYTES, MAX_SESSION_ROOMS } from "../limits.ts";
import type { Services } from "./dialect.ts";
import { foundLine, historyLines, roomsLines, whoLines } from "./native_answers.ts";
import type { Searching } from "./searching.ts";
import { awayLine } from "./native_encoding.ts";

/** A frame that is answered when all that was asked for before has happened. */
export type Question = Exclude<ClientFrame, { type: "say" | "hello" | "pong" }>;

/** The frame of this type. */
export type Frame<T extends ClientFrame["type"]> = Extract<ClientFrame, { type: T }>;

/** The client that asks. */
export interface NativeClient extends Member {
  readonly isInSeveralRooms: boolean;
  /** Its search, if one runs. */
  readonly searching: Searching;
  /** Whether its session went on after a cut. */
  readonly isResumed: boolean;
  /** The room of this name; without a name the one it is in. @throws {Refused} `not_in_room`. */
  roomNamed(name: string | undefined): Room;
  /** Answers with the room that it comes into. */
  enter(entering: Promise<Entered | undefined>): Promise<void>;
  /** Answers `frame` later; a refusal too. What comes meanwhile does not wait for it. */
  later(frame: Question, answering: Promise<void>): void;
  /** Which old messages a frame asks for. */
  historyRequest(frame: Frame<"hello" | "join">): HistoryRequest;
  /** Ends the connection. */
  quit(): void;
}

type Handler<T extends Question["type"]> = (
  client: NativeClient,
  frame: Frame<T>,
  services: Services,
) => void | Promise<void>;

const HANDLERS: { readonly [T in Question["type"]]: Handler<T> } = {
  ping: ({ outlet }, { n }) => outlet.send(encodeFrame({ type: "pong", n })),
  dm: (client, { to, text, cid }, { hub }) => hub.direct(client, to, text, cid),
  nick,
  join,
  part,
  who: (client, { room }) =>
    client.outlet.send(whoLines(client.roomNamed(room), client.isInSeveralRooms)),
  history,
  search,
  rooms: async (client, { like }, { hub }) => {
    const known = await hub.listedRooms((room) => !room.isHiddenFrom(client));
    client.outlet.send(roomsLines(listRooms(known, like)));
  },
  topic,
  seen,
  away,
  bye: (client) => client.quit(),
};

/**
 * Does what a frame asks for.
 *
 * @throws {Refused} when it cannot be done.
 */
export function answer(
  client: NativeClient,
  frame: Question,
  services: Services,
): void | Promise<void> {
  const handle = HANDLERS[frame.type] as Handler<Question["type"]>;
  return handle(client, frame, services);
}

function nick(
  client: NativeClient,
  { nick }: Frame<"nick">,
  { hub, now }: Services,
): void | Promise<void> {
  const from = client.nick;
  const tell = () => {
    // in a room the event is the answer
    if (from === client.nick || hub.roomsOf(client).length > 0) return;
    const ts = new Date(now()).toISOString();
    client.outlet.send(encodeFrame({ ts, type: "renamed", nick: from, to: client.nick }));
  };
  const renaming = hub.rename(client, nick);
  return renaming === undefined ? tell() : renaming.then(tell);
}

function join(
  client: NativeClient,
  frame: Frame<"join">,
  { hub, phrases }: Services,
): Promise<void> {
  const history = client.historyRequest(frame);
  if (!client.isInSeveralRooms) return client.enter(hub.move(client, frame.room, history));
  const isMore = hub.room(frame.room)?.has(client) !== true;
  if (isMore && hub.roomsOf(client).length >= MAX_SESSION_ROOMS) {
    throw new Refused("too_many_rooms", phrases.inTooManyRooms(MAX_SESSION_ROOMS));
  }
  const { isResumed } = client;
  return client.enter(hub.join(client, frame.room, { history, isResumed }));
}

function part(client: NativeClient, frame: Frame<"part">, { hub, phrases }: Services): void {
  const room = client.roomNamed(frame.room);
  const reason = oneLine(frame.text ?? "", MAX_REASON_BYTES, phrases);
  hub.part(client, room, { reason });
  const why = reason === "" ? {} : { reason };
  client.outlet.send(encodeFrame({ type: "parted", room: room.name, ...why }));
}

async function history(client: NativeClient, frame: Frame<"history">): Promise<void> {
  const room = client.roomNamed(frame.room);
  const count = Math.min(frame.limit, MAX_HISTORY_MESSAGES);
  // what is older than a message that is not there yet is older than the newest one
  const end = Math.min(frame.before ?? Infinity, room.last + 1);
  const page = count === 0 ? [] : await room.history.range(end - count, end - 1);
  client.outlet.send(historyLines(page, client.isInSeveralRooms ? room.name : undefined));
}

function search(client: NativeClient, frame: Frame<"search">): void {
  client.later(frame, find(client, frame));
}

async function find(client: NativeClient, frame: Frame<"search">): Promise<void> {
  const room = client.roomNamed(frame.room);
  const { text, from, before, limit, after_ts: after, before_ts: until } = frame;
  const wanted = {
    ...{ text, from },
    before: before ?? Infinity,
    count: Math.min(limit ?? DEFAULT_FOUND_MESSAGES, MAX_HISTORY_MESSAGES),
    fromMs: after === undefined ? -Infinity : Date.parse(after),
    toMs: until === undefined ? Infinity : Date.parse(until),
    maxBytes: MAX_LINE_BYTES,
  };
  const found = await client.searching.run(text, (signal) => room.history.search(wanted, signal));
  // who was removed meanwhile gets nothing of that room any more
  const { name } = client.roomNamed(room.name);
  client.outlet.send(foundLine(found, client.isInSeveralRooms ? name : undefined));
}

function topic(client: NativeClient, frame: Frame<"topic">, { hub, now }: Services): void {
  const room = client.roomNamed(frame.room);
  // the event is the answer, where there is one
  if (frame.topic !== undefined && hub.setTopic(client, room, frame.topic)) return;
  const name = client.isInSeveralRooms ? { room: room.name } : {};
  const { ts, nick, topic } = room.topic ??
    { ts: new Date(now()).toISOString(), nick: "", topic: "" };
  client.outlet.send(encodeFrame({ ...name, ts, type: "topic", nick, topic, old: true }));
}

function seen(client: NativeClient, frame: Frame<"seen">, { readMarks }: Services): void {
  const room = client.roomNamed(frame.room);
  readMarks.note(client.resume, room.name, Math.min(frame.id, room.last));
}

function away(client: NativeClient, { text = "" }: Frame<"away">, { hub }: Services): void {
  hub.setAway(client, text);
  client.outlet.send(awayLine(client.nick, client.away));
}
