import { assert, assertEquals } from "@std/assert";
import { MIN_HELP_TABLE_COLUMNS } from "../../../client/limits.ts";
import { COMMANDS } from "../../../client/person/commands.ts";
import { helpLines } from "../../../client/person/help.ts";
import { plain } from "../../../client/tty/style.ts";
import { phrasesOf } from "../../support/phrases.ts";

const say = phrasesOf("en").client.screen;

Deno.test("helpLines explains every command, or the one that is named", () => {
  const all = helpLines(undefined, say, 200).map(plain).join("\n");
  for (const { name } of COMMANDS) assert(all.includes(`/${name} `), name);
  const one = helpLines("/msg", say, 200).map(plain);
  assertEquals(one.length, 1);
  assert(one[0]?.includes("/msg NICK TEXT"), one[0]);
});

Deno.test("helpLines puts commands into a column of their own where the screen is wide enough", () => {
  const usages = (columns: number) =>
    helpLines(undefined, say, columns).flatMap((line) => line[1]?.style?.bold ? line[1].text : []);
  const widths = (columns: number) => new Set(usages(columns).map((usage) => usage.length)).size;
  assert(widths(MIN_HELP_TABLE_COLUMNS - 1) > 1);
  assertEquals(widths(MIN_HELP_TABLE_COLUMNS), 1);
});
