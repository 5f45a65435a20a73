/** Random frames and texts for the tests of the protocol. */

import fc from "../support/fast_check.ts";
import type { ClientFrame, MsgFrame, ServerFrame } from "../../protocol/frames.ts";
import { MAX_TOKEN_CHARS, MIN_SECRET_CHARS } from "../../protocol/limits.ts";

/** Any string that JavaScript has, unpaired surrogates included; the risky ones often. */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'ab "\\/\n\r\t\0\x1b[31m\x7f\x9b\u200b\u202e\u2028\ufeff\ud800\udc00я日'),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
  maxLength: 60,
});

const asciiFrom = (minLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
    minLength,
    maxLength: MAX_TOKEN_CHARS,
  });

/** A `cid`: printable ASCII without a space. */
export const token: fc.Arbitrary<string> = asciiFrom(1);

/** A `secret` or `resume`, as a client sends it. */
export const secret: fc.Arbitrary<string> = asciiFrom(MIN_SECRET_CHARS);

/** A whole number from 0, as a frame may hold. */
export const count: fc.Arbitrary<number> = fc.oneof(
  fc.nat({ max: 300 }),
  fc.maxSafeNat(),
  fc.constant(Number.MAX_SAFE_INTEGER),
);

const ts = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-12-31") })
  .map((date) => date.toISOString());

/** An object of these fields, `optional` ones there or not, never `undefined`. */
function frame<T>(
  type: string,
  fields: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<T> {
  const all: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.constant(type),
    ...fields,
    ...optional,
  };
  const requiredKeys = ["type", ...Object.keys(fields)];
  return fc.record(all, { requiredKeys, noNullPrototype: true }) as unknown as fc.Arbitrary<T>;
}

const yes = fc.constant(true);
const nicks = fc.array(anyText, { maxLength: 5 });

/** Every frame a client may send. */
export const clientFrame: fc.Arbitrary<ClientFrame> = fc.oneof(
  frame<ClientFrame>("hello", { v: count, nick: anyText }, {
    room: anyText,
    since: count,
    history: count,
    secret,
    resume: secret,
    password: anyText,
    unannounced: fc.boolean(),
    rooms: fc.boolean(),
  }),
  frame<ClientFrame>("say", { cid: token, text: anyText }, {
    room: anyText,
    action: fc.boolean(),
  }),
  frame<ClientFrame>("dm", { cid: token, to: anyText, text: anyText }),
  frame<ClientFrame>("nick", { nick: anyText }),
  frame<ClientFrame>("join", { room: anyText }, { since: count, history: count }),
  frame<ClientFrame>("part", {}, { room: anyText, text: anyText }),
  frame<ClientFrame>("who", {}, { room: anyText }),
  frame<ClientFrame>("history", { limit: count }, { room: anyText, before: count }),
  frame<ClientFrame>("search", { text: anyText }, {
    ...{ room: anyText, before: count, limit: count, from: anyText, after_ts: ts, before_ts: ts },
  }),
  frame<ClientFrame>("rooms", {}, { like: anyText }),
  frame<ClientFrame>("topic", {}, { room: anyText, topic: anyText }),
  frame<ClientFrame>("seen", { id: count }, { room: anyText }),
  frame<ClientFrame>("away", {}, { text: anyText }),
  frame<ClientFrame>("ping", { n: count }),
  frame<ClientFrame>("pong", { n: count }),
  frame<ClientFrame>("bye", {}),
);

/** A message as a server has it, without the mark of a replay. */
export const msgFrame: fc.Arbitrary<MsgFrame> = frame<MsgFrame>("msg", {
  id: count,
  ts,
  nick: anyText,
  text: anyText,
  cid: fc.oneof(token, fc.constant("")),
}, { action: yes, notice: yes });

const limits = fc.record({
  line_bytes: count,
  text_bytes: count,
  text_lines: count,
  nick_columns: count,
  rate: count,
  burst: count,
  history: count,
  rooms: count,
}, {
  requiredKeys: [
    ...["line_bytes", "text_bytes", "text_lines", "nick_columns"] as const,
    ...["rate", "burst", "history"] as const,
  ],
  noNullPrototype: true,
});

const roomInfo = fc.record({ room: anyText, count, last: count, ts, topic: anyText }, {
  requiredKeys: ["room", "count", "last", "ts"],
  noNullPrototype: true,
});

const foundMessage = fc.record(
  { id: count, ts, nick: anyText, text: anyText, action: yes, notice: yes, cut: yes },
  { requiredKeys: ["id", "ts", "nick", "text"], noNullPrototype: true },
);

/** Every frame a server may send. */
export const serverFrame: fc.Arbitrary<ServerFrame> = fc.oneof(
  fc.tuple(msgFrame, fc.boolean()).map(([msg, old]) => old ? { ...msg, old } : msg),
  fc.tuple(msgFrame, anyText).map(([msg, room]) => ({ room, ...msg })),
  frame<ServerFrame>("joined", { ts, nick: anyText }, {
    room: anyText,
    others: count,
    resumed: yes,
  }),
  frame<ServerFrame>("left", { ts, nick: anyText }, {
    room: anyText,
    others: count,
    reason: anyText,
    by: anyText,
  }),
  frame<ServerFrame>("topic", { ts, nick: anyText, topic: anyText }, {
    room: anyText,
    set: ts,
    old: yes,
  }),
  frame<ServerFrame>("renamed", { ts, nick: anyText, to: anyText }, { room: anyText }),
  frame<ServerFrame>("error", {
    code: fc.constantFrom("bad_text", "full", "slow"),
    message: anyText,
  }, {
    ...{ cid: anyText, retry_ms: count, like: anyText, reserved: yes, until: ts, room: anyText },
    ...{ by: anyText, reason: anyText, barrier: fc.constantFrom("invite", "key", "full") },
    ...{ cause: fc.constantFrom("too_many", "unusable", "no_room") },
  }),
  frame<ServerFrame>("welcome", {
    v: count,
    server: anyText,
    nick: anyText,
    room: anyText,
    resume: token,
    last: count,
    members: nicks,
    count,
    limits,
  }, { log: token, other_log: yes, topic: anyText, rooms: yes, seen: count }),
  frame<ServerFrame>("entered", { room: anyText, last: count, members: nicks, count }, {
    ...{ log: token, other_log: yes, topic: anyText, seen: count },
  }),
  frame<ServerFrame>("parted", { room: anyText }, { by: anyText, reason: anyText }),
  frame<ServerFrame>("live", {}, { room: anyText }),
  frame<ServerFrame>("dm", { ts, nick: anyText, to: anyText, text: anyText, cid: token }),
  frame<ServerFrame>("who", { room: anyText, count, nicks }, { away: nicks, more: yes }),
  frame<ServerFrame>("history", { first: count, last: count, count }, { room: anyText }),
  frame<ServerFrame>("found", {
    messages: fc.array(foundMessage, { maxLength: 3 }),
    complete: fc.boolean(),
  }, { room: anyText, next: count }),
  frame<ServerFrame>("rooms", { rooms: fc.array(roomInfo, { maxLength: 3 }) }, { more: yes }),
  frame<ServerFrame>("away", { nick: anyText }, { text: anyText }),
  frame<ServerFrame>("ping", { n: count }),
  frame<ServerFrame>("pong", { n: count }),
  frame<ServerFrame>("shutdown", { message: anyText }),
);
