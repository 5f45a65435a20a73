import { assert, assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import v8 from "node:v8";
import vm from "node:vm";
import { FEED_SEGMENT_BYTES, MAX_LAG_BYTES } from "../../../server/limits.ts";
import { Feed } from "../../../server/fanout/feed.ts";
import { outletWith, tell } from "../fakes/outlet.ts";
import { settled } from "../../support/virtual_clock.ts";

Deno.test("Outlet sends what a feed gets, and what is for it alone", async () => {
  const { outlet, writer } = outletWith({ fast: true });
  const feed = new Feed();
  outlet.attach(feed);
  outlet.send("hello\n");
  await settled();
  tell(feed, "one\n");
  tell(feed, "two\n");
  await settled();
  assertEquals(writer.text, "hello\none\ntwo\n");
});

Deno.test("MUST 2: what comes while a write is in flight goes out with the next, in one piece", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  tell(feed, "one\n");
  for (let i = 0; i < 100; i++) tell(feed, "more\n");
  await writer.takeAll();
  assertEquals(writer.writes, 2);
  assertEquals(writer.text, "one\n" + "more\n".repeat(100));
});

Deno.test("MUST 2: what a write left over goes out first, before anything else", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  outlet.send("private\n");
  tell(feed, "public\n");
  for (let i = 0; i < 15; i++) await writer.take(1);
  assertEquals(writer.text, "private\npublic\n");
  assertEquals(writer.inFlight, 0);
});

Deno.test("MUST 3: a line for one alone comes after what the feeds held, and before what came later", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  tell(feed, "one\n");
  feed.append("two\n");
  outlet.send("private\n");
  feed.append("three\n");
  outlet.send("again\n");
  tell(feed, "four\n");
  await writer.takeAll();
  assertEquals(writer.text, "one\ntwo\nprivate\nthree\nagain\nfour\n");
});

Deno.test("Outlet puts lines for one alone into one write, as far as no feed stands between", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  outlet.send("first\n");
  for (let i = 0; i < 50; i++) outlet.send(`${i}\n`);
  tell(feed, "public\n");
  outlet.send("last\n");
  const kept = outlet.reserve();
  outlet.send("later\n");
  await writer.takeAll();
  const numbers = Array.from({ length: 50 }, (_, i) => `${i}\n`).join("");
  assertEquals(writer.text, `first\n${numbers}public\nlast\n`);
  assertEquals(writer.writes, 4);
  assertEquals(outlet.waitingBytes, "later\n".length);
  kept.fill("kept\n");
  await writer.takeAll();
  assertEquals(writer.text, `first\n${numbers}public\nlast\nkept\nlater\n`);
  assertEquals([writer.writes, outlet.waitingBytes], [5, 0]);
});

Deno.test("MUST 3: a place kept in the order holds back what comes after it, until it is filled", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  feed.append("before\n");
  const slot = outlet.reserve();
  tell(feed, "after\n");
  outlet.send("later\n");
  await writer.takeAll();
  assertEquals(writer.text, "before\n");
  slot.fill("welcome\n");
  await writer.takeAll();
  assertEquals(writer.text, "before\nwelcome\nafter\nlater\n");
});

Deno.test("MUST 3: a place that is given up lets the rest go on", async () => {
  const { outlet, writer } = outletWith();
  const slots = [outlet.reserve(), outlet.reserve()];
  outlet.send("last\n");
  slots[1]!.fill("second\n");
  await writer.takeAll();
  assertEquals(writer.text, "");
  slots[0]!.fill("");
  await writer.takeAll();
  assertEquals(writer.text, "second\nlast\n");
});

Deno.test("MUST 3: a change of feed keeps the order: the rest of the old, then the new", async () => {
  const { outlet, writer } = outletWith();
  const [old, next] = [new Feed(), new Feed()];
  const cursor = outlet.attach(old);
  tell(old, "old 1\n");
  tell(old, "old 2\n");
  outlet.detach(cursor);
  outlet.attach(next);
  outlet.send("welcome\n");
  tell(old, "unseen\n");
  tell(next, "new\n");
  await writer.takeAll();
  assertEquals(writer.text, "old 1\nold 2\nwelcome\nnew\n");
  assertEquals(outlet.lagBytes, 0);
});

