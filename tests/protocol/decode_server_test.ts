import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { MAX_NODES } from "../../protocol/limits.ts";
import fc from "../support/fast_check.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import { decodeServerFrame } from "../../protocol/decode_server.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import { serverFrame } from "./arbitraries.ts";
import { anyLine, encode, type Fields, refusal, UNKNOWN_TYPES, wrongFor } from "./decoding.ts";

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
  { type: "entered", room: "r", last: 1, members: ["a"], count: 1 },
  { type: "parted", room: "r" },
  { type: "live" },
  { type: "dm", ts: "t", nick: "a", to: "b", text: "x", cid: "c" },
  { type: "who", room: "r", count: 1, nicks: ["a"] },
  { type: "history", first: 1, last: 1, count: 1 },
  { type: "rooms", rooms: [{ room: "r", count: 1, last: 2, ts: "t" }] },
  { type: "away", nick: "a" },
  { type: "ping", n: 1 },
  { type: "pong", n: 1 },
  { type: "shutdown", message: "m" },
  { type: "waiting", ms: 2_000 },
];

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

Deno.test("decodeServerFrame takes so many servers of a cluster, and what is known of each", () => {
  const one = { addr: "h:1", pin: "sha256:x", web: "https://h:2/" };
  const take = (nodes: unknown) =>
    decodeServerFrame(JSON.stringify({ type: "shutdown", message: "m", nodes }));
  assertEquals<unknown>(take([one, { addr: "h:2", more: 1 }]), {
    ...{ type: "shutdown", message: "m" },
    nodes: [one, { addr: "h:2" }],
  });
  assertEquals<unknown>(take(null), { type: "shutdown", message: "m" });
  const many = take(Array(MAX_NODES + 1).fill(one));
  assertEquals(many?.type === "shutdown" && many.nodes?.length, MAX_NODES);
  for (
    const wrong of [{}, [1], [{}], [{ addr: 1 }], [{ addr: "h", pin: 1 }], [{ addr: "h", web: 1 }]]
  ) {
    assertThrows(() => take(wrong), FrameError);
  }
});

Deno.test("decodeServerFrame passes over an unknown type", () => {
  for (const type of UNKNOWN_TYPES) {
    assertEquals(decodeServerFrame(JSON.stringify({ type })), undefined);
  }
});

Deno.test("decodeServerFrame throws nothing but FrameError, whatever comes", () => {
  fc.assert(
    fc.property(anyLine(serverFrame, "msg"), (line) => {
      try {
        decodeServerFrame(line);
      } catch (cause) {
        assertInstanceOf(cause, FrameError);
      }
    }),
    { numRuns: 1000 },
  );
});
