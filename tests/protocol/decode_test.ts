import { assert, assertEquals, assertInstanceOf, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeClientFrame, decodeServerFrame, FrameError } from "../../protocol/decode.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES, MAX_TOKEN_CHARS, MIN_SECRET_CHARS } from "../../protocol/limits.ts";
import { clientFrame, serverFrame } from "./arbitraries.ts";

const encode = (text: string) => new TextEncoder().encode(text);

type Fields = Record<string, unknown>;

/** One good frame of each type, with every field it may have. */
const CLIENT: readonly Fields[] = [
  {
    ...{ type: "hello", v: 1, nick: "a", room: "r", since: 1, history: 2 },
    ...{ secret: "s".repeat(22), resume: "r".repeat(22), password: "p", unannounced: true },
  },
  { type: "say", cid: "c", text: "t", action: true },
  { type: "dm", cid: "c", to: "b", text: "t" },
  { type: "nick", nick: "n" },
  { type: "join", room: "r", since: 1, history: 2 },
  { type: "who" },
  { type: "history", before: 9, limit: 5 },
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
  "say.action",
  "join.since",
  "join.history",
  "history.before",
]);

const LIMITS = {
  line_bytes: 1,
  text_bytes: 2,
  text_lines: 3,
  nick_columns: 4,
  rate: 5,
  burst: 6,
  history: 7,
};

const SERVER: readonly Fields[] = [
  { type: "msg", id: 1, ts: "t", nick: "a", text: "x", cid: "c" },
  { type: "joined", ts: "t", nick: "a" },
  { type: "left", ts: "t", nick: "a" },
  { type: "renamed", ts: "t", nick: "a", to: "b" },
  { type: "topic", ts: "t", nick: "a", topic: "x" },
  { type: "error", code: "full", message: "m" },
  {
    type: "welcome",
    v: 1,
    server: "chat",
    nick: "a",
    room: "r",
    resume: "s",
    last: 1,
    members: ["a"],
    count: 1,
    limits: LIMITS,
  },
  { type: "live" },
  { type: "dm", ts: "t", nick: "a", to: "b", text: "x", cid: "c" },
  { type: "who", room: "r", count: 1, nicks: ["a"] },
  { type: "history", first: 1, last: 1, count: 1 },
  { type: "ping", n: 1 },
  { type: "pong", n: 1 },
  { type: "shutdown", message: "m" },
];

/** Values that no field takes, by the kind of value it wants. */
function wrongFor(value: unknown): readonly unknown[] {
  const others = ["", 1, true, {}, [], [1]].filter((other) => typeof other !== typeof value);
  if (typeof value === "number") return [...others, -1, 0.5, 1e300, 2 ** 53, "1"];
  if (Array.isArray(value)) return [...others, {}, [1], ["a", null]];
  if (typeof value === "object") return [...others, null];
  return others;
}

function refusal(decode: (line: string) => unknown, line: string): FrameError {
  return assertThrows(() => decode(line), FrameError, undefined, line) as FrameError;
}

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

Deno.test("decodeServerFrame gives back what encodeFrame wrote, as text and as bytes", () => {
  fc.assert(
    fc.property(serverFrame, (frame) => {
      const line = encodeFrame(frame);
      assertEquals(decodeServerFrame(line), frame);
      assertEquals(decodeServerFrame(encode(line.slice(0, -1))), frame);
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeServerFrame keeps the order of the fields, so that a record can be written again", () => {
  fc.assert(fc.property(serverFrame, (frame) => {
    const decoded = decodeServerFrame(encodeFrame(frame));
    assert(decoded !== undefined);
    const again = decodeServerFrame(encodeFrame(decoded));
    assertEquals(encodeFrame(again!), encodeFrame(decoded));
  }));
});

Deno.test("decodeClientFrame refuses a frame without any one of its fields, and lives without optional ones", () => {
  for (const frame of CLIENT) {
    assertEquals<unknown>(decodeClientFrame(JSON.stringify(frame)), frame);
    for (const field of Object.keys(frame)) {
      const { [field]: _, ...rest } = frame;
      const line = JSON.stringify(rest);
      if (OPTIONAL.has(`${frame.type}.${field}`)) {
        assertEquals<unknown>(decodeClientFrame(line), rest);
      } else assert(refusal(decodeClientFrame, line).message.includes(`"${field}"`));
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

Deno.test("decodeServerFrame refuses every field that is missing, null or of a wrong kind", () => {
  for (const frame of SERVER) {
    assertEquals<unknown>(decodeServerFrame(JSON.stringify(frame)), frame);
    for (const [field, value] of Object.entries(frame)) {
      for (const wrong of [...wrongFor(value), null, undefined]) {
        // another text is another type, which an older client passes over
        if (field === "type" && typeof wrong === "string") continue;
        refusal(decodeServerFrame, JSON.stringify({ ...frame, [field]: wrong }));
      }
    }
  }
  for (const field of Object.keys(LIMITS)) {
    const limits = { ...LIMITS, [field]: null };
    const welcome = SERVER.find(({ type }) => type === "welcome");
    refusal(decodeServerFrame, JSON.stringify({ ...welcome, limits }));
  }
});

Deno.test("decodeClientFrame names the types there are; decodeServerFrame passes over an unknown one", () => {
  for (const type of ["", "nonsense", "SAY", "toString", "__proto__", "constructor"]) {
    const line = JSON.stringify({ type });
    assert(refusal(decodeClientFrame, line).message.includes("say"), type);
    assertEquals(decodeServerFrame(line), undefined);
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

Deno.test("decodeClientFrame and decodeServerFrame throw nothing but FrameError, whatever comes", () => {
  const line = fc.oneof(
    fc.json(),
    fc.uint8Array({ maxLength: 100 }),
    fc.tuple(clientFrame, fc.nat(), fc.nat({ max: 255 })).map(([frame, at, byte]) => {
      const bytes = encode(encodeFrame(frame));
      bytes[at % bytes.length] = byte;
      return bytes;
    }),
    fc.object().map((value) => JSON.stringify({ type: "say", ...value })),
  );
  fc.assert(
    fc.property(line, (line) => {
      for (const decode of [decodeClientFrame, decodeServerFrame]) {
        try {
          decode(line);
        } catch (cause) {
          assertInstanceOf(cause, FrameError);
        }
      }
    }),
    { numRuns: 1000 },
  );
});