Deno.test("MUST 4: one write is in flight at most, however often it is woken", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  tell(feed, "one\n");
  assertEquals([writer.writes, outlet.writing], [1, true]);
  for (let i = 0; i < 10; i++) outlet.wake();
  outlet.send("two\n");
  assertEquals(writer.writes, 1);
  await writer.take();
  assertEquals([writer.writes, outlet.writes], [2, 1]);
  await writer.takeAll();
  assertEquals([outlet.writing, outlet.writes], [false, 2]);
});

Deno.test("MUST 5: a reader that takes nothing does not hold up another", async () => {
  const feed = new Feed();
  const slow = outletWith();
  const fast = outletWith({ fast: true });
  slow.outlet.attach(feed);
  fast.outlet.attach(feed);
  for (let i = 0; i < 100; i++) {
    tell(feed, `${i}\n`);
    await settled();
  }
  assertEquals(fast.writer.text, Array.from({ length: 100 }, (_, i) => `${i}\n`).join(""));
  assertEquals(slow.writer.text, "");
});

Deno.test("MUST 5: a reader exactly as far behind as is allowed stays; one byte more, and it is told, once", () => {
  for (const kind of ["feed", "private", "both"]) {
    const { outlet, writer, calls } = outletWith({ maxLagBytes: 100 });
    const feed = new Feed();
    outlet.attach(feed);
    const add = (bytes: number) => {
      const line = "x".repeat(bytes - 1) + "\n";
      const here = kind === "feed" ? 0 : kind === "private" ? bytes : bytes >> 1;
      if (here > 0) outlet.send(line.slice(-here));
      if (here < bytes) tell(feed, line.slice(here));
    };
    // what is in flight is no lag
    outlet.send("x".repeat(50) + "\n");
    assertEquals(outlet.lagBytes, 0);
    add(100);
    assertEquals([outlet.lagBytes, calls.lags], [100, 0], kind);
    add(1);
    assertEquals([outlet.lagBytes, calls.lags], [101, 1], kind);
    add(1000);
    assertEquals(calls.lags, 1, kind);
    assert(writer.inFlight > 0);
  }
});

Deno.test("MUST 5: a reader held back by a place that is not filled is bounded as well", () => {
  const { outlet, calls } = outletWith({ maxLagBytes: 100 });
  const feed = new Feed();
  outlet.attach(feed);
  outlet.reserve();
  tell(feed, "x".repeat(99) + "\n");
  assertEquals(calls.lags, 0);
  tell(feed, "\n");
  assertEquals(calls.lags, 1);
});

Deno.test("MUST 5: much at once is no lag for a reader that is not writing", async () => {
  const { outlet, writer, calls } = outletWith({ maxLagBytes: 100, fast: true });
  const feed = new Feed();
  outlet.attach(feed);
  const line = "x".repeat(FEED_SEGMENT_BYTES - 1) + "\n";
  for (let i = 0; i < 10; i++) feed.append(line);
  feed.flush();
  await settled();
  assertEquals(calls.lags, 0);
  assertEquals(writer.text.length, 10 * FEED_SEGMENT_BYTES);
});

Deno.test("Outlet.clear drops what waits, but not the rest of the write in flight", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  tell(feed, "whole line\n");
  tell(feed, "dropped\n");
  outlet.send("dropped too\n");
  await writer.take(5);
  outlet.clear();
  assertEquals([feed.readers, outlet.lagBytes], [0, 0]);
  outlet.send("goodbye\n");
  await writer.takeAll();
  assertEquals(writer.text, "whole line\ngoodbye\n");
});

Deno.test("Outlet.clear forgets places kept: filling one later changes nothing", async () => {
  const { outlet, writer } = outletWith();
  const slot = outlet.reserve();
  outlet.clear();
  outlet.send("goodbye\n");
  slot.fill("too late\n");
  await writer.takeAll();
  assertEquals(writer.text, "goodbye\n");
  assertEquals([outlet.waitingBytes, outlet.lagBytes], [0, 0]);
  await outlet.drained();
});

Deno.test("Outlet.drained resolves when all that is for it alone is taken, and not before", async () => {
  const { outlet, writer } = outletWith();
  await outlet.drained();
  const feed = new Feed();
  outlet.attach(feed);
  outlet.send("one\n");
  tell(feed, "two\n");
  outlet.send("three\n");
  tell(feed, "four\n");
  let drained = false;
  const done = outlet.drained().then(() => drained = true);
  for (const bytes of [3, 1, 4, 5]) {
    await writer.take(bytes);
    assertEquals(drained, false, writer.text);
  }
  await writer.take(1);
  assertEquals([drained, writer.inFlight], [true, 5]);
  await done;
  await writer.takeAll();
});

