/** A server that sends whatever it likes, in frames that have the right shape. */

import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { MAX_KNOWN_ROOMS } from "../../../client/limits.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Stage } from "./stage.ts";

/** Texts that would do something to a terminal, to a row of it, or to what looks at names. */
const HOSTILE = [
  "\x1b]2;owned\x07",
  "\x9b31mowned",
  "\u202eowned",
  "a\nb\r\nc",
  "\x00\x08\x7f",
  "",
  " ",
  "#",
  "../lobby",
  "__proto__",
  "constructor",
  `e${"\u0301".repeat(500)}`,
  "x".repeat(3000),
  "日".repeat(300),
  "\ud800",
  "9999-99-99T99:99:99.999Z",
];

const text = fc.oneof(
  fc.constantFrom("lobby", "dev", "ops", "ann", "bob", "cy", "disk", '"ann"'),
  fc.constantFrom(...HOSTILE),
);
const room = fc.oneof({ weight: 3, arbitrary: fc.constantFrom("lobby", "dev", "ops") }, {
  weight: 1,
  arbitrary: text,
});
const count = fc.constantFrom(0, 1, 2, 3, 50, 5_000, Number.MAX_SAFE_INTEGER);
const ts = fc.oneof(fc.constantFrom("2026-11-23T12:00:00.000Z", "1970-01-01T00:00:00.000Z"), text);
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const texts = fc.array(text, { maxLength: 5 });

function frame(type: string, fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record({ type: fc.constant(type), ...fields });
}

const entered = {
  room,
  last: count,
  members: texts,
  count,
  topic: some(text),
  seen: some(count),
  log: some(text),
  other_log: some(fc.constant(true)),
};
const LIMITS = {
  ...{ line_bytes: 16384, text_bytes: 7680, text_lines: 100, nick_columns: 32, rate: 0 },
  ...{ burst: 0, history: 10 },
};
const message = {
  room: some(room),
  id: count,
  ts,
  nick: text,
  text,
  cid: text,
  action: some(fc.constant(true)),
  old: some(fc.constant(true)),
};
const FRAMES = fc.oneof(
  frame("msg", message),
  frame("msg", message),
  frame("entered", entered),
  frame("welcome", {
    ...entered,
    v: fc.constant(1),
    server: text,
    nick: fc.constantFrom("ann", "ann2"),
    resume: text,
    rooms: some(fc.constant(true)),
    limits: fc.constant(LIMITS),
  }),
  frame("parted", { room, by: some(text), reason: some(text) }),
  frame("live", { room: some(room) }),
  frame("joined", { room: some(room), ts, nick: text, others: some(count) }),
  frame("left", {
    ...{ room: some(room), ts, nick: text, others: some(count), reason: some(text) },
    by: some(text),
  }),
  frame("renamed", { room: some(room), ts, nick: text, to: text }),
  frame("topic", { room: some(room), ts, nick: text, topic: text, old: some(fc.constant(true)) }),
  frame("dm", { ts, nick: text, to: text, text, cid: text }),
  frame("who", { room, count, nicks: texts, away: some(texts), more: some(fc.constant(true)) }),
  frame("found", {
    room: some(room),
    messages: fc.array(fc.record({ id: count, ts, nick: text, text }), { maxLength: 4 }),
    next: some(count),
    complete: fc.boolean(),
  }),
  frame("rooms", {
    rooms: fc.array(fc.record({ room: text, count, last: count, ts, topic: some(text) }), {
      maxLength: 4,
    }),
    more: some(fc.constant(true)),
  }),
  frame("away", { nick: text, text: some(text) }),
  frame("history", { room: some(room), first: count, last: count, count }),
  frame("error", {
    code: fc.constantFrom(
      ...["not_in_room", "search_failed", "bad_room", "not_admitted", "too_many_rooms", "odd"],
      ...["nick_taken", "slow_down", "bad_text", "searching", "muted", "no_such_nick"],
    ),
    message: text,
    cid: some(text),
    room: some(room),
    retry_ms: some(count),
    cause: some(text),
    barrier: some(text),
  }),
  frame("waiting", { ms: count }),
);

/** What a person does meanwhile. */
const KEYS = fc.constantFrom(
  ...["/search disk\r", "/more\r", "/around 1\r", "/mentions\r", "/who\r", "/list\r", "/room\r"],
  ...["/room dev\r", "/part\r", "/history 5\r", "/topic\r", "/quiet\r", "/ignore bob\r", "/r hi\r"],
  ...["\x1ba", "\x1b1", "\x1b2", "\x1b3", "hello\r", "/query bob\r", "\t", "\x15"],
);

const STEPS = fc.array(fc.oneof(FRAMES, FRAMES, FRAMES, KEYS), { minLength: 30, maxLength: 120 });

Deno.test("a lying server: whatever it sends, nothing of it drives the terminal, and the client goes on", async () => {
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const stage = new Stage({ nick: "ann", rooms: true });
      await using _ = stage;
      const { peer } = await stage.server.welcome({ rooms: true, members: ["ann"], count: 1 });
      await stage.seen("You are ann");
      let isOver = false;
      stage.ended.finally(() => isOver = true);
      for (const step of steps) {
        if (typeof step === "string") stage.type(step);
        else peer.send(`${JSON.stringify(step)}\n`);
        await settled();
      }
      await stage.shown;
      assertEquals(isOver, false, "the client has ended");
      const driven = ["\x1b]2;owned", "\x9b", "\u202e"].filter((each) =>
        stage.output.includes(each)
      );
      assertEquals(driven, [], "it drives the terminal");
      assert(stage.session.rooms.size <= MAX_KNOWN_ROOMS);
      stage.type("\x15/help who\r");
      await stage.seen("show who is here");
    }),
    { numRuns: Number(Deno.env.get("RUNS") ?? 20) },
  );
});
