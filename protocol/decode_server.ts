/** Decodes the lines of a server into frames. */

import {
  count,
  type Fields,
  flag,
  list,
  optional,
  optionalTrue,
  parse,
  records,
  text,
  wrong,
} from "./decode_fields.ts";
import { MAX_NODES } from "./limits.ts";
import type { ErrorCode, ErrorData } from "./error_frame.ts";
import type { FoundMessage, LimitsInfo, NodeInfo, RoomInfo, ServerFrame } from "./server_frames.ts";

function limits(f: Fields): LimitsInfo {
  const value = Object.hasOwn(f, "limits") ? f.limits : undefined;
  if (typeof value !== "object" || value === null) throw wrong(f, "limits", "it must be an object");
  const l = value as Fields;
  return {
    line_bytes: count(l, "line_bytes"),
    text_bytes: count(l, "text_bytes"),
    text_lines: count(l, "text_lines"),
    nick_columns: count(l, "nick_columns"),
    rate: count(l, "rate"),
    burst: count(l, "burst"),
    history: count(l, "history"),
    ...optional(l, "rooms", count),
    ...optional(l, "silence_ms", count),
  };
}

function nodes(f: Fields, field: string): NodeInfo[] {
  return records(f, field).slice(0, MAX_NODES).map((item) => ({
    addr: text(item, "addr"),
    ...optional(item, "pin", text),
    ...optional(item, "web", text),
  }));
}

function rooms(f: Fields): RoomInfo[] {
  return records(f, "rooms").map((item) => ({
    room: text(item, "room"),
    count: count(item, "count"),
    last: count(item, "last"),
    ts: text(item, "ts"),
    ...optional(item, "topic", text),
  }));
}

function messages(f: Fields): FoundMessage[] {
  return records(f, "messages").map((item) => ({
    id: count(item, "id"),
    ts: text(item, "ts"),
    nick: text(item, "nick"),
    text: text(item, "text"),
    ...optionalTrue(item, "action"),
    ...optionalTrue(item, "notice"),
    ...optionalTrue(item, "cut"),
  }));
}

const SERVER_FRAMES: {
  readonly [T in ServerFrame["type"]]: (f: Fields) => Extract<ServerFrame, { type: T }>;
} = {
  msg: (f) => ({
    ...optional(f, "room", text),
    id: count(f, "id"),
    ts: text(f, "ts"),
    type: "msg",
    nick: text(f, "nick"),
    text: text(f, "text"),
    cid: text(f, "cid"),
    ...optionalTrue(f, "action"),
    ...optionalTrue(f, "notice"),
    ...optionalTrue(f, "old"),
  }),
  joined: (f) => ({
    ...optional(f, "room", text),
    ts: text(f, "ts"),
    type: "joined",
    nick: text(f, "nick"),
    ...optional(f, "others", count),
    ...optionalTrue(f, "resumed"),
  }),
  left: (f) => ({
    ...optional(f, "room", text),
    ts: text(f, "ts"),
    type: "left",
    nick: text(f, "nick"),
    ...optional(f, "others", count),
    ...optional(f, "reason", text),
    ...optional(f, "by", text),
  }),
  renamed: (f) => ({
    ...optional(f, "room", text),
    ts: text(f, "ts"),
    type: "renamed",
    nick: text(f, "nick"),
    to: text(f, "to"),
  }),
  topic: (f) => ({
    ...optional(f, "room", text),
    ts: text(f, "ts"),
    type: "topic",
    nick: text(f, "nick"),
    topic: text(f, "topic"),
    ...optional(f, "set", text),
    ...optionalTrue(f, "old"),
  }),
  error: (f) => ({
    type: "error",
    code: text(f, "code") as ErrorCode,
    message: text(f, "message"),
    ...optional(f, "cid", text),
    ...optional(f, "retry_ms", count),
    ...optional(f, "like", text),
    ...optionalTrue(f, "reserved"),
    ...optional(f, "until", text),
    ...optional(f, "room", text),
    ...optional(f, "by", text),
    ...optional(f, "reason", text),
    ...optional(f, "barrier", (f, field) => text(f, field) as NonNullable<ErrorData["barrier"]>),
    ...optional(f, "cause", (f, field) => text(f, field) as NonNullable<ErrorData["cause"]>),
  }),
  welcome: (f) => ({
    type: "welcome",
    v: count(f, "v"),
    server: text(f, "server"),
    nick: text(f, "nick"),
    room: text(f, "room"),
    resume: text(f, "resume"),
    last: count(f, "last"),
    members: list(f, "members"),
    count: count(f, "count"),
    ...optional(f, "log", text),
    ...optionalTrue(f, "other_log"),
    ...optional(f, "topic", text),
    ...optionalTrue(f, "rooms"),
    ...optional(f, "seen", count),
    ...optional(f, "nodes", nodes),
    limits: limits(f),
  }),
  entered: (f) => ({
    type: "entered",
    room: text(f, "room"),
    last: count(f, "last"),
    members: list(f, "members"),
    count: count(f, "count"),
    ...optional(f, "log", text),
    ...optionalTrue(f, "other_log"),
    ...optional(f, "topic", text),
    ...optional(f, "seen", count),
  }),
  parted: (f) => ({
    type: "parted",
    room: text(f, "room"),
    ...optional(f, "by", text),
    ...optional(f, "reason", text),
  }),
  live: (f) => ({ type: "live", ...optional(f, "room", text) }),
  dm: (f) => ({
    type: "dm",
    ts: text(f, "ts"),
    nick: text(f, "nick"),
    to: text(f, "to"),
    text: text(f, "text"),
    cid: text(f, "cid"),
  }),
  who: (f) => ({
    type: "who",
    room: text(f, "room"),
    count: count(f, "count"),
    nicks: list(f, "nicks"),
    ...optional(f, "away", list),
    ...optionalTrue(f, "more"),
  }),
  history: (f) => ({
    type: "history",
    ...optional(f, "room", text),
    first: count(f, "first"),
    last: count(f, "last"),
    count: count(f, "count"),
  }),
  found: (f) => ({
    type: "found",
    ...optional(f, "room", text),
    messages: messages(f),
    ...optional(f, "next", count),
    complete: flag(f, "complete"),
  }),
  rooms: (f) => ({ type: "rooms", rooms: rooms(f), ...optionalTrue(f, "more") }),
  away: (f) => ({ type: "away", nick: text(f, "nick"), ...optional(f, "text", text) }),
  ping: (f) => ({ type: "ping", n: count(f, "n") }),
  pong: (f) => ({ type: "pong", n: count(f, "n") }),
  waiting: (f) => ({ type: "waiting", ms: count(f, "ms") }),
  shutdown: (f) => ({
    type: "shutdown",
    message: text(f, "message"),
    ...optional(f, "nodes", nodes),
  }),
};

/**
 * Decodes a line from a server, or a record of its log. Unknown fields are ignored. An unknown type gives
 * `undefined`, so that an old client can use a newer server.
 *
 * @throws {FrameError} when the line is not a valid frame.
 */
export function decodeServerFrame(line: Uint8Array | string): ServerFrame | undefined {
  const fields = parse(line);
  const type = text(fields, "type");
  if (!Object.hasOwn(SERVER_FRAMES, type)) return undefined;
  return SERVER_FRAMES[type as ServerFrame["type"]](fields);
}
