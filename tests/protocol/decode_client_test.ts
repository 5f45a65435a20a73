import { assert, assertEquals, assertInstanceOf, assertLess, assertThrows } from "@std/assert";
import fc from "../support/fast_check.ts";
import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES, MAX_TOKEN_CHARS, MIN_SECRET_CHARS } from "../../protocol/limits.ts";
import { clientFrame } from "./arbitraries.ts";
import { anyLine, encode, type Fields, refusal, UNKNOWN_TYPES, wrongFor } from "./decoding.ts";

/** One good frame of each type, with every field it may have. */
const CLIENT: readonly Fields[] = [
  {
    ...{ type: "hello", v: 1, nick: "a", room: "r", since: 1, history: 2 },
    ...{ secret: "s".repeat(22), resume: "r".repeat(22), password: "p", unannounced: true },
    rooms: true,
  },
  { type: "say", room: "r", cid: "c", text: "t", action: true },
  { type: "dm", cid: "c", to: "b", text: "t" },
  { type: "nick", nick: "n" },
  { type: "join", room: "r", since: 1, history: 2 },
  { type: "part", room: "r", text: "t" },
  { type: "who", room: "r" },
  { type: "history", room: "r", before: 9, limit: 5 },
  { type: "rooms", like: "r" },
  { type: "topic", room: "r", topic: "t" },
  { type: "seen", room: "r", id: 7 },
  { type: "away", text: "t" },
  { type: "ping", n: 1 },
  { type: "pong", n: 1 },
  { type: "bye" },
];

/** Fields a client may leave out. */
const OPTIONAL = new Set([
  "hello.room",
  "hello.since",
  "hello.history",
  "hello.secret",
  "hello.resume",
  "hello.password",
  "hello.unannounced",
  "hello.rooms",
  "say.room",
  "say.action",
  "join.since",
  "join.history",
  "part.room",
  "part.text",
  "who.room",
  "history.room",
  "history.before",
  "rooms.like",
  "topic.room",
  "topic.topic",
  "seen.room",
  "away.text",
]);

Deno.test("decodeClientFrame gives back what encodeFrame wrote, as text and as bytes", () => {
  fc.assert(
    fc.property(clientFrame, (frame) => {
      const line = encodeFrame(frame);
      // unpaired surrogates travel as escapes, so they survive the bytes as well
      assertEquals(decodeClientFrame(line), frame);
      assertEquals(decodeClientFrame(encode(line.slice(0, -1))), frame);
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeClientFrame refuses a frame without any one of its fields, and lives without optional ones", () => {
  for (const frame of CLIENT) {
    assertEquals<unknown>(decodeClientFrame(JSON.stringify(frame)), frame);
    for (const field of Object.keys(frame)) {
      const { [field]: _, ...rest } = frame;
      const line = JSON.stringify(rest);
      if (OPTIONAL.has(`${frame.type}.${field}`)) {
        assertEquals<unknown>(decodeClientFrame(line), rest);
      } else {
        const { message } = refusal(decodeClientFrame, line);
        assert(message.startsWith(`Field "${field}" is missing: `), message);
      }
    }
  }
});

Deno.test("decodeClientFrame takes null for an optional field as its absence, and for no other", () => {
  for (const frame of CLIENT) {
    for (const field of Object.keys(frame)) {
      const line = JSON.stringify({ ...frame, [field]: null });
      const { [field]: _, ...rest } = frame;
      if (OPTIONAL.has(`${frame.type}.${field}`)) {
        assertEquals<unknown>(decodeClientFrame(line), rest);
      } else assert(refusal(decodeClientFrame, line).message.includes("null"));
    }
  }
});

Deno.test("decodeClientFrame refuses every field of a wrong kind, and names it", () => {
  for (const frame of CLIENT) {
    for (const [field, value] of Object.entries(frame)) {
      for (const wrong of wrongFor(value)) {
        const line = JSON.stringify({ ...frame, [field]: wrong });
        assert(refusal(decodeClientFrame, line).message.includes(`"${field}"`), line);
      }
    }
  }
});

Deno.test("decodeClientFrame names the types there are", () => {
  for (const type of UNKNOWN_TYPES) {
    const line = JSON.stringify({ type });
    assert(refusal(decodeClientFrame, line).message.includes("say"), type);
  }
});

Deno.test("decodeClientFrame ignores unknown fields", () => {
  assertEquals(decodeClientFrame('{"type":"who","extra":[1,2],"":{}}'), { type: "who" });
});

Deno.test("decodeClientFrame takes no field from a __proto__ that a peer sent", () => {
  refusal(decodeClientFrame, '{"__proto__":{"type":"who"}}');
  refusal(decodeClientFrame, '{"type":"nick","__proto__":{"nick":"ann"}}');
  assertEquals(decodeClientFrame('{"type":"nick","nick":"ann","__proto__":{"x":1}}'), {
    type: "nick",
    nick: "ann",
  });
  assertEquals(({} as Fields)["x"], undefined);
});

Deno.test("decodeClientFrame takes the last of a field that comes twice, as JSON.parse does", () => {
  assertEquals(decodeClientFrame('{"type":"who","type":"bye"}'), { type: "bye" });
});

Deno.test("decodeClientFrame refuses what is no JSON object", () => {
  for (const line of ["", " ", "{", "}", "null", "1", '"say"', "[]", '[{"type":"who"}]', "nick"]) {
    refusal(decodeClientFrame, line);
  }
  refusal(decodeClientFrame, "\ufeff" + '{"type":"who"}');
});

Deno.test("decodeClientFrame refuses invalid UTF-8, and says so", () => {
  const line = encode('{"type":"nick","nick":"xx"}');
  for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0], [0xd0]]) {
    const bytes = line.slice();
    bytes.set(bad, line.length - 4);
    const error = assertThrows(() => decodeClientFrame(bytes), FrameError);
    assertEquals(error.message, "The line is not valid UTF-8");
  }
});

