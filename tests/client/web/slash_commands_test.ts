import { assertEquals } from "@std/assert";
import { type CommandTarget, perform } from "../../../client/web/slash_commands.ts";
import { page } from "../../../i18n/en/page.ts";

function performed(typed: string): { done: unknown[]; wrong: string | undefined } {
  const done: unknown[] = [];
  const note = (name: string) => (...args: unknown[]) => void done.push([name, ...args]);
  const target: CommandTarget = {
    say: note("say"),
    direct: note("direct"),
    rename: note("rename"),
    enter: note("enter"),
    part: note("part"),
    topic: note("topic"),
    away: note("away"),
    search: note("search"),
    help: note("help"),
    nickAt: (text) => text.startsWith("ann b ") ? "ann b" : undefined,
  };
  return { wrong: perform(typed, target, page), done };
}

Deno.test("A text is said, a command is done, and what is no command is neither", () => {
  const cases: [typed: string, ...done: unknown[]][] = [
    ["hello", "say", "hello"],
    ["/etc/passwd", "say", "/etc/passwd"],
    ["//me", "say", "/me"],
    ["/me waves", "say", "waves", true],
    ["/MSG ann b  hi there", "direct", "ann b", "hi there"],
    ["/msg bob hi", "direct", "bob", "hi"],
    ["/nick eve", "rename", "eve"],
    ["/join #side", "enter", "#side"],
    ["/room side", "enter", "side"],
    ["/part", "part"],
    ["/leave", "part"],
    ["/topic tea", "topic", "tea"],
    ["/away lunch", "away", "lunch"],
    ["/away", "away", undefined],
    ["/search red fox", "search", "red fox"],
    ["/help", "help"],
  ];
  for (const [typed, ...done] of cases) {
    assertEquals(performed(typed), { done: [done], wrong: undefined }, typed);
  }
  for (const typed of ["/msg bob", "/msg", "/me", "/nick", "/join", "/topic", "/search"]) {
    const { done, wrong } = performed(typed);
    assertEquals([done, wrong?.startsWith("Usage: ")], [[], true], typed);
  }
  for (const typed of ["/toString", "/nosuch x"]) {
    const { done, wrong } = performed(typed);
    assertEquals([done, wrong?.startsWith("Unknown command")], [[], true], typed);
  }
});
