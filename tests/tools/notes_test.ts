import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ROOT } from "../support/command.ts";
import { checkTag, notesOf } from "../../tools/notes.ts";

const CHANGELOG = `# Changelog

## Unreleased

### Added

- not yet out

## [1.2.0] - 2027-01-02

### Fixed

- this

## 1.1.0

- that

## 1.0.0

`;

Deno.test("notesOf is the section of a version, without its heading", () => {
  assertEquals(notesOf(CHANGELOG, "v1.2.0"), "### Fixed\n\n- this\n");
  assertEquals(notesOf(CHANGELOG, "1.1.0"), "- that\n");
});

Deno.test("notesOf refuses a version of which nothing is said", () => {
  for (const version of ["v1.0.0", "v1.2", "v3.0.0", "", "v"]) {
    assertThrows(() => notesOf(CHANGELOG, version), Error, "CHANGELOG.md says nothing");
  }
});

Deno.test("The project's own changelog has notes of what is to come", async () => {
  const changelog = await Deno.readTextFile(`${ROOT}CHANGELOG.md`);
  assertStringIncludes(notesOf(changelog, "Unreleased"), "chat serve");
});

Deno.test("checkTag wants the tag to be the version of deno.json", () => {
  checkTag("v1.2.0", "1.2.0");
  for (const tag of ["v1.2.1", "1.2.0", ""]) {
    assertThrows(() => checkTag(tag, "1.2.0"), Error, "deno.json says");
  }
});
