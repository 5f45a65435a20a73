import { assertEquals, assertMatch } from "@std/assert";
import { SavedFile } from "../../../server/storage/saved_file.ts";
import { VirtualClock } from "../../support/virtual_clock.ts";
import { tempFolder } from "./local/support.ts";

/** A file in a folder of its own, and what it is to hold. */
async function setup() {
  const folder = await tempFolder();
  const clock = new VirtualClock(0);
  const warnings: string[] = [];
  const t = { text: "one", writes: 0 };
  const file = new SavedFile({
    path: `${folder.path}/file.json`,
    text: () => {
      t.writes++;
      return t.text;
    },
    delayMs: 1000,
    clock,
    warn: (message, { cause }) => void warnings.push(`${message}: ${cause}`),
  });
  return Object.assign(t, {
    ...{ folder, clock, warnings, file, path: `${folder.path}/file.json` },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  });
}

Deno.test("SavedFile is written once for all changes of its delay, and never without one", async () => {
  await using t = await setup();
  await t.clock.advance(100_000);
  for (let i = 0; i < 5; i++) t.file.changed();
  await t.clock.advance(999);
  assertEquals(t.writes, 0);
  t.text = "two";
  await t.clock.advance(1);
  await t.file.close();
  assertEquals([t.writes, await Deno.readTextFile(t.path), t.clock.pending], [1, "two", 0]);
  await t.file.close();
  assertEquals(t.writes, 1);
});

Deno.test("SavedFile.close writes what has changed", async () => {
  await using t = await setup();
  t.file.changed();
  await t.file.close();
  assertEquals([await Deno.readTextFile(t.path), t.clock.pending], ["one", 0]);
});

Deno.test("SavedFile.load hands out what the file holds, and nothing where there is none", async () => {
  await using t = await setup();
  const loaded: string[] = [];
  await t.file.load(100, (text) => void loaded.push(text));
  await Deno.writeTextFile(t.path, "three");
  await t.file.load(5, (text) => void loaded.push(text));
  assertEquals([loaded, t.warnings], [["three"], []]);
});

Deno.test("SavedFile warns of what it cannot read or write, and goes on", async () => {
  await using t = await setup();
  await Deno.writeTextFile(t.path, "three");
  await t.file.load(4, () => {});
  await t.file.load(100, () => {
    throw new SyntaxError("not ours");
  });
  assertEquals(t.warnings, ["file not read: it is too long", "file not read: not ours"]);
  await Deno.remove(t.path);
  await Deno.mkdir(t.path);
  t.file.changed();
  await t.file.close();
  assertMatch(t.warnings[2]!, /^file not written: /);
  await Deno.remove(t.path);
  t.file.changed();
  await t.file.close();
  assertEquals(await Deno.readTextFile(t.path), "one");
});
