import { assert } from "@std/assert";
import { COMMANDS, commandUsage, findCommand } from "../../../client/person/commands.ts";
import { phrasesOf } from "../../support/phrases.ts";

Deno.test("COMMANDS all have help and names of arguments in both languages", () => {
  for (const language of ["en", "ru"] as const) {
    const { screen } = phrasesOf(language).client;
    for (const command of COMMANDS) {
      assert(screen.commandHelp[command.name].length > 0);
      assert(!commandUsage(command, screen).includes("undefined"));
    }
  }
});

/** What people type who come from other programs. */
const FROM_ELSEWHERE = [
  "join",
  "list",
  "names",
  "part",
  "q",
  "exit",
  "clear",
  "query",
  "whois",
  "me",
];

Deno.test("COMMANDS: a word from elsewhere does something, or is said what does it here, in both languages", () => {
  for (const word of [...FROM_ELSEWHERE, "topic", "away", "invite", "leave", "close", "back"]) {
    for (const language of ["en", "ru"] as const) {
      const hints: Readonly<Record<string, string>> = phrasesOf(language).client.screen.hints;
      const isCommand = findCommand(word) !== undefined;
      assert(isCommand !== Object.hasOwn(hints, word), `${word}: one of the two`);
    }
  }
});
