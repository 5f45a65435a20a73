import { assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../../../server/storage/backbone.ts";
import {
  DoubtfulRooms,
  makeFolder,
  noteStart,
  noteStop,
} from "../../../../server/storage/local/data_folder.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { NO_FAULTS } from "./power_cut_disk.ts";
import { modelDisk, tempFolder } from "./support.ts";

const ROOMS = ["lobby", "hall", "другая"];

async function start(data: string) {
  const { hasStopped, doubtful } = await noteStart(SYSTEM_DISK, data);
  return { hasStopped, doubtful: ROOMS.filter((room) => doubtful.has(room)) };
}

Deno.test("noteStart tells which rooms are doubtful: all, unless the server before has stopped by itself", async () => {
  await using folder = await tempFolder();
  const data = folder.path;
  assertEquals(await start(data), { hasStopped: false, doubtful: ROOMS });
  await noteStop(SYSTEM_DISK, data, ["lobby", "другая"]);
  assertEquals(await start(data), { hasStopped: true, doubtful: ["lobby", "другая"] });
  assertEquals(await start(data), { hasStopped: false, doubtful: ROOMS });
  await noteStop(SYSTEM_DISK, data, []);
  assertEquals(await start(data), { hasStopped: true, doubtful: [] });
});

Deno.test("DoubtfulRooms takes rooms in and out, whether all are doubtful or none", () => {
  for (const all of [false, true]) {
    const rooms = new DoubtfulRooms(all, ["lobby"]);
    assertEquals([rooms.has("lobby"), rooms.has("hall")], [!all, all]);
    for (const room of ["lobby", "hall"]) {
      rooms.add(room);
      assertEquals(rooms.has(room), true);
      rooms.delete(room);
      assertEquals(rooms.has(room), false);
    }
  }
});

Deno.test("noteStart does not believe a list that is cut off", async () => {
  await using folder = await tempFolder();
  const path = `${folder.path}/stopped`;
  await noteStop(SYSTEM_DISK, folder.path, ["lobby", "hall"]);
  const { length } = await Deno.readFile(path);
  for (let cut = 0; cut < length; cut++) {
    await noteStop(SYSTEM_DISK, folder.path, ["lobby", "hall"]);
    await Deno.truncate(path, cut);
    assertEquals((await start(folder.path)).hasStopped, false);
  }
});

Deno.test("noteStart fails where it cannot note the start: the next one would be misled", async () => {
  const { machine, disk } = modelDisk();
  await noteStop(disk, "data", []);
  machine.faults = { ...NO_FAULTS, other: 100 };
  await assertRejects(() => noteStart(disk, "data"), StorageError, "data/stopped");
  await assertRejects(() => makeFolder(disk, "data"), StorageError, "data");
  await noteStop(disk, "data", []); // the next start is only slower
});
