import { assertEquals } from "@std/assert";
import { programText } from "../../../client/person/program_text.ts";
import type { ProgramEnd } from "../../../client/programs.ts";
import { phrasesOf } from "../../support/phrases.ts";

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
  for (const [end, pager, editor] of TABLE) {
    assertEquals(programText("pager", end, phrasesOf("en")), pager);
    assertEquals(programText("editor", end, phrasesOf("en")), editor);
  }
});

Deno.test("programText: why the system has refused a program, in the user's language", () => {
  const full = { kind: "refused", command: "vi", why: "No space left (os error 28)" } as const;
  const texts = (["en", "ru"] as const).map((language) =>
    programText("editor", { ...full, code: "ENOSPC" }, phrasesOf(language))
  );
  assertEquals(texts, [
    "vi cannot be run: the disk is full. The text is as it was",
    "Программу vi запустить нельзя: на диске нет места. Текст остался прежним",
  ]);
  assertEquals(
    programText("pager", { ...full, code: "EWHATEVER" }, phrasesOf("en")),
    "vi cannot be run: No space left.",
    "the system's own words where nobody knows the code",
  );
});
