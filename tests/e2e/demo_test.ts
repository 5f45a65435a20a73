/** The demo runs, and the pictures that readers see are of today's program. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { ROOT } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { tempFolder } from "./support/temp.ts";

/** What differs from one time to the next: the server's log, its folder, its port, irssi's clock, cloaks. */
const PASSING = new RegExp(
  [
    /\$ chat serve|\d{4}-\d\d-\d\dT|chat-demo|peer=|nick=|room=|127\.0\.0\.1|^[\w ]{1,12}$|\.local/,
    /^ *created |^ *secs/,
    / serve --host /, // as the program calls itself
  ].map(({ source }) => source).join("|"),
);

/** The words in a picture, but for what differs; every time of day is the same. */
function words(svg: string): string[] {
  return Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, text = ""]) => text)
    .map((text) => text.replace(/\d\d:\d\d/, "00:00").replace(/hidden-[0-9a-f]+/, "hidden"))
    .filter((text) => !PASSING.test(text));
}

const PICTURES = [
  { file: "demo.svg", task: "deno task demo", args: [], programs: ["tmux"] },
  { file: "irc.svg", task: "deno task demo --irc", args: ["--irc"], programs: ["tmux", "irssi"] },
];

for (const { file, task, args, programs } of PICTURES) {
  Deno.test({
    ...needs(...programs),
    name: `${task} draws docs/${file}; if this fails: ${task} --capture docs/${file}`,
    async fn() {
      await using folder = await tempFolder();
      const drawn = `${folder.path}/${file}`;
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-P=tests", "tests/demo.ts", ...args, "--capture", drawn],
        cwd: ROOT,
      }).output();
      assert(success, new TextDecoder().decode(stderr));
      const kept = await Deno.readTextFile(`${ROOT}docs/${file}`);
      assertEquals(words(await Deno.readTextFile(drawn)), words(kept));
    },
  });
}

Deno.test("deno task demo says what it lacks, and how to get it", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=tests", "tests/demo.ts", "--irc"],
    cwd: ROOT,
    env: { PATH: "/nowhere" },
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(code, 1);
  assertStringIncludes(said, "tmux and irssi cannot be found on PATH");
  assertStringIncludes(said, "apt-get install tmux irssi");
});
