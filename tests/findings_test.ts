/** The form of the scripts in findings/. They are not run here: each downloads the tool it is about. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { ROOT } from "./support/command.ts";
import { needs } from "./support/missing.ts";

const FOLDER = `${ROOT}findings/`;
const scripts = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".sh")).sort();

Deno.test("The README of the findings lists all of them", async () => {
  const readme = await Deno.readTextFile(`${FOLDER}README.md`);
  const listed = [...readme.matchAll(/\]\((\w+\.sh)\)/g)].map(([, name]) => name!);
  assertEquals(listed.sort(), scripts);
});

for (const script of scripts) {
  Deno.test({
    ...needs("sh"),
    name: `findings/${script} names the version, what is expected, what is seen and what follows`,
    async fn() {
      const text = await Deno.readTextFile(`${FOLDER}${script}`);
      assertMatch(text, /^#!\/bin\/sh\n# \S+ \d+(?:\.\d+)+: .+\.\n#\n# Expected: /);
      assertMatch(text, /^# Seen: [^]*^# So: /m);
      const installs = text.match(/\bnpm install .*/g) ?? [];
      for (const line of installs) assertMatch(line, /@(\d+\.\d+\.\d+|\$version")/);
      const downloads = text.match(/^apt-get download .*/gm) ?? [];
      assert(installs.length + downloads.length > 0, "it installs nothing");
      for (const line of downloads) {
        const [, names] = line.match(/^apt-get download -q (.+) >log 2>&1$/) ?? [];
        assert(names?.split(" ").every((name) => name.includes("=")), "a package has no version");
      }
      // its mode says that it is run by its name
      if (Deno.build.os !== "windows") {
        assertEquals((await Deno.stat(FOLDER + script)).mode! & 0o111, 0o111);
      }
      const { success } = await new Deno.Command("sh", { args: ["-n", FOLDER + script] }).output();
      assert(success, "sh does not read it");
    },
  });
}
