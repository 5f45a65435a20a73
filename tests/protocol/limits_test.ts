import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
} from "@std/assert";
import { encodeFrame, type LimitsInfo, type NodeInfo } from "../../protocol/frames.ts";
import { addressOf } from "../../protocol/host.ts";
import * as cli from "../../cli/limits.ts";
import * as both from "../../protocol/limits.ts";
import * as irc from "../../server/dialects/irc/limits.ts";
import * as server from "../../server/limits.ts";
import * as client from "../../client/limits.ts";
import { checkNick, checkRoom } from "../../protocol/names.ts";
import { utf8Bytes } from "../../protocol/text.ts";

const limits = { ...both, ...server };

/** A nickname that takes the most room in a frame: quotes are escaped, marks take no column. */
const NICK = '"'.repeat(limits.MAX_NICK_COLUMNS) +
  "\u0316".repeat((limits.MAX_NICK_BYTES - limits.MAX_NICK_COLUMNS) / 2);

/** The longest room name in bytes. */
const ROOM = "日".repeat(limits.MAX_ROOM_CHARS);

const LARGEST = Number.MAX_SAFE_INTEGER;

const INFO: LimitsInfo = {
  line_bytes: LARGEST,
  text_bytes: LARGEST,
  text_lines: LARGEST,
  nick_columns: LARGEST,
  rate: LARGEST,
  burst: LARGEST,
  history: LARGEST,
  rooms: LARGEST,
  silence_ms: LARGEST,
};

Deno.test("every bound is a whole number above zero, or a share, its unit in its name, no name in two tables", () => {
  const units =
    /^(?:MAX|MIN|DEFAULT)_|_(?:BYTES|CHARS|MS|US|PER_S|S|PX|LINES|ROWS|MESSAGES|READS|VERSION|BURST|SHARE)$/;
  const seen = new Set<string>();
  for (const [name, value] of [both, server, irc, cli, client].flatMap(Object.entries)) {
    const isWhole = Number.isSafeInteger(value) || name.endsWith("_SHARE");
    assert(isWhole && value > 0, `${name} is ${value}`);
    assert(units.test(name), name);
    assert(!seen.has(name), `${name} stands in two tables`);
    seen.add(name);
  }
});

/** The longest that a server says of another one. */
const HOST = `${`${"h".repeat(61)}.`.repeat(4)}h`.slice(0, 253);
const NODE: NodeInfo = {
  addr: addressOf(HOST, 65_535),
  pin: `sha256:${"a".repeat(64)}`,
  web: `https://${addressOf(HOST, 65_535)}/`,
};

Deno.test("MAX_WELCOME_MEMBERS of the longest nicknames fit one line", () => {
  assert(checkNick(NICK).ok && checkRoom(ROOM).ok);
  const welcome = encodeFrame({
    type: "welcome",
    v: limits.PROTOCOL_VERSION,
    server: "chat",
    nick: NICK,
    room: ROOM,
    resume: '"'.repeat(limits.MAX_TOKEN_CHARS),
    last: LARGEST,
    members: Array(limits.MAX_WELCOME_MEMBERS).fill(NICK),
    count: LARGEST,
    nodes: Array(limits.MAX_NODES).fill(NODE),
    limits: INFO,
  });
  assertLessOrEqual(utf8Bytes(welcome), limits.MAX_LINE_BYTES);
});

Deno.test("MAX_WHO_MEMBERS of the longest nicknames fit one line", () => {
  const nicks = Array(limits.MAX_WHO_MEMBERS).fill(NICK);
  const who = encodeFrame({ type: "who", room: ROOM, count: LARGEST, nicks, more: true });
  assertLessOrEqual(utf8Bytes(who), limits.MAX_LINE_BYTES);
});

Deno.test("a text of MAX_TEXT_BYTES sent as UTF-8 fits one line, and one of 5,000 bytes however it is escaped", () => {
  const escaped = (bytes: number) => `\\u0436`.repeat(bytes / utf8Bytes("ж"));
  const say = (text: string) =>
    `{"type":"say","cid":"${"x".repeat(limits.MAX_TOKEN_CHARS)}",${text}`;
  const bytes = (text: string) => utf8Bytes(say(`"text":"${text}","action":true}\n`));
  assertLessOrEqual(bytes("ж".repeat(limits.MAX_TEXT_BYTES / 2)), limits.MAX_LINE_BYTES);
  assertLessOrEqual(bytes(escaped(5_000)), limits.MAX_LINE_BYTES);
  assertGreater(bytes(escaped(limits.MAX_TEXT_BYTES)), limits.MAX_LINE_BYTES);
});