Deno.test("Outlet.drained waits for a place that is kept, and for what stands behind it", async () => {
  for (const behind of ["", "behind\n"]) {
    const { outlet, writer } = outletWith();
    const slot = outlet.reserve();
    if (behind !== "") outlet.send(behind);
    let drained = false;
    const done = outlet.drained().then(() => drained = true);
    outlet.wake();
    await settled();
    assertEquals(drained, false, JSON.stringify(behind));
    slot.fill("filled\n");
    await writer.takeAll();
    await done;
    assertEquals(writer.text, `filled\n${behind}`);
  }
});

Deno.test("Outlet.close lets go of everything, and writes no more", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  tell(feed, "in flight\n");
  outlet.send("never\n");
  const drained = outlet.drained();
  outlet.close();
  await drained;
  tell(feed, "never\n");
  outlet.send("never\n");
  await writer.take();
  assertEquals([writer.text, writer.inFlight, feed.readers], ["in flight\n", 0, 0]);
});

Deno.test("Outlet reports a failed write once, and lets go of everything", async () => {
  const { outlet, writer, calls } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  tell(feed, "one\n");
  const cause = new Error("gone");
  await writer.fail(cause);
  assertEquals([calls.errors, feed.readers], [[cause], 0]);
  outlet.send("two\n");
  assertEquals(writer.writes, 1);
  await outlet.drained();
});

/** Runs the garbage collector. */
function collect(): void {
  v8.setFlagsFromString("--expose_gc");
  (vm.runInNewContext("gc") as () => void)();
}

Deno.test("MUST 5: a slow reader keeps no more in memory than it may lag, and nothing once it is cut", async () => {
  const feed = new Feed();
  const slow = outletWith({ maxLagBytes: MAX_LAG_BYTES });
  slow.outlet.attach(feed);
  const segments = new Set<WeakRef<ArrayBufferLike>>();
  const probe = feed.attach({ wake: () => {} });
  const append = (bytes: number) => {
    const line = "x".repeat(1023) + "\n";
    for (let i = 0; i < bytes; i += line.length) {
      tell(feed, line);
      const view = probe.take(probe.end)!;
      segments.add(new WeakRef(view.buffer));
    }
  };
  const kept = async () => {
    await settled();
    collect();
    let bytes = 0;
    for (const buffer of new Set([...segments].map((ref) => ref.deref()))) {
      bytes += buffer?.byteLength ?? 0;
    }
    return bytes;
  };
  append(MAX_LAG_BYTES);
  assertEquals(slow.calls.lags, 0);
  assertLessOrEqual(await kept(), MAX_LAG_BYTES + 3 * FEED_SEGMENT_BYTES);
  append(2048);
  assertEquals(slow.calls.lags, 1);
  slow.outlet.clear();
  append(MAX_LAG_BYTES);
  assertLess(await kept(), 4 * FEED_SEGMENT_BYTES);
  assertEquals(slow.writer.inFlight, 1024);
});

Deno.test("Outlet sends first what has no place in the order, whole and before a reserved place", async () => {
  const { outlet, writer } = outletWith();
  const feed = new Feed();
  outlet.attach(feed);
  outlet.send("in flight\n");
  const slot = outlet.reserve();
  tell(feed, "public\n");
  outlet.send("private\n");
  outlet.sendFirst("now\n");
  await writer.take(3);
  await writer.takeAll();
  assertEquals(writer.text, "in flight\nnow\n");
  slot.fill("answer\n");
  await writer.takeAll();
  assertEquals(writer.text, "in flight\nnow\nanswer\npublic\nprivate\n");
});

Deno.test("Outlet sends nothing behind its last lines, and all that has a place before them", async () => {
  const { outlet, writer } = outletWith();
  const slot = outlet.reserve();
  outlet.end("goodbye\n");
  outlet.send("too late\n");
  outlet.sendFirst("too late\n");
  outlet.reserve().fill("too late\n");
  slot.fill("answer\n");
  await writer.takeAll();
  await outlet.drained();
  outlet.send("too late\n");
  await settled();
  assertEquals([writer.text, writer.inFlight], ["answer\ngoodbye\n", 0]);
});
