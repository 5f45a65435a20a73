/** The past: what a client gets when it joins, and what it asks for (IRCv3 chathistory). */

import type { MsgFrame } from "../../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import type { Stored } from "../../storage/journal.ts";
import type { HistoryRequest } from "../../chat/history.ts";
import type { Room } from "../../chat/room.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message_format.ts";
import { parseMsgid } from "./msgid.ts";
import { asWord, channelOf, ircNick, isChannel } from "./nick_and_channel.ts";
import { withTime } from "./history_time.ts";
import { isBot } from "./user_modes.ts";
import { EventsPast, MessagesPast, type Past, type Ref, type Span } from "./history_pages.ts";

/** The commands of this file. */
export const HISTORY: readonly Command[] = [
  {
    name: "CHATHISTORY",
    params: 0,
    help: "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN #room message [message] count",
    run: chathistory,
  },
];

/** Which old messages a client gets when it joins: all since it left, or the newest. */
export function joinRequest(client: Client, room: string): HistoryRequest {
  // a program must not answer what was said before it came
  if (client.caps.has("draft/chathistory") || isBot(client)) return { count: 0 };
  const count = client.server.services.history;
  if (count === 0) return { count };
  const { departures } = client.server;
  return {
    count,
    get since() {
      return departures.find(client.nick, room);
    },
  };
}

/** These messages, as lines. */
export function joinHistory(client: Client, room: Room, past: readonly Stored<MsgFrame>[]): string {
  if (past.length === 0) return "";
  return batched(
    client,
    "chathistory",
    [channelOf(room.name)],
    (batch) => pastLines(client, room, past, batch),
  );
}

/** Old messages of a room, as lines of a batch. */
export function pastLines(
  client: Client,
  room: Room,
  past: readonly Stored[],
  batch: string | undefined,
): string {
  const { encoding, now } = client;
  if (client.caps.has("server-time")) {
    return past.map((stored) => encoding.past(stored, room.name, batch)).join("");
  }
  return past.map((stored) => encoding.past(withTime(stored, room, now), room.name, batch)).join(
    "",
  );
}

/** Lines of the past, in a batch where the client knows what that is. */
export function batched(
  client: Client,
  type: string,
  params: readonly string[],
  lines: (batch: string | undefined) => string,
): string {
  if (!client.caps.has("batch")) return lines(undefined);
  const batch = client.newBatch();
  return formatMessage(client.serverName, "BATCH", [`+${batch}`, type, ...params]) +
    lines(batch) + formatMessage(client.serverName, "BATCH", [`-${batch}`]);
}

/** A request that makes no sense, with the answer to it. */
class BadRequest extends Error {
  readonly code: string;
  readonly context: readonly string[];

  constructor(code: string, message: string, ...context: readonly string[]) {
    super(message);
    this.code = code;
    this.context = context;
  }
}

async function chathistory(client: Client, { params }: Message): Promise<void> {
  const sub = (params[0] ?? "").toUpperCase();
  try {
    if (sub === "TARGETS") return await targets(client, params.slice(1));
    await page(client, sub, params.slice(1));
  } catch (cause) {
    if (!(cause instanceof BadRequest)) throw cause;
    client.fail("CHATHISTORY", cause.code, ...cause.context, cause.message);
  }
}

async function page(client: Client, sub: string, params: readonly string[]): Promise<void> {
  const reader = READERS[sub];
  if (reader === undefined) {
    throw new BadRequest("UNKNOWN_COMMAND", "Unknown subcommand", asWord(sub));
  }
  if (params.length < reader.params) {
    throw new BadRequest("NEED_MORE_PARAMS", "Parameters are missing", sub);
  }
  const target = params[0]!;
  const count = countOf(sub, params[reader.params - 1]!);
  const room = isChannel(target) ? client.roomIn(target) : undefined;
  if (room === undefined) {
    if (isChannel(target) || client.hub.find(target) === undefined) {
      throw new BadRequest("INVALID_TARGET", "No such channel or nickname", sub, asWord(target));
    }
    // private messages are kept nowhere
    return client.send(batched(client, "chathistory", [ircNick(target)], () => ""));
  }
  const past = client.caps.has("draft/event-playback")
    ? new EventsPast(room)
    : new MessagesPast(room);
  const places: number[] = [];
  for (const ref of params.slice(1, reader.params - 1)) {
    places.push(ref === "*" && sub === "LATEST" ? -Infinity : await placeOf(past, room, ref, sub));
  }
  const found: Stored[] = [];
  for (const span of reader.spans(places, count)) found.push(...await past.read(span));
  client.send(
    batched(
      client,
      "chathistory",
      [channelOf(room.name)],
      (batch) => pastLines(client, room, found, batch),
    ),
  );
}

