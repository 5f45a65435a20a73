/**
 * A program that says what nobody should: `fuzz.ts HOSTNAME PORT SEED LINES` sends so many hostile
 * lines on many connections, in both dialects, and prints `done`
 * with the number of times that it was sent away.
 *
 * @module
 */

import { Chance } from "./chance.ts";

const [hostname = "", port = "", seed = "", lines = ""] = Deno.args;
const chance = new Chance(Number(seed));
const encoder = new TextEncoder();

/** Connections at once. */
const AT_ONCE = 12;

const TYPES = [
  ...["hello", "say", "dm", "nick", "join", "who", "history", "ping", "pong", "bye"],
  ...["welcome", "msg", "error", "shutdown", "live", "", "__proto__", "constructor", "toString"],
];
const FIELDS = [
  ...["type", "v", "nick", "room", "since", "history", "resume", "password", "cid", "text"],
  ...["action", "to", "before", "limit", "n", "__proto__", "constructor", "hasOwnProperty", ""],
];
const NUMBERS = [
  ...["0", "-0", "-1", "1", "1.5", "1e400", "-1e400", "9007199254740991", "9007199254740992"],
  ...["1e21", "0.1e-400", "NaN", "Infinity", "0x10", "01", "1".repeat(400)],
];
const STRINGS = [
  ...['""', '"a"', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u001b[2J"', '"\\u202e"'],
  ...['"lobby"', '"../../etc"', '"con"', '"SERVER_SHUTDOWN"', '"NICKNAME_REQUEST"', '"\\n\\n\\n"'],
  ...['"🐞"', '"\\u200b"', '"__proto__"', `"${"x".repeat(5_000)}"`, `"${"\\n.".repeat(150)}"`],
];

function nested(): string {
  const depth = 1 + chance.below(4_000);
  return chance.below(2) === 0
    ? "[".repeat(depth) + "]".repeat(chance.below(2) * depth)
    : '{"a":'.repeat(depth) + "1" + "}".repeat(chance.below(2) * depth);
}

function value(): string {
  switch (chance.below(8)) {
    case 0:
    case 1:
      return chance.pick(NUMBERS);
    case 2:
    case 3:
    case 4:
      return chance.pick(STRINGS);
    case 5:
      return chance.pick(["true", "false", "null", "[]", "{}", "undefined"]);
    case 6:
      return chance.below(20) === 0 ? nested() : `[${value()}]`;
    default:
      return object(1 + chance.below(3));
  }
}

function object(fields: number): string {
  const pairs = Array.from({ length: fields }, () => `"${chance.pick(FIELDS)}":${value()}`);
  return `{${pairs.join(",")}}`;
}

/** Frames as they should be, which then are spoiled. */
const GOOD: readonly (() => string)[] = [
  () => `{"type":"hello","v":1,"nick":"fuzz-${chance.below(50)}"}`,
  () => `{"type":"say","cid":"f-${chance.below(1e9)}","text":"fuzz"}`,
  () =>
    `{"type":"dm","cid":"f-${chance.below(1e9)}","to":"fuzz-${chance.below(50)}","text":"psst"}`,
  () => `{"type":"nick","nick":"fuzz-${chance.below(50)}"}`,
  () => `{"type":"join","room":"fuzz-${chance.below(20)}","since":${chance.below(100)}}`,
  () => `{"type":"history","before":${chance.below(1000)},"limit":${chance.below(20)}}`,
  () => `{"type":"who"}`,
  () => `{"type":"ping","n":${chance.below(1e9)}}`,
];

function bytes(most: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: chance.below(most) }, () => chance.below(256));
}

/** A good frame with bytes changed, left out or doubled. */
function spoiled(): Uint8Array<ArrayBuffer> {
  const good = [...encoder.encode(chance.pick(GOOD)())];
  for (let times = 1 + chance.below(3); times > 0; times--) {
    const at = chance.below(good.length);
    const with_ = Array.from(bytes(3));
    good.splice(at, chance.below(3), ...with_);
  }
  return Uint8Array.from(good);
}

/** A good frame with one field of another kind. */
function twisted(): string {
  const good = chance.pick(GOOD)();
  const field = chance.pick([...good.matchAll(/"(\w+)":("[^"]*"|\d+)/g)]);
  return good.replace(field[0], `"${field[1]}":${value()}`);
}

function line(): string | Uint8Array<ArrayBuffer> {
  switch (chance.below(10)) {
    case 0:
      return bytes(300);
    case 1:
      return value();
    case 2:
      return object(1 + chance.below(5));
    case 3:
      return `{"type":"${chance.pick(TYPES)}",${object(3).slice(1)}`;
    case 4:
      return spoiled();
    case 5:
      return chance.below(50) === 0 ? "x".repeat(16_000 + chance.below(20_000)) : twisted();
    case 6:
      return chance.pick(GOOD)();
    default:
      return twisted();
  }
}

function joined(parts: readonly (string | Uint8Array<ArrayBuffer>)[]): Promise<ArrayBuffer> {
  return new Blob([...parts]).arrayBuffer();
}

/** One connection: a greeting of some kind, a heap of lines, an end of some kind. */
async function visit(count: number): Promise<void> {
  const parts: (string | Uint8Array<ArrayBuffer>)[] = [];
  // most are let in, natively or in prose; the others begin with anything
  const kind = chance.below(4);
  if (kind <= 1) parts.push(`{"type":"hello","v":1,"nick":"fuzz-${chance.below(1e9)}"}\n`);
  if (kind === 2) parts.push(`fuzz ${chance.below(1e9)}\n`);
  for (let n = 0; n < count; n++) parts.push(line(), chance.below(20) === 0 ? "\r\n" : "\n");
  if (chance.below(4) === 0) parts.push(bytes(100)); // and no end of line
  const all = new Uint8Array(await joined(parts));
  const conn = await Deno.connect({ hostname, port: Number(port) });
  const reading = drain(conn);
  try {
    for (let at = 0; at < all.length;) {
      const length = chance.pick([1, 100, 5_000, 65_536]);
      at += await conn.write(all.subarray(at, at + length));
    }
    // some hang up without a word, others hear all that they are told
    if (chance.below(4) > 0) {
      await conn.closeWrite();
      await reading;
    }
  } catch {
    // cut, as it should be
  }
  try {
    conn.close();
  } catch {
    // closed already
  }
  await reading;
}

/** Reads all that the server has to say to it. */
async function drain(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  const decoder = new TextDecoder();
  try {
    for (let count; (count = await conn.read(buffer)) !== null;) {
      if (decoder.decode(buffer.subarray(0, count)).includes("too_many_bad_lines")) cut++;
    }
  } catch {
    // reset
  }
}

/** Connections that were told that it is too much. */
let cut = 0;
let left = Number(lines);
async function visits(): Promise<void> {
  while (left > 0) {
    // not more than what one who says nothing right is heard
    const count = chance.below(10) === 0 ? chance.below(200) : 25 + chance.below(20);
    left -= count;
    await visit(count);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, visits));
console.log(`done, ${cut} cut`);
