import { assertEquals } from "@std/assert";
import { programText } from "../../../client/person/program_text.ts";
import type { ProgramEnd } from "../../../client/programs.ts";
import { phrases } from "../../../i18n/phrases.ts";

const TABLE: readonly [end: ProgramEnd, pager: string | undefined, editor: string | undefined][] = [
  [{ kind: "ended" }, undefined, undefined],
  [
    { kind: "failed", command: "x\ny", code: 1 },
    "x y ended with code 1.",
    "x y ended with code 1. The text is as it was",
  ],
  [
    { kind: "missing", command: "x" },
    "x cannot be run; PAGER names another program",
    "x cannot be run; EDITOR names another program",
  ],
];

Deno.test("programText: what went wrong on one line, and for an editor what that means", () => {
  const say = phrases("en").client.screen;
  for (const [end, pager, editor] of TABLE) {
    assertEquals(programText("pager", end, say), pager);
    assertEquals(programText("editor", end, say), editor);
  }
});
