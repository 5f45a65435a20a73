import { assertEquals } from "@std/assert";
import { MAX_EMPTY_LOG_BYTES } from "../../../../server/limits.ts";
import { SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { isEmptyRoom } from "../../../../server/storage/local/empty_rooms.ts";
import { segmentAt } from "../../../../server/storage/local/segments.ts";
import { joined, message, tempFolder } from "./support.ts";

const TOPIC = '{"ts":"2026-11-23T09:00:00.000Z","type":"topic","nick":"ann","topic":"x"}\n';

const fill = (bytes: number) => {
  const line = joined(1_000);
  const rest = line.replace("bob", "b".repeat(3 + bytes % line.length));
  return line.repeat(Math.floor(bytes / line.length) - 1) + rest;
};

const CASES: Readonly<Record<string, readonly [log: string, isEmpty: boolean]>> = {
  "nothing": ["", true],
  "people who come": [joined(1_000) + joined(2_000), true],
  "a message": [joined(1_000) + message(1), false],
  "a topic": [TOPIC, false],
  "something that cannot be read": [`${joined(1_000)}{"type":`, false],
  "a type that a newer version has written": ['{"type":"poll"}\n', false],
  "no more than is looked at": [fill(MAX_EMPTY_LOG_BYTES), true],
  "more than that": [fill(MAX_EMPTY_LOG_BYTES + 1), false],
};

for (const [what, [log, isEmpty]] of Object.entries(CASES)) {
  Deno.test(`isEmptyRoom: a log with ${what}`, async () => {
    await using folder = await tempFolder();
    await Deno.writeTextFile(segmentAt(folder.path, 1).path, log);
    assertEquals(await isEmptyRoom(SYSTEM_DISK, folder.path), isEmpty);
  });
}

Deno.test("isEmptyRoom: a folder without a log, with another file, with a later log", async () => {
  for (const [name, isEmpty] of [[undefined, true], ["notes", false], ["x.torn", false]] as const) {
    await using folder = await tempFolder();
    if (name !== undefined) await Deno.writeTextFile(`${folder.path}/${name}`, "");
    assertEquals(await isEmptyRoom(SYSTEM_DISK, folder.path), isEmpty, name);
  }
  await using folder = await tempFolder();
  await Deno.writeTextFile(segmentAt(folder.path, 2).path, joined(1_000));
  assertEquals(await isEmptyRoom(SYSTEM_DISK, folder.path), false);
});
