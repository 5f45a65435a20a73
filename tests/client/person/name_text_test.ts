import { assertEquals } from "@std/assert";
import { MAX_NAME_COLUMNS } from "../../../client/limits.ts";
import { nameText } from "../../../client/person/name_text.ts";
import { width } from "../../../client/tty/width.ts";

Deno.test("nameText leaves names as they are, and keeps from the others what a name must not have", () => {
  assertEquals(["ann", "日本", "дом"].map(nameText), ["ann", "日本", "дом"]);
  assertEquals(nameText("שלום"), "\u2068שלום\u2069");
  assertEquals(nameText("\u202ea\nb\x1b[2J"), "a b");
});

Deno.test("nameText shows MAX_NAME_COLUMNS columns of a name, and no more", () => {
  const longest = "日".repeat(MAX_NAME_COLUMNS / 2);
  assertEquals(nameText(longest), longest);
  assertEquals(width(nameText(`${longest}a`)), MAX_NAME_COLUMNS - 1);
  assertEquals(nameText(`${longest}a`).at(-1), "…");
});
