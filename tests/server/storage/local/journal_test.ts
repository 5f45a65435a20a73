import { assert, assertEquals, assertGreater } from "@std/assert";
import { SEARCH_TALK_MS } from "../../../../server/limits.ts";
import type { StorageError } from "../../../../server/storage/backbone.ts";
import type { Draft } from "../../../../server/storage/journal.ts";
import { LocalJournal } from "../../../../server/storage/local/journal.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { segmentAt } from "../../../../server/storage/local/segments.ts";
import { TimesAhead } from "../../../../server/storage/local/times_ahead.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { EVERYTHING, Recorder, say } from "../backbone_suite.ts";
import { osError } from "./os_error.ts";
import { directCommit, failOnDamage, FaultyDisk, tempFolder } from "./support.ts";

async function scene({ last = 0, lastMs = 0 } = {}) {
  const temp = await tempFolder();
  const disk = new FaultyDisk();
  const commit = directCommit(disk, `${temp.path}/wal`);
  const options = {
    room: "lobby",
    doubtfulBytes: 0,
    folder: temp.path,
    sync: true,
    segmentBytes: 1e9,
    disk,
  };
  const log = await RoomLog.open(options, []);
  const sink = new Recorder();
  const searches: (boolean | undefined)[] = [];
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const clock = new VirtualClock(1_000);
  const journal = new LocalJournal<number>(log, {
    search: (_log, { isGentle }) => {
      searches.push(isGentle);
      return Promise.resolve({ messages: [], next: undefined, isComplete: true });
    },
    commit,
    sink,
    clock,
    warn,
    timesAhead: new TimesAhead("lobby", warn),
    onDamage: failOnDamage,
    onClosed: () => {},
    name: "log-1",
    last,
    lastMs,
  });
  disk.calls.length = 0;
  return {
    disk,
    sink,
    searches,
    commit,
    journal,
    warnings,
    content: () => Deno.readTextFile(segmentAt(temp.path, 1).path),
    async [Symbol.asyncDispose]() {
      await journal.close();
      await temp[Symbol.asyncDispose]();
    },
  };
}

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

Deno.test("LocalJournal.append only queues", async () => {
  await using s = await scene();
  s.journal.append(say("a"), 1);
  assertEquals(s.disk.calls, []);
  await s.journal.settled();
});

Deno.test("A search is gentle when something was stored within SEARCH_TALK_MS", async () => {
  await using s = await scene();
  const ask = () => s.journal.search(EVERYTHING, new AbortController().signal);
  await ask();
  s.journal.append(say("a"), 1);
  await s.journal.settled();
  await ask();
  for (const quietMs of [0, SEARCH_TALK_MS - 1, SEARCH_TALK_MS]) {
    Object.defineProperty(s.commit, "quietMs", { value: quietMs, configurable: true });
    await ask();
  }
  assertEquals(s.searches, [false, true, true, true, false]);
});

Deno.test("LocalJournal writes what is asked for in one turn together", async () => {
  await using s = await scene();
  for (let i = 1; i <= 1_000; i++) s.journal.append(say(`${i}`), i);
  await s.journal.settled();
  assertEquals(s.disk.calls, ["write", "sync"]);
  assertEquals(s.sink.batches.length, 1);
  assertEquals(await s.content(), s.sink.events.map(({ line }) => line).join(""));
});

Deno.test("LocalJournal gathers the next batch while the disk is busy", async () => {
  await using s = await scene();
  const disk = gate();
  s.disk.gate = disk.promise;
  s.journal.append(say("a"), 1);
  await Promise.resolve();
  assertEquals(s.disk.calls, ["write", "sync"]);
  for (let i = 2; i <= 9; i++) {
    s.journal.append(say("b"), i);
    await Promise.resolve();
  }
  assertEquals([s.sink.batches.length, s.journal.last], [0, 0]);
  disk.open();
  await s.journal.settled();
  assertEquals(s.disk.calls, ["write", "sync", "write", "sync"]);
  assertEquals(s.sink.batches.map(({ by }) => by), [[1], [2, 3, 4, 5, 6, 7, 8, 9]]);
});

Deno.test("LocalJournal cuts a heap of drafts into batches, in order", async () => {
  await using s = await scene();
  const count = 3_000;
  for (let i = 0; i < count; i++) s.journal.append(say("x".repeat(1_000)), i);
  assertGreater(s.commit.waitingBytes, count * 1_000);
  await s.journal.settled();
  assertGreater(s.sink.batches.length, 2);
  assertEquals(s.sink.by, Array.from({ length: count }, (_, i) => i));
  assertEquals(s.commit.waitingBytes, 0);
  const ids = s.sink.events.map(({ event }) => "id" in event ? event.id : 0);
  assertEquals(ids, Array.from({ length: count }, (_, i) => i + 1));
});

