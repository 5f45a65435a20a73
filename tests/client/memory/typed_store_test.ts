import { assertEquals } from "@std/assert";
import { FILE_RETRY_MS, MAX_FILE_TRIES, TYPED_DELAY_MS } from "../../../client/limits.ts";
import { TypedStore } from "../../../client/memory/typed_store.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const PATH = "/state/host_7.typed.json";

async function setUp(files = new MemoryFiles()) {
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  const store = new TypedStore({ path: PATH, files, clock, failed: (why) => failures.push(why) });
  await store.load();
  return { files, clock, failures, store };
}

Deno.test("TypedStore gives the next client what was typed in this one, written once for several texts", async () => {
  const { files, clock, store } = await setUp();
  store.add("lobby", "one");
  store.add("dev", "two");
  await clock.advance(TYPED_DELAY_MS - 1);
  assertEquals(files.writes, 0);
  await clock.advance(1);
  await settled();
  assertEquals(files.writes, 1);
  await store.close();
  assertEquals(files.writes, 1);
  const next = (await setUp(files)).store;
  assertEquals([next.of("lobby"), next.of("dev"), next.of("ops")], [["one"], ["two"], []]);
});

Deno.test("TypedStore: two clients at once keep what was typed in both", async () => {
  const { files, store } = await setUp();
  const other = (await setUp(files)).store;
  store.add("lobby", "one");
  other.add("lobby", "two");
  await store.close();
  await other.close();
  assertEquals((await setUp(files)).store.of("lobby"), ["one", "two"]);
});

Deno.test("TypedStore leaves a file alone that is something else's, and says so once", async () => {
  const files = new MemoryFiles();
  files.texts.set(PATH, "notes of mine");
  const { store, failures } = await setUp(files);
  store.add("lobby", "one");
  await store.close();
  assertEquals([failures.length, files.texts.get(PATH)], [1, "notes of mine"]);
});

Deno.test("TypedStore says once that the file cannot be written, and the chat goes on", async () => {
  const { files, store, failures } = await setUp();
  files.error = new Error("disk full");
  store.add("lobby", "one");
  await store.close();
  store.add("lobby", "two");
  await store.close();
  assertEquals(failures.length, 1);
});

Deno.test("TypedStore waits for another client, for a bounded time", async () => {
  const { files, clock, store, failures } = await setUp();
  const unlock = await files.lock(`${PATH}.lock`);
  store.add("lobby", "one");
  const closed = store.close();
  for (let tries = 0; tries < MAX_FILE_TRIES; tries++) {
    await settled();
    await clock.advance(FILE_RETRY_MS);
  }
  await closed;
  assertEquals([files.writes, failures], [0, []]);
  unlock?.();
  await store.close();
  assertEquals((await setUp(files)).store.of("lobby"), ["one"]);
});
