/** Decodes the lines of a client into frames. */

import type { ClientFrame } from "./client_frames.ts";
import {
  count,
  type Fields,
  flag,
  optional,
  parse,
  secret,
  text,
  time,
  token,
  wrong,
} from "./decode_fields.ts";
import { decodePlainSay } from "./decode_say.ts";

const CLIENT_FRAMES: {
  readonly [T in ClientFrame["type"]]: (f: Fields) => Extract<ClientFrame, { type: T }>;
} = {
  hello: (f) => ({
    type: "hello",
    v: count(f, "v"),
    nick: text(f, "nick"),
    ...optional(f, "room", text),
    ...optional(f, "since", count),
    ...optional(f, "since_ts", token),
    ...optional(f, "log", token),
    ...optional(f, "history", count),
    ...optional(f, "secret", secret),
    ...optional(f, "resume", secret),
    ...optional(f, "password", text),
    ...optional(f, "unannounced", flag),
    ...optional(f, "rooms", flag),
  }),
  say: (f) => ({
    type: "say",
    ...optional(f, "room", text),
    cid: token(f, "cid"),
    text: text(f, "text"),
    ...optional(f, "action", flag),
  }),
  dm: (f) => ({ type: "dm", cid: token(f, "cid"), to: text(f, "to"), text: text(f, "text") }),
  nick: (f) => ({ type: "nick", nick: text(f, "nick") }),
  join: (f) => ({
    type: "join",
    room: text(f, "room"),
    ...optional(f, "since", count),
    ...optional(f, "since_ts", token),
    ...optional(f, "log", token),
    ...optional(f, "history", count),
  }),
  part: (f) => ({ type: "part", ...optional(f, "room", text), ...optional(f, "text", text) }),
  who: (f) => ({ type: "who", ...optional(f, "room", text) }),
  history: (f) => ({
    type: "history",
    ...optional(f, "room", text),
    ...optional(f, "before", count),
    limit: count(f, "limit"),
  }),
  search: (f) => ({
    type: "search",
    ...optional(f, "room", text),
    text: text(f, "text"),
    ...optional(f, "before", count),
    ...optional(f, "limit", count),
    ...optional(f, "from", text),
    ...optional(f, "after_ts", time),
    ...optional(f, "before_ts", time),
  }),
  rooms: (f) => ({ type: "rooms", ...optional(f, "like", text) }),
  topic: (f) => ({ type: "topic", ...optional(f, "room", text), ...optional(f, "topic", text) }),
  seen: (f) => ({ type: "seen", ...optional(f, "room", text), id: count(f, "id") }),
  away: (f) => ({ type: "away", ...optional(f, "text", text) }),
  ping: (f) => ({ type: "ping", n: count(f, "n") }),
  pong: (f) => ({ type: "pong", n: count(f, "n") }),
  bye: () => ({ type: "bye" }),
};

/**
 * Decodes a line from a client. Unknown fields are ignored.
 *
 * @throws {FrameError} when the line is not a valid frame.
 */
export function decodeClientFrame(line: Uint8Array | string): ClientFrame {
  const say = typeof line === "string" ? undefined : decodePlainSay(line);
  if (say !== undefined) return say;
  const fields = parse(line);
  const type = text(fields, "type");
  if (!Object.hasOwn(CLIENT_FRAMES, type)) {
    throw wrong(fields, "type", `it must be one of ${Object.keys(CLIENT_FRAMES).join(", ")}`);
  }
  return CLIENT_FRAMES[type as ClientFrame["type"]](fields);
}
