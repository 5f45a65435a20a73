import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import stringWidth from "string-width";
import { JOIN } from "../../client/options.ts";
import { COMPLETIONS, HELP, MAN } from "../../cli/own_commands.ts";
import { usageOf } from "../../cli/option_kinds.ts";
import { LANGUAGES } from "../../i18n/phrases.ts";
import { ADMIN, SERVE } from "../../server/options.ts";
import { phrasesOf } from "../support/phrases.ts";

/** The rows of a screen of 24, without the one for the prompt that comes after. */
const ROWS = 23;
const COLUMNS = 80;

const COMMANDS = [SERVE, JOIN, ADMIN, HELP, COMPLETIONS, MAN];

for (const language of LANGUAGES) {
  for (const command of COMMANDS) {
    Deno.test(`${command.name} --help fits on a screen of 80x24 (${language})`, () => {
      const lines = usageOf(command, phrasesOf(language)).split("\n");
      for (const line of lines) assert(stringWidth(line) < COLUMNS, line);
      assert(lines.length <= ROWS, `${lines.length} lines: mark options as rare`);
    });

    Deno.test(`chat help explains every option of ${command.name} in 80 columns (${language})`, () => {
      const usage = usageOf(command, phrasesOf(language), true);
      for (const line of usage.split("\n")) assert(stringWidth(line) < COLUMNS, line);
      for (const name of Object.keys(command.flags)) assertStringIncludes(usage, `  --${name}`);
    });
  }

  Deno.test(`chat --help fits on a screen of 80x24 (${language})`, () => {
    const lines = phrasesOf(language).general.usage.split("\n");
    for (const line of lines) assert(stringWidth(line) < COLUMNS, line);
    assert(lines.length <= ROWS);
  });
}

Deno.test("The help that fits on a screen names the rare options too", () => {
  const usage = usageOf(SERVE, phrasesOf("en"));
  for (const name of Object.keys(SERVE.flags)) assertStringIncludes(usage, `--${name}`);
});

Deno.test("Every example is a command line of the command it belongs to", () => {
  const examples = COMMANDS.flatMap(({ name, examples }) =>
    Object.values(examples).map((line) => [name, line])
  );
  assert(examples.length > 3);
  for (const [name = "", line = ""] of examples) assertStringIncludes(line, name);
  assertEquals(usageOf(JOIN, phrasesOf("en")).split("\n").at(-2)?.startsWith("  chat join "), true);
});