Deno.test("LocalJournal goes on after the last id and time, with an older clock", async () => {
  await using s = await scene({ last: 41, lastMs: 5_000 });
  s.journal.append(say("a"), 1);
  s.journal.append({ type: "left", nick: "bob" }, 1);
  await s.journal.settled();
  const [first, second] = s.sink.events;
  assert(first?.event.type === "msg");
  assertEquals(first.event.id, 42);
  assertEquals(first.event.ts, "1970-01-01T00:00:05.001Z");
  assertEquals(second?.event.ts, "1970-01-01T00:00:05.002Z");
});

Deno.test("LocalJournal hands failed drafts back, uses up no id, and tries again", async () => {
  await using s = await scene();
  s.journal.append(say("a"), 1);
  await s.journal.settled();
  s.disk.roomBytes = 50;
  const lost: Draft[] = [say("lost"), { type: "joined", nick: "bob" }, say("lost too")];
  lost.forEach((draft, at) => s.journal.append(draft, at + 2));
  await s.journal.settled();
  const [failure] = s.sink.failures;
  assertEquals(failure?.drafts, lost.map((draft, at) => ({ draft, by: at + 2 })));
  assertEquals((failure?.cause as StorageError).code, "full");
  assertEquals([s.journal.last, s.commit.waitingBytes], [1, 0]);

  s.disk.roomBytes = Infinity;
  s.journal.append(say("b"), 9);
  await s.journal.settled();
  const { event } = s.sink.events[1]!;
  assertEquals(event, {
    id: 2,
    ts: "1970-01-01T00:00:01.001Z",
    type: "msg",
    nick: "ann",
    text: "b",
    cid: "",
  });
  assertEquals(await s.content(), s.sink.events.map(({ line }) => line).join(""));
});

Deno.test("LocalJournal keeps the order when a batch fails and others wait behind it", async () => {
  await using s = await scene();
  const disk = gate();
  s.disk.gate = disk.promise;
  s.disk.sync = osError("EIO");
  s.journal.append(say("a"), 1);
  await Promise.resolve();
  s.journal.append(say("b"), 2);
  s.journal.append(say("c"), 3);
  const order: string[] = [];
  s.sink.onFailed = () => {
    order.push("failed");
    s.disk.sync = undefined;
    s.journal.append(say("d"), 4);
  };
  s.sink.onStored = () => order.push("stored");
  disk.open();
  await s.journal.settled();
  await s.journal.settled();
  assertEquals(order, ["failed", "stored"]);
  assertEquals(s.sink.by, [2, 3, 4]);
  assertEquals(s.journal.last, 3);
});

Deno.test("LocalJournal warns once when the disk fails, and once when it works again", async () => {
  await using s = await scene();
  s.disk.write = osError("EROFS");
  for (let i = 0; i < 3; i++) {
    s.journal.append(say("lost"), i);
    await s.journal.settled();
  }
  s.disk.write = undefined;
  for (let i = 0; i < 3; i++) {
    s.journal.append(say("a"), i);
    await s.journal.settled();
  }
  assertEquals(s.sink.failures.length, 3);
  assertEquals(s.warnings.length, 2);
  assert(s.warnings[0]!.includes("read-only"), s.warnings[0]);
});

Deno.test("LocalJournal.close waits for what the sink still asks for", async () => {
  await using s = await scene();
  let left = 3;
  s.sink.onStored = () => {
    if (left-- > 0) s.journal.append(say(`${left}`), left);
  };
  s.journal.append(say("first"), 9);
  await s.journal.close();
  assertEquals(s.sink.by, [9, 2, 1, 0]);
});

Deno.test("LocalJournal.read shows nothing that is not durable yet", async () => {
  await using s = await scene();
  s.journal.append(say("a"), 1);
  await s.journal.settled();
  const disk = gate();
  s.disk.gate = disk.promise;
  s.journal.append(say("b"), 2);
  await Promise.resolve();
  assertEquals(await s.journal.read(1, 2, 1e6), s.sink.events.slice(0, 1));
  disk.open();
  await s.journal.settled();
  assertEquals(await s.journal.read(1, 2, 1e6), s.sink.events);
});
