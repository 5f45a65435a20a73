import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { FEED_SEGMENT_BYTES } from "../../../server/limits.ts";
import { type Cursor, Feed, type Reader } from "../../../server/fanout/feed.ts";

const decoder = new TextDecoder();
const NOBODY: Reader = { wake: () => {} };

/** The views that are left for `cursor`, as texts. */
function views(cursor: Cursor, limit = cursor.end): string[] {
  const found: string[] = [];
  for (let view = cursor.take(limit); view !== undefined; view = cursor.take(limit)) {
    found.push(decoder.decode(view));
  }
  return found;
}

/** All that is left for `cursor`. */
function rest(cursor: Cursor): string {
  return views(cursor).join("");
}

/** A queue of what a feed does in later turns of the event loop. */
class Turns {
  readonly #acts: (() => void)[] = [];
  readonly soon = (act: () => void): void => void this.#acts.push(act);

  /** Runs one turn; whether there was one. */
  next(): boolean {
    const act = this.#acts.shift();
    act?.();
    return act !== undefined;
  }
}

Deno.test("MUST 1: append touches no reader, however many there are", () => {
  const feed = new Feed();
  const reader = { wake: () => assert(false, "woken by an append") };
  for (let i = 0; i < 1000; i++) feed.attach(reader);
  feed.append("a\n".repeat(100));
  assertEquals(feed.end, 200);
});

Deno.test("MUST 1: append copies and encodes a line once, into one segment that all readers view", () => {
  const feed = new Feed();
  const cursors = [feed.attach(NOBODY), feed.attach(NOBODY)];
  feed.append("привет\n");
  const [first, second] = cursors.map((cursor) => cursor.take(cursor.end)!);
  assert(first!.buffer === second!.buffer);
});

Deno.test("MUST 2: a reader gets all lines from where it began, in their order and as one view", () => {
  const feed = new Feed();
  feed.append("before\n");
  const cursor = feed.attach(NOBODY);
  feed.append("one\n");
  feed.append("two\n");
  assertEquals(views(cursor), ["one\ntwo\n"]);
  assertEquals(views(cursor), []);
  feed.append("three\n");
  assertEquals(views(cursor), ["three\n"]);
});

Deno.test("MUST 2: no view ends inside a line, at any length around the size of a segment", () => {
  for (
    const size of [1, 7, 100, 4095, 4096, 4097, FEED_SEGMENT_BYTES, FEED_SEGMENT_BYTES + 1, 300_000]
  ) {
    const feed = new Feed();
    const cursor = feed.attach(NOBODY);
    const count = Math.max(3, Math.ceil(300_000 / size));
    const line = (i: number) => `${i}`.padEnd(size - 1, "x").slice(0, size - 1) + "\n";
    for (let i = 0; i < count; i++) feed.append(line(i));
    const found = views(cursor);
    for (const view of found) assertEquals(view.length % size, 0);
    assertEquals(found.join(""), Array.from({ length: count }, (_, i) => line(i)).join(""));
  }
});

Deno.test("MUST 2: letters of several bytes are whole where a segment ends", () => {
  const feed = new Feed();
  const cursor = feed.attach(NOBODY);
  const line = "日本語🙂".repeat(21) + "я\n";
  for (let i = 0; i < 2000; i++) feed.append(line);
  const found = views(cursor);
  assert(found.length > 2);
  for (const view of found) assert(view.startsWith("日") && view.endsWith("я\n"));
  assertEquals(found.join(""), line.repeat(2000));
  const long = "日".repeat(FEED_SEGMENT_BYTES / 2) + "\n";
  feed.append(long);
  assertEquals(rest(cursor), long);
});

Deno.test("MUST 2: a reader is left out of the lines that are its own, and of no other", () => {
  const feed = new Feed();
  const [mine, other] = [feed.attach(NOBODY), feed.attach(NOBODY)];
  feed.append("one\n");
  const start = feed.end;
  feed.append("own\n");
  mine.skipFrom(start);
  feed.append("two\n");
  assertEquals(views(mine), ["one\n", "two\n"]);
  assertEquals(rest(other), "one\nown\ntwo\n");
});

Deno.test("Cursor.take stops at its limit, and passes over skipped lines on its way there", () => {
  const feed = new Feed();
  const cursor = feed.attach(NOBODY);
  feed.append("one\n");
  cursor.skipFrom(0);
  const limit = feed.end;
  feed.append("two\n");
  assertEquals(views(cursor, limit), []);
  assertEquals(cursor.position, limit);
  assertEquals(rest(cursor), "two\n");
});

Deno.test("Cursor.skipFrom takes neighbours, lines of nothing, and lines across segments", () => {
  const feed = new Feed();
  const cursor = feed.attach(NOBODY);
  const own = (line: string) => {
    const start = feed.end;
    feed.append(line);
    cursor.skipFrom(start);
  };
  own("");
  own("a\n");
  own("b\n");
  feed.append("seen\n");
  own("");
  feed.append("too\n");
  own("c".repeat(10_000) + "\n");
  own("");
  own("d".repeat(100_000) + "\n");
  feed.append("end\n");
  assertEquals(rest(cursor), "seen\ntoo\nend\n");
});

