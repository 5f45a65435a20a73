import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  GroupCommit,
  type Part,
  type Participant,
} from "../../../../server/storage/local/group_commit.ts";
import { MAX_BATCH_BYTES } from "../../../../server/limits.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { FaultyDisk, tempFolder } from "./support.ts";

/** A room whose records are lines of a letter; what it is told stands in a list that all share. */
class FakeRoom implements Participant {
  readonly #name: string;
  readonly #log: RoomLog;
  readonly #told: string[];
  #batch = "";
  waiting = "";
  /** Why nothing can be taken out. */
  ended: Error | undefined;
  onTold: () => void = () => {};

  constructor(name: string, log: RoomLog, told: string[]) {
    this.#name = name;
    this.#log = log;
    this.#told = told;
  }

  get hasWaiting(): boolean {
    return this.waiting !== "";
  }

  take(maxBytes: number): Part {
    this.#batch = this.waiting.slice(0, maxBytes);
    this.waiting = this.waiting.slice(maxBytes);
    if (this.ended) throw this.ended;
    return { log: this.#log, records: new TextEncoder().encode(this.#batch), nextId: 1 };
  }

  stored(): void {
    this.#told.push(`${this.#name} stored ${this.#batch.length}`);
    this.onTold();
  }

  failed(cause: Error): void {
    this.#told.push(`${this.#name} failed: ${cause.message}`);
    this.onTold();
  }
}

async function scene(...names: string[]) {
  const temp = await tempFolder();
  const clock = new VirtualClock();
  const disk = new FaultyDisk();
  const told: string[] = [];
  const rooms: FakeRoom[] = [];
  const logs: RoomLog[] = [];
  for (const name of names) {
    const folder = `${temp.path}/${name}`;
    await Deno.mkdir(folder);
    const options = { folder, sync: true, segmentBytes: 1e9, openFile: disk.open };
    logs.push(await RoomLog.open(options, []));
    rooms.push(new FakeRoom(name, logs.at(-1)!, told));
  }
  disk.calls.length = 0;
  return {
    ...{ disk, told, rooms, clock, commit: new GroupCommit(clock) },
    /** Resolves when so many results were told. */
    async until(count: number) {
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const room of rooms) room.onTold = () => told.length >= count && resolve();
      if (told.length < count) await promise;
    },
    async [Symbol.asyncDispose]() {
      for (const log of logs) await log.close();
      await temp[Symbol.asyncDispose]();
    },
  };
}

function ask(commit: GroupCommit, room: FakeRoom, records: string): void {
  room.waiting += records;
  commit.request(room);
}

Deno.test("GroupCommit.request neither writes nor tells anything by itself", async () => {
  await using s = await scene("a");
  ask(s.commit, s.rooms[0]!, "x");
  assertEquals([s.disk.calls, s.told], [[], []]);
  await s.until(1);
});

Deno.test("GroupCommit stores what all rooms asked for in one turn as one batch", async () => {
  await using s = await scene("a", "b");
  const [a, b] = s.rooms as [FakeRoom, FakeRoom];
  for (const room of [b, a, b]) ask(s.commit, room, "x");
  await s.until(2);
  assertEquals(s.told, ["b stored 2", "a stored 1"]);
});

Deno.test("GroupCommit gathers the next batch while one is on its way", async () => {
  await using s = await scene("a", "b");
  const [a, b] = s.rooms as [FakeRoom, FakeRoom];
  const gate = Promise.withResolvers<void>();
  s.disk.gate = gate.promise;
  ask(s.commit, a, "x");
  await Promise.resolve();
  for (const room of [a, b, a]) ask(s.commit, room, "yy");
  assertEquals(s.told, []);
  gate.resolve();
  await s.until(3);
  assertEquals(s.told, ["a stored 1", "a stored 4", "b stored 2"]);
});

Deno.test("GroupCommit tells each room its own result", async () => {
  await using s = await scene("a", "b", "c");
  const [a, b, c] = s.rooms as [FakeRoom, FakeRoom, FakeRoom];
  a.ended = new Error("closed");
  s.disk.roomBytes = 2;
  ask(s.commit, a, "1");
  ask(s.commit, b, "12");
  ask(s.commit, c, "1");
  await s.until(3);
  assertEquals(s.told.map((line) => line.replace(/Cannot write .*: /, "")), [
    "a failed: closed",
    "b stored 2",
    "c failed: the disk is full",
  ]);
});

Deno.test("GroupCommit shares a batch's bytes out, and the rest comes in the next ones", async () => {
  await using s = await scene("a", "b");
  const [a, b] = s.rooms as [FakeRoom, FakeRoom];
  ask(s.commit, a, "x".repeat(MAX_BATCH_BYTES - 1));
  ask(s.commit, b, "12");
  await s.until(3);
  assertEquals(s.told, [`a stored ${MAX_BATCH_BYTES - 1}`, "b stored 1", "b stored 1"]);
  s.told.length = 0;
  ask(s.commit, a, "x".repeat(MAX_BATCH_BYTES));
  ask(s.commit, b, "1");
  await s.until(2);
  assertEquals(s.told, [`a stored ${MAX_BATCH_BYTES}`, "b stored 1"]);
});

Deno.test("GroupCommit tells for how long the disk has been busy with a batch", async () => {
  await using s = await scene("a");
  const gate = Promise.withResolvers<void>();
  s.disk.gate = gate.promise;
  ask(s.commit, s.rooms[0]!, "x");
  await Promise.resolve();
  s.clock.jump(7_000);
  assertEquals(s.commit.health, { failure: undefined, waitingMs: 7_000 });
  gate.resolve();
  await s.until(1);
  await Promise.resolve();
  assertEquals(s.commit.health.waitingMs, 0);
});

Deno.test("GroupCommit tells since when nothing could be stored, until something is", async () => {
  await using s = await scene("a");
  const [a] = s.rooms as [FakeRoom];
  s.disk.write = new Error("the disk is full");
  const since = s.clock.date();
  for (let round = 1; round <= 2; round++) {
    ask(s.commit, a, "x");
    await s.until(round);
    s.clock.jump(1_000);
    const { failure } = s.commit.health;
    assertEquals(failure?.since, since);
    assertStringIncludes(failure!.cause.message, "the disk is full");
  }
  s.disk.write = undefined;
  ask(s.commit, a, "x");
  await s.until(3);
  assertEquals(s.commit.health.failure, undefined);
});
