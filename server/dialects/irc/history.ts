/** The past: what a client gets when it joins, and what it asks for (IRCv3 chathistory). */

import type { MsgFrame } from "../../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import type { Stored } from "../../backbone.ts";
import type { Room } from "../../room.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { formatMessage, type Message } from "./message.ts";
import { asWord, channelOf, ircNick, isChannel } from "./names.ts";

/** The commands of this file. */
export const HISTORY: readonly Command[] = [
  {
    name: "CHATHISTORY",
    params: 0,
    help: "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN #room message [message] count",
    run: chathistory,
  },
];

type Past = readonly Stored<MsgFrame>[];

/** The past that somebody gets who comes in and cannot ask for it. */
export function joinHistory(client: Client, room: Room, past: Past): string {
  if (past.length === 0) return "";
  const isStamped = client.caps.has("server-time");
  return batched(client, channelOf(room.name), (batch) =>
    past.map(({ event }) => {
      const shown = isStamped ? event : { ...event, text: `[${clock(event.ts)}] ${event.text}` };
      return client.encoding.message(shown, room.name, undefined, batch);
    }).join(""));
}

/** `ts` in the server's time zone, as `14:05`. */
function clock(ts: string): string {
  return new Date(ts).toTimeString().slice(0, 5);
}

/** Lines of the past, in a batch where the client knows what that is. */
function batched(
  client: Client,
  target: string,
  lines: (batch: string | undefined) => string,
): string {
  if (!client.caps.has("batch")) return lines(undefined);
  const batch = client.newBatch();
  return formatMessage(client.server, "BATCH", [`+${batch}`, "chathistory", target]) +
    lines(batch) + formatMessage(client.server, "BATCH", [`-${batch}`]);
}

/** Where in a room's past something stands: the ids right before it and right after it. */
interface Place {
  readonly before: number;
  readonly after: number;
}

/** A range of ids, and from which end it is counted. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** The request makes no sense: what to answer. */
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
    throw new BadRequest("UNKNOWN_COMMAND", "There is no such subcommand", sub || "*");
  }
  if (params.length < reader.params) {
    throw new BadRequest("NEED_MORE_PARAMS", "Parameters are missing", sub);
  }
  const target = params[0]!;
  const count = countOf(sub, params[reader.params - 1]!);
  const room = isChannel(target) ? client.roomIn(target) : undefined;
  if (room === undefined) {
    if (isChannel(target) || client.hub.find(target) === undefined) {
      throw new BadRequest("INVALID_TARGET", "There is nothing to read", sub, asWord(target));
    }
    // what is said to one person alone is kept nowhere
    return client.send(batched(client, ircNick(target), () => ""));
  }
  const refs = params.slice(1, reader.params - 1);
  const { first, last } = await reader.range(room, refs, count, sub);
  const past = first > last ? [] : await room.messages(Math.max(1, first), last);
  client.send(
    batched(
      client,
      channelOf(room.name),
      (batch) =>
        past.map(({ event }) => client.encoding.message(event, room.name, undefined, batch)).join(
          "",
        ),
    ),
  );
}

function countOf(sub: string, text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count === 0) {
    throw new BadRequest("INVALID_PARAMS", "The count is no number", sub, text || "*");
  }
  return Math.min(count, MAX_HISTORY_MESSAGES);
}

/** A subcommand: how many parameters it has, and which messages it asks for. */
interface Reader {
  readonly params: number;
  range(room: Room, refs: readonly string[], count: number, sub: string): Promise<Range>;
}