Deno.test("Feed.detach lets a reader have what there is by then, and nothing after", () => {
  const feed = new Feed();
  const cursor = feed.attach(NOBODY);
  feed.append("one\n");
  feed.detach(cursor);
  feed.append("two\n");
  assertEquals(cursor.finished, false);
  assertEquals(rest(cursor), "one\n");
  assertEquals(cursor.finished, true);
  feed.detach(cursor);
  assertEquals([feed.readers, rest(cursor)], [0, ""]);
});

Deno.test("Feed.flush wakes every reader once, a few in each turn", () => {
  const turns = new Turns();
  const feed = new Feed(turns.soon);
  const woken: number[] = [];
  const count = 500;
  for (let i = 0; i < count; i++) feed.attach({ wake: () => void woken.push(i) });
  feed.append("x\n");
  feed.flush();
  assert(woken.length < count);
  let before = woken.length;
  while (turns.next()) {
    assertLessOrEqual(woken.length - before, 128);
    before = woken.length;
  }
  assertEquals(woken.toSorted((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
});

Deno.test("Feed.flush wakes nobody where nothing was appended since the last one", () => {
  const feed = new Feed();
  let wakes = 0;
  feed.attach({ wake: () => wakes++ });
  feed.flush();
  assertEquals(wakes, 0);
  feed.append("x\n");
  assertEquals(feed.end, 2); // encoded already
  for (let i = 0; i < 3; i++) feed.flush();
  assertEquals(wakes, 1);
});

Deno.test("MUST 5: in the ring each reader is woken after the last line, whoever comes and goes", () => {
  type Act = "flush" | "turn" | "attach" | "detach" | "detach when woken";
  const act = fc.tuple(
    fc.constantFrom<Act>("flush", "turn", "turn", "attach", "detach", "detach when woken"),
    fc.nat(),
  );
  fc.assert(
    fc.property(
      fc.nat({ max: 300 }),
      fc.array(act, { maxLength: 40, size: "max" }),
      (count, acts) => {
        const turns = new Turns();
        const feed = new Feed(turns.soon);
        const readers = new Map<Cursor, { seen: number; goes: boolean }>();
        const attach = () => {
          const state = { seen: feed.end, goes: false };
          const cursor: Cursor = feed.attach({
            wake: () => {
              state.seen = feed.end;
              if (!state.goes) return;
              feed.detach(cursor);
              readers.delete(cursor);
            },
          });
          readers.set(cursor, state);
        };
        for (let i = 0; i < count; i++) attach();
        for (const [what, which] of acts) {
          const cursor = [...readers.keys()][which % Math.max(1, readers.size)];
          if (what === "turn") turns.next();
          else if (what === "attach") attach();
          else if (what === "flush") {
            feed.append("x\n");
            feed.flush();
          } else if (cursor !== undefined && what === "detach") {
            feed.detach(cursor);
            readers.delete(cursor);
          } else if (cursor !== undefined) readers.get(cursor)!.goes = true;
        }
        for (let i = 0; turns.next(); i++) assert(i < 1000, "the ring turns without end");
        for (const { seen } of readers.values()) assertEquals(seen, feed.end);
        assertEquals(feed.readers, readers.size);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("Feed gives each reader its lines, whatever is appended, skipped, taken and detached", () => {
  const line = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.integer({ min: 1000, max: 9000 }).map((length) => "y".repeat(length)),
  ).map((text) => text.replaceAll("\n", " ").toWellFormed() + "\n");
  const act = fc.oneof(
    fc.record({ append: line, owner: fc.nat({ max: 5 }) }),
    fc.record({ take: fc.nat({ max: 2 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ detach: fc.nat({ max: 2 }) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: "max" }), (acts) => {
      const feed = new Feed();
      const cursors = [0, 1, 2].map(() => feed.attach(NOBODY));
      const wanted = ["", "", ""];
      const got = ["", "", ""];
      const gone = new Set<number>();
      for (const act of acts) {
        if ("append" in act) {
          const start = feed.end;
          feed.append(act.append);
          cursors.forEach((cursor, i) => {
            if (gone.has(i)) return;
            if (act.owner === i) cursor.skipFrom(start);
            else wanted[i] += act.append;
          });
        } else if ("take" in act) {
          const cursor = cursors[act.take]!;
          const view = cursor.take(cursor.end);
          if (view !== undefined) got[act.take] += decoder.decode(view);
        } else {
          gone.add(act.detach);
          feed.detach(cursors[act.detach]!);
        }
      }
      assertEquals(cursors.map((cursor, i) => got[i] + rest(cursor)), wanted);
      for (const cursor of cursors) assertEquals(cursor.position, cursor.end);
    }),
    { numRuns: 300 },
  );
});
