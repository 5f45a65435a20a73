import { assertEquals } from "@std/assert";
import { DeferredWarnings } from "../../../client/person/deferred_warnings.ts";
import { phrasesOf } from "../../support/phrases.ts";

Deno.test("DeferredWarnings prints at once, and holds back only while a screen is shown", () => {
  const printed: string[] = [];
  const warnings = new DeferredWarnings((text) => printed.push(text), phrasesOf("en").reasons);
  const fail = warnings.from((why) => `Cannot read: ${why}`);
  fail(new Error("first"));
  assertEquals(printed, ["Cannot read: first\n"]);
  warnings.hold();
  fail(new Error("second\x1b[2J\nline"));
  fail("third");
  assertEquals(printed.length, 1);
  warnings.release();
  assertEquals(printed.slice(1), ["Cannot read: second line\n", "Cannot read: third\n"]);
  warnings.release();
  assertEquals(printed.length, 3);
});
