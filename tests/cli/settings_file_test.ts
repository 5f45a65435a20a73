import { assert, assertEquals } from "@std/assert";
import { MAX_SETTINGS_BYTES } from "../../cli/limits.ts";
import { findSettingsFile } from "../../cli/settings_file.ts";
import { type TempFolder, tempFolder } from "../e2e/support/temp.ts";
import { FileError } from "../../runtime/private_file.ts";

/** What is found in the folder by default, and in this environment. */
function find(variables: Record<string, string>, data?: string) {
  return findSettingsFile(data, { os: "linux", env: (name) => variables[name] });
}

async function folderWith(text: string): Promise<TempFolder> {
  const folder = await tempFolder();
  await Deno.writeTextFile(`${folder.path}/chat.json`, text);
  return folder;
}

Deno.test("findSettingsFile looks in the folder that is named, in CHAT_DATA, in the usual one", async () => {
  await using a = await folderWith("a");
  await using b = await folderWith("b");
  await using home = await tempFolder();
  const usual = `${home.path}/chat`;
  await Deno.mkdir(usual);
  await Deno.writeTextFile(`${usual}/chat.json`, "c");
  const set = { XDG_DATA_HOME: home.path };
  assertEquals(await find({ ...set, CHAT_DATA: b.path }, a.path), {
    path: `${a.path}/chat.json`,
    text: "a",
  });
  assertEquals((await find({ ...set, CHAT_DATA: b.path }))?.text, "b");
  assertEquals((await find({ ...set, CHAT_DATA: "" }))?.path, `${usual}/chat.json`);
  assertEquals(await find({}), undefined, "no home is known");
});

Deno.test("findSettingsFile finds none where there is no file, no folder, or a file in its place", async () => {
  await using folder = await folderWith("x");
  for (const data of [`${folder.path}/no`, `${folder.path}/chat.json`]) {
    assertEquals(await find({}, data), undefined);
  }
});

Deno.test("findSettingsFile takes MAX_SETTINGS_BYTES and not one more, and drops a mark at the start", async () => {
  await using folder = await folderWith("\ufeff{}");
  assertEquals((await find({}, folder.path))?.text, "{}");
  const write = (bytes: number) =>
    Deno.writeTextFile(`${folder.path}/chat.json`, "{}".padEnd(bytes));
  await write(MAX_SETTINGS_BYTES);
  assertEquals((await find({}, folder.path))?.text, "{}".padEnd(MAX_SETTINGS_BYTES));
  await write(MAX_SETTINGS_BYTES + 1);
  const { text } = (await find({}, folder.path))!;
  assert(typeof text !== "string" && text.cause instanceof FileError);
});