const READERS: Readonly<Record<string, Reader | undefined>> = {
  LATEST: {
    params: 3,
    async range(room, [ref], count, sub) {
      const after = ref === "*" ? 1 : (await place(room, ref!, sub)).after;
      return { first: Math.max(after, room.last - count + 1), last: room.last };
    },
  },
  BEFORE: {
    params: 3,
    async range(room, [ref], count, sub) {
      const { before } = await place(room, ref!, sub);
      return { first: before - count + 1, last: before };
    },
  },
  AFTER: {
    params: 3,
    async range(room, [ref], count, sub) {
      const { after } = await place(room, ref!, sub);
      return { first: after, last: Math.min(room.last, after + count - 1) };
    },
  },
  AROUND: {
    params: 3,
    async range(room, [ref], count, sub) {
      const { before } = await place(room, ref!, sub);
      const first = before + 1 - Math.floor(count / 2);
      return { first, last: Math.min(room.last, first + count - 1) };
    },
  },
  BETWEEN: {
    params: 4,
    async range(room, [from, to], count, sub) {
      const [a, b] = [await place(room, from!, sub), await place(room, to!, sub)];
      if (a.after <= b.after) {
        return { first: a.after, last: Math.min(b.before, a.after + count - 1) };
      }
      return { first: Math.max(b.after, a.before - count + 1), last: a.before };
    },
  },
};

/** Where the message is that `msgid=` or `timestamp=` names. */
async function place(room: Room, ref: string, sub: string): Promise<Place> {
  const [, type, value] = /^(\w+)=(.*)$/.exec(ref) ?? [];
  if (type === "timestamp") {
    if (Number.isNaN(Date.parse(value!))) {
      throw new BadRequest("INVALID_PARAMS", "The time is none", sub, ref);
    }
    return await placeAt(room, new Date(value!).toISOString());
  }
  if (type !== "msgid") {
    const message = "A message is named by msgid= or timestamp=";
    throw new BadRequest("INVALID_MSGREFTYPE", message, sub, ref || "*");
  }
  const [, name, digits] = /^(.*):(\d{1,15})$/.exec(value!) ?? [];
  if (name !== room.name) {
    throw new BadRequest("INVALID_PARAMS", "There is no such message in this room", sub, ref);
  }
  const id = Number(digits);
  return { before: id - 1, after: id + 1 };
}

async function placeAt(room: Room, ts: string): Promise<Place> {
  // times only ever grow within a room
  let [low, high] = [1, room.last + 1];
  let found = false;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const time = (await room.messages(middle, middle))[0]?.event.ts;
    // a damaged record has no time: as if it were older, so that nothing readable is left out
    if (time === undefined || time < ts) low = middle + 1;
    else high = middle;
    found ||= time === ts;
  }
  return { before: low - 1, after: found ? low + 1 : low };
}

/** The rooms where something was said between two times, the longest silent first. */
async function targets(client: Client, params: readonly string[]): Promise<void> {
  if (params.length < 3) {
    throw new BadRequest("NEED_MORE_PARAMS", "Parameters are missing", "TARGETS");
  }
  const count = countOf("TARGETS", params[2]!);
  const times = params.slice(0, 2).map((ref) => Date.parse(ref.replace(/^timestamp=/, "")));
  if (times.some(Number.isNaN)) {
    throw new BadRequest("INVALID_PARAMS", "The time is none", "TARGETS", params[0]!);
  }
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const found: { readonly channel: string; readonly ts: string }[] = [];
  for (const room of client.hub.roomsOf(client)) {
    const ts = (await room.messages(room.last, room.last))[0]?.event.ts;
    if (ts === undefined || Date.parse(ts) <= from || Date.parse(ts) >= to) continue;
    found.push({ channel: channelOf(room.name), ts });
  }
  found.sort((a, b) => a.ts < b.ts ? -1 : 1);
  const batch = client.newBatch();
  const lines = found.slice(0, count).map(({ channel, ts }) =>
    `@batch=${batch} ${formatMessage(client.server, "CHATHISTORY", ["TARGETS", channel, ts])}`
  );
  client.send(
    formatMessage(client.server, "BATCH", [`+${batch}`, "draft/chathistory-targets"]) +
      lines.join("") + formatMessage(client.server, "BATCH", [`-${batch}`]),
  );
}
