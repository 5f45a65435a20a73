/** What the browser page takes from the client names nothing that only Deno has. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "../support/command.ts";

/** What a browser page can import as it is. */
const FOR_A_PAGE = [
  "client/link",
  "client/web",
  "client/person/commands.ts",
  "client/person/mention.ts",
  "client/tty/palette.ts",
];

/** Checks the types of `paths` with the names that a browser has, and with no others. */
async function checkForBrowser(paths: readonly string[]) {
  const configPath = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(
      configPath,
      JSON.stringify({
        imports: config.imports,
        compilerOptions: { ...config.compilerOptions, lib: ["dom", "dom.iterable", "esnext"] },
        nodeModulesDir: config.nodeModulesDir,
        lock: false,
      }),
    );
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--config", configPath, ...paths],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    return { success, output: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(configPath);
  }
}

Deno.test("The link and what a page shares with the terminal type-check with a browser's names alone", async () => {
  const { success, output } = await checkForBrowser(FOR_A_PAGE);
  assert(success, output);
});

Deno.test("What names Deno does not type-check with a browser's names", async () => {
  const { success, output } = await checkForBrowser(["client/dial/tcp.ts"]);
  assertEquals(success, false);
  assertStringIncludes(output, "'Deno'");
});
