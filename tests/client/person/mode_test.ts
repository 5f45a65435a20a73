import { assertEquals } from "@std/assert";
import { MAX_NAMED_UNSENT } from "../../../client/limits.ts";
import { unsentLines } from "../../../client/person/mode.ts";
import { plain } from "../../../client/tty/style.ts";
import { phrases } from "../../../i18n/phrases.ts";

function named(count: number): string[] {
  const unsent = Array.from({ length: count }, (_, i) => ({
    cid: `c-${i}`,
    command: { kind: "say", text: `text ${i}` },
  } as const));
  return unsentLines({ unsent }, { phrases: phrases("en") }, 80).map(plain);
}

Deno.test("unsentLines names nothing where all was sent", () => {
  assertEquals(named(0), []);
});

Deno.test("unsentLines names MAX_NAMED_UNSENT messages, and counts the others", () => {
  const texts = Array.from({ length: MAX_NAMED_UNSENT }, (_, i) => `   -- text ${i}`);
  assertEquals(named(MAX_NAMED_UNSENT).slice(1), texts);
  assertEquals(named(MAX_NAMED_UNSENT + 1).slice(1), [...texts, "   -- and 1 more"]);
});
