/** The demo runs, and the picture that readers see is of today's program. */

import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { ROOT } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { tempFolder } from "./support/temp.ts";

const PICTURE = fileURLToPath(new URL("../../docs/demo.svg", import.meta.url));

/** What differs from one time to the next: the server's log, its folder, its port. */
const PASSING =
  /\$ chat serve|\d{4}-\d\d-\d\dT|chat-demo|peer=|nick=|room=|127\.0\.0\.1|^[\w ]{1,12}$|\.local/;

/** The words in a picture, but for what differs; every time of day is the same. */
function words(svg: string): string[] {
  return Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, text = ""]) => text)
    .map((text) => text.replace(/\d\d:\d\d/, "00:00"))
    .filter((text) => !PASSING.test(text));
}

Deno.test({
  ...needs("tmux"),
  name:
    "the demo draws the picture in docs/demo.svg; if this fails: deno task demo --capture docs/demo.svg",
  async fn() {
    await using folder = await tempFolder();
    const file = `${folder.path}/demo.svg`;
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-P=tests", "tests/demo.ts", "--capture", file],
      cwd: ROOT,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    assertEquals(words(await Deno.readTextFile(file)), words(await Deno.readTextFile(PICTURE)));
  },
});
