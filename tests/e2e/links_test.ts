/** The data folder, one above it or one in it is a symbolic link: as systemd makes of a state folder. */

import { assertEquals } from "@std/assert";
import { startServer } from "../support/process.ts";
import { tempFolder } from "./support/temp.ts";
import { enter } from "./support/guest.ts";

const layouts: [name: string, make: (at: (path: string) => string) => Promise<string>][] = [
  ["the data folder", async (at) => {
    await Deno.symlink("private/chat", at("chat"));
    return at("chat");
  }],
  ["the folder above it", async (at) => {
    await Deno.symlink(at("private"), at("up"));
    return at("up/chat");
  }],
  ["rooms/ in it", async (at) => {
    await Deno.symlink(at("disk"), at("private/chat/rooms"));
    return at("private/chat");
  }],
  ["the folder of a room", async (at) => {
    await Deno.mkdir(at("private/chat/rooms"));
    await Deno.symlink(at("disk"), at("private/chat/rooms/lobby"));
    return at("private/chat");
  }],
  ["a link to a link", async (at) => {
    await Deno.symlink("private", at("one"));
    await Deno.symlink("one/chat", at("two"));
    return at("two");
  }],
];

for (const [name, make] of layouts) {
  Deno.test(`A server goes on with its log when ${name} is a symbolic link`, async () => {
    await using folder = await tempFolder();
    const at = (path: string) => `${folder.path}/${path}`;
    for (const path of ["private/chat", "disk"]) await Deno.mkdir(at(path), { recursive: true });
    const data = await make(at);
    for (const [i, text] of ["first", "second", "third"].entries()) {
      await using server = await startServer({ data, args: ["--keep", "90d"] });
      await using ann = await enter(server, "ann");
      assertEquals((await ann.say(text)).id, i + 1);
      assertEquals(ann.texts.length, i + 1);
      await server.process.stop("SIGTERM");
      assertEquals(server.process.stderr.includes("--allow"), false, server.process.stderr);
    }
  });
}
