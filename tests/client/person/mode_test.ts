import { assertEquals } from "@std/assert";
import { MAX_NAMED_UNSENT } from "../../../client/limits.ts";
import { lostLines } from "../../../client/person/mode.ts";
import { plain } from "../../../client/tty/style.ts";
import { phrasesOf } from "../../support/phrases.ts";

function named(count: number, draft = ""): string[] {
  const unsent = Array.from({ length: count }, (_, i) => ({
    cid: `c-${i}`,
    command: { kind: "say", text: `text ${i}` },
  } as const));
  return lostLines({ unsent }, draft, { phrases: phrasesOf("en") }, 80).map(plain);
}

Deno.test("lostLines names nothing where all was sent", () => {
  assertEquals([named(0), named(0, " \n")], [[], []]);
});

Deno.test("lostLines says that the next start offers what was not sent, where that is kept", () => {
  const command = { kind: "say", text: "hello" } as const;
  const lines = (keepsUnsent: boolean, count: number) =>
    lostLines(
      { unsent: Array.from({ length: count }, () => ({ cid: "c", command })) },
      "",
      { phrases: phrasesOf("en"), keepsUnsent },
      80,
    ).map(plain);
  assertEquals(lines(true, 1).slice(1), ["   -- hello", "   -- The next start offers it again"]);
  assertEquals(lines(false, 1).slice(1), ["   -- hello"]);
  assertEquals(lines(true, 0), []);
});

Deno.test("lostLines shows the draft as a whole, below what was not sent", () => {
  const draft = ["   -- You were typing:", "   -- one", "   --   two"];
  assertEquals(named(0, "one\n  two"), draft);
  assertEquals(named(1, "one\n  two").slice(2), draft);
});

Deno.test("lostLines names MAX_NAMED_UNSENT messages, and counts the others", () => {
  const texts = Array.from({ length: MAX_NAMED_UNSENT }, (_, i) => `   -- text ${i}`);
  assertEquals(named(MAX_NAMED_UNSENT).slice(1), texts);
  assertEquals(named(MAX_NAMED_UNSENT + 1).slice(1), [...texts, "   -- and 1 more"]);
});
