import { assert } from "@std/assert";
import { COMMANDS, commandUsage } from "../../../client/person/commands.ts";
import { phrases } from "../../../i18n/phrases.ts";

Deno.test("COMMANDS all have help and names of arguments in both languages", () => {
  for (const language of ["en", "ru"] as const) {
    const { screen } = phrases(language).client;
    for (const command of COMMANDS) {
      assert(screen.commandHelp[command.name].length > 0);
      assert(!commandUsage(command, screen).includes("undefined"));
    }
  }
});
