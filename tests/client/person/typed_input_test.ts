import { assert, assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import type { CommandActions } from "../../../client/person/commands.ts";
import { mayBeKept, readInput } from "../../../client/person/typed_input.ts";
import { phrasesOf } from "../../support/phrases.ts";

const EN = phrasesOf("en");
const PEOPLE = ["bob", "Bob Lee"];

function nickAt(text: string): string | undefined {
  return PEOPLE.toReversed().find((nick) => text === nick || text.startsWith(`${nick} `));
}

/** What was typed, in short: the command and its values, the message, or what is wrong. */
function read(typed: string): string {
  const input = readInput(typed, nickAt, EN);
  switch (input.kind) {
    case "blank":
      return "blank";
    case "say":
      return `say ${JSON.stringify(input.text)}`;
    case "error":
      return `error ${input.message}`;
    case "word":
      return `word ${input.command.name}`;
    case "command": {
      const calls: string[] = [];
      const actions = new Proxy({} as CommandActions, {
        get: (_, name) => (...args: unknown[]) => {
          calls.push(`${String(name)} ${JSON.stringify(args)}`);
        },
      });
      input.command.run(actions, input.values);
      return calls.join();
    }
  }
}

const TABLE: readonly [typed: string, meaning: string][] = [
  ["hello", 'say "hello"'],
  ["  indented", 'say "  indented"'],
  ["", "blank"],
  [" \n ", "blank"],
  ["/me", "error Usage: /me TEXT"],
  ["/me waves at all", 'say ["waves at all",true]'],
  ["/ME waves", 'say ["waves",true]'],
  ["/msg bob psst", 'direct ["bob","psst"]'],
  ["/msg Bob Lee psst, you", 'direct ["Bob Lee","psst, you"]'],
  ["/msg nobody psst", 'direct ["nobody","psst"]'],
  ["/msg bob", "error Usage: /msg NICK TEXT"],
  ["/msg bob a\n\tb", 'direct ["bob","a\\n\\tb"]'],
  ["/nick Rose Lee", 'rename ["Rose Lee"]'],
  ["/nick :x", 'error A nickname cannot begin with ":" or contain ": "'],
  ["/room #Dev", 'enter ["dev"]'],
  ["/room a/b", "^error A room name"],
  ["/who", "who []"],
  ["/who all", "error Usage: /who"],
  ["/history", "history [null]"],
  ["/history 7", 'history ["7"]'],
  ["/history 0", "error Usage: /history [NUMBER|today]"],
  ["/history -1", "error Usage: /history [NUMBER|today]"],
  ["/history many", "error Usage: /history [NUMBER|today]"],
  ["/help", "help [null]"],
  ["/help /msg", 'help ["/msg"]'],
  ["/help nothing", "error Usage: /help [COMMAND]"],
  ["/more", "more []"],
  ["/quit", "quit []"],
  ["exit", "word quit"],
  ["Выход ", "word quit"],
  [" exit", 'say " exit"'],
  ["/nick b0b/nick а б", "error Usage: /nick NICK"],
  ["exit now", 'say "exit now"'],
  ["/exit", "quit []"],
  ["/history today", 'history ["today"]'],
  ["/room", "enter [null]"],
  ["/join #dev", 'enter ["dev"]'],
  ["/part", "part [null,null]"],
  ["/part #dev see you", 'part ["dev","see you"]'],
  ["/list", "rooms [null]"],
  ["/names", "who []"],
  ["/topic tea at four", 'topic ["tea at four"]'],
  ["/query Bob Lee", 'talk ["Bob Lee"]'],
  ["/r yes", 'reply ["yes"]'],
  ["/away", "away [null]"],
  ["/ignore bob", 'ignore ["bob"]'],
  ["/quiet", "quiet []"],
  ["/clear", "clear []"],
  ["/search disk full", 'search ["disk full"]'],
  ["/mentions", "mentions []"],
  ["/around 3", 'around ["3"]'],
  ["/around x", "error Usage: /around NUMBER"],
  ["/server", "servers []"],
  ["/server save work", 'saveServer ["work"]'],
  ["/server forget work", 'forgetServer ["work"]'],
  ["/server save", "error Usage: /server [save|forget NAME]"],
  ["/server save my work", "error Usage: /server [save|forget NAME]"],
  ["/server keep work", "error Usage: /server [save|forget NAME]"],
  ["/room con", "error No room can have this name: Windows keeps it for a device"],
  ["/whois bob", "error /who shows who is here"],
  ["/usr/bin is full", 'say "/usr/bin is full"'],
  ["//x", 'say "/x"'],
  ["///x", 'say "//x"'],
  ["// a comment", 'say "// a comment"'],
  ["// a\n// b", 'say "// a\\n// b"'],
  ["//usr/bin\n/usr", 'say "/usr/bin\\n/usr"'],
  ["/mgs bob a\nb", "error Unknown command /mgs: /help lists all, and //mgs says /mgs"],
  ["/* a comment */", 'say "/* a comment */"'],
  ["/", 'say "/"'],
  ["/ x", 'say "/ x"'],
  ["a\x1b[31mb", 'say "ab"'],
];

for (const [typed, meaning] of TABLE) {
  Deno.test(`readInput: ${JSON.stringify(typed)} is ${meaning}`, () => {
    const seen = read(typed);
    assert(seen === meaning || (meaning.startsWith("^") && new RegExp(meaning).test(seen)), seen);
  });
}

Deno.test("readInput refuses a message of too many bytes or lines, and says both numbers", () => {
  assertEquals(
    read("x".repeat(7681)),
    "error The message has 7681 bytes; the maximum is 7680",
  );
  assertEquals(read("x".repeat(7680)), `say "${"x".repeat(7680)}"`);
  assertEquals(
    read("x\n".repeat(101) + "x"),
    "error The message has 102 lines; the maximum is 100",
  );
  assertEquals(
    read(`/me ${"x".repeat(7681)}`),
    "error The message has 7681 bytes; the maximum is 7680",
  );
});

Deno.test("readInput never takes a word after a slash for a message, and never throws", () => {
  const typed = fc.string({ unit: "binary", maxLength: 40 });
  fc.assert(fc.property(typed, (text) => {
    const input = readInput(text, nickAt, EN);
    if (/^\/[^\s/*]/.test(text)) assert(input.kind !== "say", text);
  }));
});

Deno.test("mayBeKept: all but what is for one person alone", () => {
  for (const typed of ["hello", "/me waves", "/search disk", "//msg bob said", "/query bob"]) {
    assert(mayBeKept(typed), typed);
  }
  for (const typed of ["/msg bob psst", "/MSG bob psst", "/r psst"]) {
    assert(!mayBeKept(typed), typed);
  }
});
