import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type Backbone, StorageError } from "../../../../server/storage/backbone.ts";
import {
  type LocalBackboneOptions,
  openLocalBackbone,
} from "../../../../server/storage/local/backbone.ts";
import { MemoryBackbone } from "../../../support/memory_backbone.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { type BackbonePlace, backboneSuite, Recorder, say } from "../backbone_suite.ts";
import { copyFolder, failOnWarning, FaultyDisk, joined, message, tempFolder } from "./support.ts";
import { osError } from "./os_error.ts";

type Variant = Pick<
  LocalBackboneOptions,
  "sync" | "segmentBytes" | "minWalBatches" | "walFileBytes" | "batchBytes"
>;

async function localPlace(options: Variant) {
  const data = await tempFolder();
  const clock = new VirtualClock(1_000);
  const place: BackbonePlace = {
    clock,
    open: () => openLocalBackbone({ ...options, data: data.path, clock, warn: failOnWarning }),
    [Symbol.asyncDispose]: () => data[Symbol.asyncDispose](),
  };
  return place;
}

function memoryPlace(): Promise<BackbonePlace> {
  const clock = new VirtualClock(1_000);
  const backbone = new MemoryBackbone({ clock, logName: () => crypto.randomUUID() });
  const place: BackbonePlace = {
    clock,
    open: () => {
      backbone.reopen();
      return Promise.resolve(backbone);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return Promise.resolve(place);
}

backboneSuite("openLocalBackbone", () => localPlace({ sync: true }));
backboneSuite("openLocalBackbone without sync", () => localPlace({ sync: false }));
backboneSuite("openLocalBackbone in tiny files", () => localPlace({ sync: true, segmentBytes: 1 }));
const SMALL_WAL = { sync: true, minWalBatches: 1, walFileBytes: 4_096, batchBytes: 1_000 };
backboneSuite("openLocalBackbone with a small write-ahead log", () => localPlace(SMALL_WAL));
backboneSuite("MemoryBackbone", memoryPlace);

function open(
  data: string,
  more: { warn?: (message: string) => void; disk?: FaultyDisk } = {},
) {
  const clock = new VirtualClock(2_000_000); // later than the records of the tests
  return openLocalBackbone({ data, sync: true, clock, warn: failOnWarning, ...more });
}

async function store(backbone: Backbone, room: string, ...texts: string[]) {
  const sink = new Recorder();
  const { journal, tail } = await backbone.open(room, sink);
  for (const text of texts) journal.append(say(text), 0);
  await journal.settled();
  return { journal, tail, sink };
}

async function refused(promise: Promise<unknown>, code: StorageError["code"], words: string) {
  const error = await assertRejects(() => promise, StorageError, words);
  assertEquals(error.code, code);
}

Deno.test("openLocalBackbone clears away the rooms where nobody has said anything, and counts the others", async () => {
  await using folder = await tempFolder();
  const rooms = `${folder.path}/rooms`;
  const make = async (room: string, ...lines: string[]) => {
    await Deno.mkdir(`${rooms}/${room}`, { recursive: true });
    await Deno.writeTextFile(`${rooms}/${room}/00000000000000000001.ndjson`, lines.join(""));
  };
  await make("empty", joined(1_000), joined(2_000));
  await make("never");
  await make("used", joined(1_000), message(1));
  const backbone = await openLocalBackbone({
    ...{ data: folder.path, sync: true, clock: new VirtualClock(1_000), warn: failOnWarning },
  });
  // it is waited for, so that the room is not taken away while it is opened
  assertEquals([await backbone.has("used"), await backbone.has("other")], [true, false]);
  const { tail } = await store(backbone, "empty", "hi");
  assertEquals(tail.length <= 2, true);
  await backbone.close();
  const left = await Array.fromAsync(Deno.readDir(rooms), ({ name }) => name);
  assertEquals([left.sort(), backbone.rooms], [["empty", "used"], 2]);
});

const LOG = "rooms/lobby/00000000000000000001.ndjson";

Deno.test("openLocalBackbone refuses a folder that another server uses", async () => {
  await using folder = await tempFolder();
  const first = await open(folder.path);
  await refused(open(folder.path), "locked", folder.path);
  await first.close();
  await (await open(folder.path)).close();
});

Deno.test("openLocalBackbone refuses what cannot be a folder", async () => {
  await using folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await refused(open(`${folder.path}/file`), "unwritable", `${folder.path}/file`);
  await refused(open(`${folder.path}/file/below`), "unwritable", `${folder.path}/file/below`);
  await Deno.writeTextFile(`${folder.path}/rooms`, "");
  await refused(open(folder.path), "unwritable", `${folder.path}/rooms`);
  await Deno.remove(`${folder.path}/rooms`);
  await (await open(folder.path)).close(); // the refused one has given the lock back
});

const unixOnly = { ignore: Deno.build.os === "windows" }; // it has no such modes

Deno.test(
  "openLocalBackbone makes folders and files that only their owner can read",
  unixOnly,
  async () => {
    await using folder = await tempFolder();
    const data = `${folder.path}/deep/data`;
    const backbone = await open(data);
    await store(backbone, "lobby", "a");
    await backbone.close();
    const mode = async (path: string) => ((await Deno.stat(`${data}${path}`)).mode ?? 0) & 0o777;
    for (const path of ["", "/rooms", "/rooms/lobby"]) assertEquals(await mode(path), 0o700, path);
    for (const path of ["/lock", `/${LOG}`]) assertEquals(await mode(path), 0o600, path);
  },
);

Deno.test(
  "openLocalBackbone leaves the mode of a folder alone that was there",
  unixOnly,
  async () => {
    await using folder = await tempFolder();
    await Deno.chmod(folder.path, 0o750);
    await (await open(folder.path)).close();
    assertEquals(((await Deno.stat(folder.path)).mode ?? 0) & 0o777, 0o750);
  },
);

Deno.test("Backbone.open takes no name that could leave its folder, and no room twice", async () => {
  await using folder = await tempFolder();
  const backbone = await open(folder.path);
  for (const room of ["", ".", "..", "../x", "a/b", "a\\b", "#lobby", "Lobby"]) {
    await assertRejects(() => backbone.open(room, new Recorder()), RangeError);
  }
  await store(backbone, "lobby");
  await assertRejects(() => backbone.open("lobby", new Recorder()), Error, "twice");
  await backbone.close();
  await assertRejects(() => backbone.open("other", new Recorder()), Error, "closed");
});

Deno.test("Backbone.open can be tried again when it failed, or the room was closed", async () => {
  await using folder = await tempFolder();
  const disk = new FaultyDisk();
  const backbone = await open(folder.path, { disk });
  disk.openNew = osError("ENOSPC");
  await refused(backbone.open("lobby", new Recorder()), "full", "rooms/lobby");
  disk.openNew = undefined;
  const { journal } = await store(backbone, "lobby", "a");
  await journal.close();
  assertEquals((await store(backbone, "lobby")).tail.length, 1);
  await backbone.close();
});

Deno.test("Backbone.open moves a torn line aside, and says so", async () => {
  await using folder = await tempFolder();
  const before = await open(folder.path);
  await store(before, "lobby", "a");
  await before.close();
  const path = `${folder.path}/${LOG}`;
  const whole = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, `${whole}{"id":2,"ts`);
  const warnings: string[] = [];
  const backbone = await open(folder.path, { warn: (message) => warnings.push(message) });
  const { sink, tail } = await store(backbone, "lobby", "b");
  await backbone.close();
  assertEquals(tail.length, 1);
  assertEquals(await Deno.readTextFile(path), whole + sink.events[0]!.line);
  assertEquals(await Deno.readTextFile(`${path}.torn`), '{"id":2,"ts');
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, `${path}.torn`);
});

Deno.test("Journal.read warns of a damaged record once, with its file and byte", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/${LOG}`;
  await Deno.mkdir(`${folder.path}/rooms/lobby`, { recursive: true });
  await Deno.writeTextFile(path, `${message(1)}{"id":2\n${message(3)}`);
  const warnings: string[] = [];
  const backbone = await open(folder.path, { warn: (message) => warnings.push(message) });
  const { journal } = await store(backbone, "lobby");
  for (let i = 0; i < 3; i++) assertEquals((await journal.read(1, 3, 1e6)).length, 2);
  await backbone.close();
  const where = `${path} is damaged at byte ${message(1).length}:`;
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0]!, where);
});

Deno.test("openLocalBackbone starts on a copy made while the server ran", async () => {
  await using folder = await tempFolder();
  const [data, copy] = [`${folder.path}/data`, `${folder.path}/copy`];
  const backbone = await open(data);
  const { sink } = await store(backbone, "lobby", "a", "b", "c");
  await copyFolder(data, copy);
  const second = await open(copy);
  const { tail } = await store(second, "lobby");
  assertEquals(tail, sink.events);
  await second.close();
  await backbone.close();
});
