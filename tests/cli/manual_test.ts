/** The manual page, as roff and as it is read. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { JOIN } from "../../client/options.ts";
import { SERVE } from "../../server/options.ts";
import { needs } from "../support/missing.ts";
import { Process, runChat } from "../support/process.ts";

async function page(lang: "en" | "ru"): Promise<string> {
  const { code, stdout, stderr } = await runChat(["man", "--lang", lang]);
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

/** The page as text, without what makes it bold. */
async function read(lang: "en" | "ru"): Promise<string> {
  await using process = await Process.start(["mandoc", "-Tutf8", "-Owidth=78"], {
    stdin: await page(lang),
  });
  const { code, stdout } = await process.ended;
  assertEquals(code, 0);
  // deno-lint-ignore no-control-regex
  return stdout.replace(/.\x08/g, "");
}

for (const lang of ["en", "ru"] as const) {
  Deno.test({
    ...needs("mandoc"),
    name: `mandoc finds no fault with the manual page (${lang})`,
    async fn() {
      await using process = await Process.start(["mandoc", "-Tlint", "-Wwarning"], {
        stdin: await page(lang),
      });
      const { stdout } = await process.ended;
      const faults = stdout.split("\n").filter((line) => line && !/missing date/.test(line));
      assertEquals(faults, []);
    },
  });

  Deno.test({
    ...needs("mandoc"),
    name: `The manual page explains every command and option (${lang})`,
    async fn() {
      const text = await read(lang);
      for (const { name, flags } of [SERVE, JOIN]) {
        assertStringIncludes(text, name);
        for (const flag of Object.keys(flags)) {
          assertMatch(text, new RegExp(`^ +--${flag}( |$)`, "m"));
        }
      }
      for (const word of ["CHAT_PASSWORD", "CHAT_OPTION", "chat.json", "130"]) {
        assertStringIncludes(text, word);
      }
    },
  });
}

Deno.test({
  ...needs("mandoc"),
  name: "What stands in the manual page can be typed: hyphens, quotes and braces are themselves",
  async fn() {
    const text = await read("en");
    assertStringIncludes(text, `echo "done" | chat join 127.0.0.1 65432 --nick bot`);
    assertStringIncludes(text.replace(/\s+/g, " "), `{"serve": {"port": 7000}`);
  },
});