Deno.test("decodeClientFrame takes whole numbers from 0 to the largest safe one, and no others", () => {
  const ping = (n: string) => `{"type":"ping","n":${n}}`;
  for (const n of ["0", "-0", "1e3", "9007199254740991", "5.0"]) {
    assertEquals(decodeClientFrame(ping(n)), { type: "ping", n: Number(n) });
  }
  for (const n of ["-1", "9007199254740992", "1e999", "0.1", "-1e-400000001", "1e16", '"1"']) {
    // what a number too small for JavaScript becomes is 0
    if (Object.is(Number(n), -0)) continue;
    refusal(decodeClientFrame, ping(n));
  }
});

Deno.test("decodeClientFrame takes a token of printable ASCII up to its longest, and nothing else", () => {
  const say = (cid: string) => JSON.stringify({ type: "say", cid, text: "x" });
  const longest = "~".repeat(MAX_TOKEN_CHARS);
  assertEquals(decodeClientFrame(say(longest)), { type: "say", cid: longest, text: "x" });
  for (const cid of ["", longest + "~", "a b", "a\n", "\x7f", "я", "\0", "\ud800"]) {
    assertEquals(refusal(decodeClientFrame, say(cid)).cid, cid.slice(0, MAX_TOKEN_CHARS));
  }
});

Deno.test("decodeClientFrame takes a secret from its shortest to its longest, and nothing else", () => {
  const longest = "~".repeat(MAX_TOKEN_CHARS);
  const shortest = "~".repeat(MIN_SECRET_CHARS);
  for (const field of ["secret", "resume"]) {
    const hello = (value: string) => ({ type: "hello", v: 1, nick: "a", [field]: value });
    for (const value of [shortest, longest]) {
      assertEquals<unknown>(decodeClientFrame(JSON.stringify(hello(value))), hello(value));
    }
    for (const value of ["", shortest.slice(1), longest + "~", `${shortest} `]) {
      const { message } = refusal(decodeClientFrame, JSON.stringify(hello(value)));
      assert(message.includes(`"${field}"`), message);
    }
  }
});

Deno.test("FrameError has the cid of the frame, where there is one", () => {
  assertEquals(refusal(decodeClientFrame, '{"type":"say","cid":"k1"}').cid, "k1");
  assertEquals(refusal(decodeClientFrame, '{"type":"nonsense","cid":"k2"}').cid, "k2");
  assertEquals(refusal(decodeClientFrame, '{"type":"say","cid":7,"text":"x"}').cid, undefined);
  assertEquals(refusal(decodeClientFrame, '{"type":"say"').cid, undefined);
});

Deno.test("decodeClientFrame answers deep nesting and long values with a short message", () => {
  const deep = Math.floor(MAX_LINE_BYTES / 2) - 20;
  const lines = [
    `{"type":${"[".repeat(deep)}${"]".repeat(deep)}}`,
    `{"type":"nick","nick":${'{"a":'.repeat(2000)}1${"}".repeat(2000)}}`,
    `{"type":"${"x".repeat(MAX_LINE_BYTES - 20)}"}`,
    `{"type":"${"🙂".repeat(4000)}"}`,
    "[".repeat(MAX_LINE_BYTES - 1),
  ];
  for (const line of lines) {
    const { message } = refusal(decodeClientFrame, line);
    assertLess(message.length, 200);
    assert(message.isWellFormed(), message);
  }
});

Deno.test("decodeClientFrame throws nothing but FrameError, whatever comes", () => {
  fc.assert(
    fc.property(anyLine(clientFrame, "say"), (line) => {
      try {
        decodeClientFrame(line);
      } catch (cause) {
        assertInstanceOf(cause, FrameError);
      }
    }),
    { numRuns: 1000 },
  );
});
