/** Search on a real server: in its own thread, under its permissions, through a restart. */

import { assert, assertEquals } from "@std/assert";
import { startServer } from "../support/process.ts";
import { tempFolder } from "./support/temp.ts";
import { enter } from "./support/guest.ts";

Deno.test("A real server finds what was said, also before its last start", async () => {
  await using folder = await tempFolder();
  {
    await using server = await startServer({ data: folder.path });
    await using ann = await enter(server, "ann");
    for (const text of ["a red fox", "blue", "Красный"]) await ann.say(text);
    await server.process.stop("SIGTERM");
  }
  await using server = await startServer({ data: folder.path });
  await using bob = await enter(server, "bob");
  await bob.say("Red ink");
  for (const [text, wanted] of [["red", ["Red ink", "a red fox"]], ["красн", ["Красный"]]]) {
    await bob.send({ type: "search", text });
    const found = await bob.nextFrame("found");
    assert(found.complete === true);
    assertEquals(found.messages.map((message: { text: string }) => message.text), wanted);
  }
});
