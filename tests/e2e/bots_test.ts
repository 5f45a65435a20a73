/** The bots of docs/BOTS.md, as they stand there. */

import { assert, assertEquals } from "@std/assert";
import { ROOT } from "../support/command.ts";
import { needs } from "../support/missing.ts";
import { Process, startServer } from "../support/process.ts";
import { writePrograms } from "../support/shell.ts";
import { messages } from "./support/data.ts";
import { enter } from "./support/guest.ts";
import { lastingPort } from "./support/port.ts";
import { tempFolder } from "./support/temp.ts";

const MAX_LINES = 12;

const DOCUMENT = await Deno.readTextFile(`${ROOT}docs/BOTS.md`);

/** The program in the block of this language, and the command under it that runs it. */
function botIn(language: string): { code: string; command: string } {
  const block = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`\\n\\n\`(.*?)\`$`, "ms").exec(
    DOCUMENT,
  );
  assert(block, language);
  const [, code = "", command = ""] = block;
  return { code, command };
}

for (const [language, programs] of [["python", ["python3"]], ["bash", ["bash", "jq"]]] as const) {
  Deno.test({
    ...needs(...programs),
    name: `The echo in ${language} answers everything once, also what is said around a kill -9`,
    async fn() {
      const { code, command } = botIn(language);
      assert(code.split("\n").length - 1 <= MAX_LINES, code);
      await using folder = await tempFolder();
      await writePrograms(folder.path);
      const [program = "", file = ""] = command.split(" ");
      await Deno.writeTextFile(`${folder.path}/${file}`, code);

      await using data = await tempFolder();
      const args = ["--port", `${lastingPort()}`];
      await using first = await startServer({ data: data.path, args });
      const { hostname, port } = first.address;
      await using ann = await enter(first, "ann");
      const path = { PATH: `${folder.path}:${Deno.env.get("PATH")}` };
      await using _ = await Process.start([program, file, hostname, `${port}`], {
        cwd: folder.path,
        env: path,
      });
      await ann.next('"nick":"echo"');
      await ann.say("one");
      await ann.next('"cid":"echo-1"');

      await first.process.stop("SIGKILL");
      await using second = await startServer({ data: data.path, args });
      await using bob = await enter(second, "bob");
      await bob.say("said while the bot is away, or just back");
      await bob.next('"cid":"echo-3"');
      await bob.say("three");
      await bob.next('"cid":"echo-5"');

      const texts = (await messages(data.path)).map(({ nick, text }) => `${nick}: ${text}`);
      assertEquals(texts, [
        "ann: one",
        "echo: one",
        "bob: said while the bot is away, or just back",
        "echo: said while the bot is away, or just back",
        "bob: three",
        "echo: three",
      ]);
      await second.process.stop("SIGTERM");
    },
  });
}
