import { assertEquals } from "@std/assert";
import type { Part } from "../../../../server/storage/local/batch_writer.ts";
import { GroupCommit, type Participant } from "../../../../server/storage/local/group_commit.ts";
import { CHECKPOINT_AFTER_IDLE_MS, MAX_BATCH_BYTES } from "../../../../server/limits.ts";
import { RoomLog } from "../../../../server/storage/local/room_log.ts";
import { settled, VirtualClock } from "../../../support/virtual_clock.ts";
import { directCommit, FaultyDisk, modelDisk, tempFolder } from "./support.ts";

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
  const disk = new FaultyDisk();
  const told: string[] = [];
  const rooms: FakeRoom[] = [];
  const logs: RoomLog[] = [];
  for (const name of names) {
    const folder = `${temp.path}/${name}`;
    await Deno.mkdir(folder);
    const options = { room: name, doubtfulBytes: 0, folder, sync: true, segmentBytes: 1e9, disk };
    logs.push(await RoomLog.open(options, []));
    rooms.push(new FakeRoom(name, logs.at(-1)!, told));
  }
  disk.calls.length = 0;
  return {
    ...{ disk, told, rooms, commit: directCommit(disk, `${temp.path}/wal`) },
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
  commit.request(room, records.length);
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
    "b stored 2",
    "c failed: the disk is full",
    "a failed: closed",
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

/** A writer that notes what it is asked for, and does what a test says. */
function fakeWriter() {
  const calls: string[] = [];
  const writer = {
    hasUnsynced: false,
    failure: undefined as Error | undefined,
    gate: Promise.resolve(),
    async write(parts: readonly Part[]) {
      calls.push("write");
      await writer.gate;
      return parts.map(() => writer.failure);
    },
    async checkpoint() {
      calls.push("checkpoint");
      await writer.gate;
      writer.hasUnsynced = false;
    },
    restart: () => Promise.resolve(void calls.push("restart")),
  };
  return { writer, calls };
}

/** A room that has something to store whenever it is asked. */
async function eagerRoom(): Promise<Participant> {
  const files = { room: "a", folder: "a", segmentBytes: 1e9, disk: modelDisk().disk };
  const log = await RoomLog.open({ ...files, sync: false, doubtfulBytes: 0 }, []);
  return {
    hasWaiting: false,
    take: () => ({ log, records: new Uint8Array(1), nextId: 1 }),
    stored: () => {},
    failed: () => {},
  };
}

Deno.test("GroupCommit has the logs synced once when nothing was stored for a while, and has no timer then", async () => {
  const clock = new VirtualClock();
  const { writer, calls } = fakeWriter();
  const room = await eagerRoom();
  const commit = new GroupCommit({ writer, clock });
  commit.request(room, 1);
  await settled();
  assertEquals([calls, clock.pending], [["write"], 0]);
  writer.hasUnsynced = true;
  for (let n = 0; n < 3; n++) {
    commit.request(room, 1);
    await clock.advance(CHECKPOINT_AFTER_IDLE_MS / 2);
  }
  assertEquals(calls, ["write", "write", "write", "write"]);
  await clock.advance(2 * CHECKPOINT_AFTER_IDLE_MS);
  assertEquals([calls.slice(4), clock.pending], [["checkpoint", "restart"], 0]);
});

Deno.test("GroupCommit lets a checkpoint be when something is stored meanwhile", async () => {
  const clock = new VirtualClock();
  const { writer, calls } = fakeWriter();
  const room = await eagerRoom();
  const commit = new GroupCommit({ writer, clock });
  writer.hasUnsynced = true;
  commit.request(room, 1);
  await settled();
  const gate = Promise.withResolvers<void>();
  writer.gate = gate.promise;
  await clock.advance(CHECKPOINT_AFTER_IDLE_MS);
  commit.request(room, 1);
  await settled();
  gate.resolve();
  await settled();
  assertEquals(calls, ["write", "checkpoint", "write"]);
  await commit.close();
});

Deno.test("GroupCommit.health tells how long the disk keeps a batch waiting, and since when nothing is stored", async () => {
  const clock = new VirtualClock(5_000);
  const { writer } = fakeWriter();
  const room = await eagerRoom();
  const commit = new GroupCommit({ writer, clock });
  assertEquals(commit.health, { failure: undefined, waitingMs: 0 });
  const gate = Promise.withResolvers<void>();
  writer.gate = gate.promise;
  const cause = writer.failure = new Error("a disk that fails");
  commit.request(room, 1);
  await clock.advance(700);
  assertEquals(commit.health, { failure: undefined, waitingMs: 700 });
  gate.resolve();
  await settled();
  assertEquals(commit.health, { failure: { since: 5_700, cause }, waitingMs: 0 });
  await clock.advance(100);
  commit.request(room, 1);
  await settled();
  assertEquals(commit.health.failure?.since, 5_700);
  writer.failure = undefined;
  commit.request(room, 1);
  await settled();
  assertEquals(commit.health, { failure: undefined, waitingMs: 0 });
});

Deno.test("GroupCommit.quietMs tells for how long nothing was stored", async () => {
  const clock = new VirtualClock();
  const { writer } = fakeWriter();
  const room = await eagerRoom();
  const commit = new GroupCommit({ writer, clock });
  assertEquals(commit.quietMs, Infinity);
  const gate = Promise.withResolvers<void>();
  writer.gate = gate.promise;
  commit.request(room, 1);
  await clock.advance(700);
  assertEquals(commit.quietMs, 0);
  gate.resolve();
  await settled();
  await clock.advance(100);
  assertEquals(commit.quietMs, 800);
});

Deno.test("GroupCommit.waitingBytes is what all rooms wait for", async () => {
  await using s = await scene("a", "b");
  const [a, b] = s.rooms as [FakeRoom, FakeRoom];
  ask(s.commit, a, "123");
  ask(s.commit, b, "12");
  assertEquals(s.commit.waitingBytes, 5);
  s.commit.release(3);
  assertEquals(s.commit.waitingBytes, 2);
  await s.until(2);
});
