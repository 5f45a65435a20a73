import { assertEquals, assertRejects } from "@std/assert";
import { FILE_RETRY_MS, MAX_FILE_TRIES } from "../../../client/limits.ts";
import { ServerListStore } from "../../../client/memory/server_list_store.ts";
import { FileError } from "../../../runtime/private_file.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const PATH = "/state/servers";

function serverList(files = new MemoryFiles(), host = "lab") {
  const clock = new VirtualClock();
  return {
    files,
    clock,
    serverList: new ServerListStore({ path: PATH, files, clock, server: { host, port: 1 } }),
  };
}

Deno.test("ServerListStore remembers the servers that were joined, and their names", async () => {
  const { files, serverList: lab } = serverList();
  const { serverList: home } = serverList(files, "home");
  await lab.joined();
  await home.joined();
  await lab.save("work");
  assertEquals(files.texts.get(PATH), "- home:1\nwork lab:1\n");
  assertEquals([await home.forget("work"), await home.forget("work")], [true, false]);
  assertEquals(await home.list(), [{ host: "home", port: 1 }, { host: "lab", port: 1 }]);
});

Deno.test("ServerListStore writes nothing where nothing changes", async () => {
  const { files, serverList: lab } = serverList();
  await lab.joined();
  await lab.joined();
  assertEquals(files.writes, 1);
});

Deno.test("ServerListStore makes its changes one after the other, and waits for another client", async () => {
  const { files, clock, serverList: lab } = serverList();
  const unlock = await files.lock(`${PATH}.lock`);
  const changed = Promise.all([lab.joined(), lab.save("work")]);
  await settled();
  assertEquals(files.writes, 0);
  unlock?.();
  await clock.advance(FILE_RETRY_MS);
  await changed;
  await lab.close();
  assertEquals(files.texts.get(PATH), "work lab:1\n");
});

Deno.test("ServerListStore gives up where another client keeps the file", async () => {
  const { files, clock, serverList: lab } = serverList();
  await files.lock(`${PATH}.lock`);
  const refused = assertRejects(() => lab.save("work"), FileError);
  for (let tries = 0; tries < MAX_FILE_TRIES; tries++) await clock.advance(FILE_RETRY_MS);
  assertEquals((await refused).code, "busy");
});

Deno.test("ServerListStore says why it cannot save, and goes on", async () => {
  const { files, serverList: lab } = serverList();
  files.error = new Error("disk");
  await assertRejects(() => lab.save("work"), Error, "disk");
  files.error = undefined;
  await lab.save("work");
  assertEquals(await lab.list(), [{ name: "work", host: "lab", port: 1 }]);
});
