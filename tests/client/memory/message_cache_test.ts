import { assertEquals } from "@std/assert";
import { CACHE_MESSAGES, MAX_CACHE_BYTES } from "../../../client/limits.ts";
import { MessageCache } from "../../../client/memory/message_cache.ts";
import { msgFrame } from "../../support/fake_server.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";

const PATH = "c.txt";

function setUp(text?: string) {
  const files = new MemoryFiles();
  if (text !== undefined) files.texts.set(PATH, text);
  const clock = new VirtualClock();
  const failures: unknown[] = [];
  const cache = new MessageCache({
    path: PATH,
    files,
    clock,
    failed: (error) => failures.push(error),
  });
  return { files, clock, failures, cache };
}

/** What is left of a line without its time, which is local. */
function untimed(text: string | undefined): string[] {
  return (text ?? "").split("\n").map((line) => line.replace(/^\[[-\d]+ [:\d]+\] /, ""));
}

Deno.test("MessageCache keeps the last 5 messages, one after the other, as a person reads them", async () => {
  const { files, cache } = setUp();
  await cache.load();
  for (let id = 1; id <= 7; id++) cache.add(msgFrame(id), "lobby");
  await cache.close();
  assertEquals(
    untimed(files.texts.get(PATH)),
    [3, 4, 5, 6, 7].map((id) => `bob: text ${id}`).concat(""),
  );
});

Deno.test("MessageCache shows again what it kept, messages of several lines whole", async () => {
  const first = setUp();
  await first.cache.load();
  first.cache.add(msgFrame(1, { text: "one\n  two\n\nfour" }), "lobby");
  first.cache.add(msgFrame(2, { text: "waves", action: true }), "den");
  await first.cache.close();
  const second = setUp(first.files.texts.get(PATH));
  const entries = (await second.cache.load()).map((entry) => untimed(entry));
  assertEquals(entries, [
    ["bob: one", "    |   two", "    | ", "    | four"],
    ["#den * bob waves"],
  ]);
  second.cache.add(msgFrame(3), "lobby");
  await second.cache.close();
  assertEquals(second.files.texts.get(PATH)?.split("\n").length, 7);
});

Deno.test("MessageCache holds a message once when the server's history brings it again", async () => {
  const { files, cache } = setUp();
  await cache.load();
  for (const id of [1, 2, 3, 2, 3, 4]) cache.add(msgFrame(id), "lobby");
  await cache.close();
  assertEquals(
    untimed(files.texts.get(PATH)),
    [1, 2, 3, 4].map((id) => `bob: text ${id}`).concat(""),
  );
});

Deno.test("MessageCache writes the first message at once and the rest of a burst together", async () => {
  const { files, clock, cache } = setUp();
  await cache.load();
  cache.add(msgFrame(1), "lobby");
  await settled();
  for (let id = 2; id <= 100; id++) cache.add(msgFrame(id), "lobby");
  await settled();
  assertEquals(files.writes, 1);
  await clock.advance(500);
  assertEquals(files.writes, 2);
  assertEquals(untimed(files.texts.get(PATH))[4], "bob: text 100");
  await cache.close();
  assertEquals([files.writes, clock.pending], [2, 0]);
});

Deno.test("MessageCache cleans what it reads", async () => {
  const { cache } = setUp("\x1b]0;title\x07[old] ann: \x1b[31mhi\n\n\n\x00\x01\n    | more\r\n");
  assertEquals(await cache.load(), ["[old] ann: hi\n    | more"]);
});

Deno.test("MessageCache never stops the chat: a failure is told once", async () => {
  const { files, failures, cache } = setUp();
  files.error = new Error("no");
  assertEquals(await cache.load(), []);
  cache.add(msgFrame(1), "lobby");
  await cache.close();
  assertEquals(failures.length, 1);
});

Deno.test("MessageCache leaves a file that is no cache as it is, and says so", async () => {
  const notes = [
    "my notes\n",
    "line 1\nline 2\n",
    "[2026-11-23 02:15:29] ann: hi\nand a line that nobody has said\n",
    "[2026-11-23 02:15:29] a log of another program\n".repeat(CACHE_MESSAGES + 1),
    "x".repeat(MAX_CACHE_BYTES + 1),
  ];
  for (const text of notes) {
    const { files, failures, cache } = setUp(text);
    assertEquals(await cache.load(), []);
    cache.add(msgFrame(1), "lobby");
    await cache.close();
    assertEquals(files.texts.get(PATH), text);
    assertEquals(failures.length, 1, text.slice(0, 30));
  }
});

Deno.test("MessageCache writes nothing after a file could not be read", async () => {
  const { files, failures, cache } = setUp("[t] ann: hi\n");
  files.error = new Deno.errors.PermissionDenied("no");
  await cache.load();
  files.error = undefined;
  cache.add(msgFrame(1), "lobby");
  await cache.close();
  assertEquals([files.writes, failures.length], [0, 1]);
});