Deno.test("MIN_SECRET_CHARS of base64url hold 128 bits", () => {
  assertEquals(limits.MIN_SECRET_CHARS, Math.ceil(128 / 6));
});

Deno.test("MAX_TOKEN_CHARS holds a UUID with a prefix", () => {
  assertGreater(limits.MAX_TOKEN_CHARS, crypto.randomUUID().length);
});

Deno.test("MAX_NICK_BYTES bounds only names that columns do not: a column takes four bytes at most", () => {
  assertEquals(limits.MAX_NICK_BYTES, 4 * limits.MAX_NICK_COLUMNS);
});

Deno.test("the burst lets a paste of MAX_TEXT_LINES messages pass", () => {
  assertGreaterOrEqual(limits.DEFAULT_RATE_PER_S * limits.RATE_BURST_S, limits.MAX_TEXT_LINES);
});

Deno.test("a flood is warned before it is cut, and cut before a busy client counts as silent", () => {
  assertLess(limits.FLOOD_WARN_MS, limits.FLOOD_CUT_MS);
  assertLess(limits.FLOOD_CUT_MS, limits.PING_AFTER_MS + limits.PING_TIMEOUT_MS);
});

Deno.test("deadlines are looked at more often than they pass", () => {
  const { SWEEP_MS, PING_AFTER_MS, PING_TIMEOUT_MS, HELLO_TIMEOUT_MS, WRITE_STALL_MS } = limits;
  for (const ms of [PING_AFTER_MS, PING_TIMEOUT_MS, HELLO_TIMEOUT_MS, WRITE_STALL_MS]) {
    assertLessOrEqual(10 * SWEEP_MS, ms);
  }
});

Deno.test("a server told to stop has said goodbye and is gone within five seconds", () => {
  assertLess(limits.GOODBYE_MS, limits.SHUTDOWN_MS);
  assertLess(limits.SHUTDOWN_MS, 5_000);
});

Deno.test("a letter cut in two is waited for longer than the end of a plain piece", () => {
  assertGreater(limits.PLAIN_LETTER_MS, limits.PLAIN_SILENCE_MS);
});

Deno.test("a page of history is at hand in memory, and fits into what a member may lag behind", () => {
  assertLessOrEqual(limits.DEFAULT_HISTORY, limits.MAX_HISTORY_MESSAGES);
  assertLessOrEqual(limits.MAX_HISTORY_MESSAGES, limits.RECENT_MESSAGES);
  assertLess(limits.MAX_HISTORY_BYTES, limits.MAX_LAG_BYTES);
  assertGreaterOrEqual(limits.MAX_HISTORY_BYTES, limits.MAX_LINE_BYTES);
});

Deno.test("the tail read at the start holds the recent messages", () => {
  // a unit of a string is three bytes of UTF-8 at the most
  assertGreaterOrEqual(limits.LOG_TAIL_BYTES, 3 * limits.RECENT_BYTES);
  assertLess(limits.LOG_TAIL_BYTES, limits.LOG_SEGMENT_BYTES);
});

Deno.test("the lines of a segment, a read buffer and the unwritten are whole ones", () => {
  assertGreaterOrEqual(limits.FEED_SEGMENT_BYTES, limits.MAX_LINE_BYTES);
  assertGreaterOrEqual(limits.MAX_READ_BYTES, limits.MAX_LINE_BYTES);
  assertLess(limits.MIN_READ_BYTES, limits.MAX_READ_BYTES);
  assertGreater(limits.MAX_UNWRITTEN_BYTES, limits.MAX_LINE_BYTES);
});

Deno.test("joins are announced one by one more often than they are folded", () => {
  assertGreaterOrEqual(limits.PRESENCE_BURST, limits.PRESENCE_PER_S);
  assertGreater((limits.PRESENCE_PER_S * limits.PRESENCE_FOLD_MS) / 1000, 1);
});
