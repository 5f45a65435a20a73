import { assertEquals } from "@std/assert";
import { ServerListStore } from "../../../client/memory/server_list_store.ts";
import { ServerCommands } from "../../../client/person/server_commands.ts";
import { MemoryFiles } from "../../support/memory_files.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";
import { phrasesOf } from "../../support/phrases.ts";

const EN = phrasesOf("en");
const SERVER = { host: "lab", port: 1 };

function scene(files = new MemoryFiles()) {
  const serverList = new ServerListStore({
    path: "/state/servers",
    files,
    clock: new VirtualClock(),
    server: SERVER,
  });
  const notes: string[] = [];
  const note = (text: string) => void notes.push(text);
  const commands = new ServerCommands({ phrases: EN, serverList, note });
  /** What a command has told in the end. */
  const told = async (wrong: string | undefined) => {
    assertEquals(wrong, undefined);
    while (notes.length === 0) await settled();
    await settled();
    return notes.shift();
  };
  return { files, commands, told };
}

Deno.test("ServerCommands: a server gets a name, is listed and offered with it, and loses it", async () => {
  const { commands, told } = scene();
  assertEquals(await told(commands.list()), "You have no servers yet");
  assertEquals(await told(commands.save("work")), "Saved: from now on, chat join work");
  assertEquals(await told(commands.list()), "Your servers: work (lab:1)");
  assertEquals(commands.names, ["work"]);
  assertEquals(await told(commands.forget("work")), "The name work was removed");
  assertEquals(await told(commands.forget("work")), EN.client.screen.noSuchServer("work"));
  assertEquals(commands.names, []);
});

Deno.test("ServerCommands knows the names that an earlier client has given", async () => {
  const files = new MemoryFiles();
  files.texts.set("/state/servers", "work lab:1\n- home:1\n");
  const { commands } = scene(files);
  await settled();
  assertEquals(commands.names, ["work"]);
});

Deno.test("ServerCommands: says why the file cannot be used, and that there is none", async () => {
  const { files, commands, told } = scene();
  files.error = new Deno.errors.PermissionDenied("no");
  assertEquals(
    (await told(commands.list()))?.replace(/:.*/, ""),
    "The list of your servers cannot be used",
  );
  const none = new ServerCommands({ phrases: EN, note: () => {} });
  assertEquals(none.save("work"), EN.client.screen.nothingKept);
});