function countOf(sub: string, text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count === 0) {
    throw new BadRequest("INVALID_PARAMS", "The count must be a number", sub, asWord(text));
  }
  return Math.min(count, MAX_HISTORY_MESSAGES);
}

/** A subcommand: how many parameters it has, and which parts of the past it asks for. */
interface Reader {
  readonly params: number;
  spans(places: readonly number[], count: number): readonly Span[];
}

const READERS: Readonly<Record<string, Reader | undefined>> = {
  LATEST: {
    params: 3,
    spans: ([after], count) => [{ after: after!, before: Infinity, count, newest: true }],
  },
  BEFORE: {
    params: 3,
    spans: ([before], count) => [{ after: -Infinity, before: before!, count, newest: true }],
  },
  AFTER: {
    params: 3,
    spans: ([after], count) => [{ after: after!, before: Infinity, count, newest: false }],
  },
  AROUND: {
    params: 3,
    spans([at], count) {
      const older = Math.floor(count / 2);
      return [
        { after: -Infinity, before: at!, count: older, newest: true },
        { after: at! - 0.5, before: Infinity, count: count - older, newest: false },
      ];
    },
  },
  BETWEEN: {
    params: 4,
    spans([from, to], count) {
      const [after, before] = [Math.min(from!, to!), Math.max(from!, to!)];
      return [{ after, before, count, newest: from! > to! }];
    },
  },
};

/** The place of the message that `msgid=` or `timestamp=` names. */
async function placeOf(past: Past, room: Room, ref: string, sub: string): Promise<number> {
  const place = await past.placeOf(parseRef(room, ref, sub));
  if (place !== undefined) return place;
  throw new BadRequest("INVALID_PARAMS", "No such message in this channel", sub, ref);
}

function parseRef(room: Room, ref: string, sub: string): Ref {
  const [, type, value = ""] = /^(\w+)=(.*)$/.exec(ref) ?? [];
  if (type === "timestamp") {
    const ms = Date.parse(value);
    if (!Number.isNaN(ms)) return { type: "time", ms };
    throw new BadRequest("INVALID_PARAMS", "Invalid time", sub, asWord(ref));
  }
  if (type !== "msgid") {
    const message = "A message is named by msgid= or timestamp=";
    throw new BadRequest("INVALID_MSGREFTYPE", message, sub, asWord(ref));
  }
  const named = parseMsgid(value);
  if (named?.room === room.name) return named.ref;
  throw new BadRequest("INVALID_PARAMS", "No such message in this channel", sub, ref);
}

/** Sends the rooms where something was said between two times, the one with the oldest message first. */
async function targets(client: Client, params: readonly string[]): Promise<void> {
  if (params.length < 3) {
    throw new BadRequest("NEED_MORE_PARAMS", "Parameters are missing", "TARGETS");
  }
  const count = countOf("TARGETS", params[2]!);
  const times = params.slice(0, 2).map((ref) => Date.parse(ref.replace(/^timestamp=/, "")));
  if (times.some(Number.isNaN)) {
    throw new BadRequest("INVALID_PARAMS", "Invalid time", "TARGETS", asWord(params[0]!));
  }
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const found: { readonly channel: string; readonly ts: string }[] = [];
  for (const room of client.hub.roomsOf(client)) {
    const ts = (await room.history.range(room.last, room.last))[0]?.event.ts;
    if (ts === undefined || Date.parse(ts) <= from || Date.parse(ts) >= to) continue;
    found.push({ channel: channelOf(room.name), ts });
  }
  found.sort((a, b) => a.ts < b.ts ? -1 : 1);
  const batch = client.newBatch();
  const lines = found.slice(0, count).map(({ channel, ts }) =>
    `@batch=${batch} ${formatMessage(client.serverName, "CHATHISTORY", ["TARGETS", channel, ts])}`
  );
  client.send(
    formatMessage(client.serverName, "BATCH", [`+${batch}`, "draft/chathistory-targets"]) +
      lines.join("") + formatMessage(client.serverName, "BATCH", [`-${batch}`]),
  );
}
