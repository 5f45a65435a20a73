import { assertEquals } from "@std/assert";
import { MAX_CACHED_ENTRY_LINES } from "../../../client/limits.ts";
import { renderCached, renderNotice } from "../../../client/person/render_notice.ts";
import { plain } from "../../../client/tty/style.ts";
import { phrasesOf } from "../../support/phrases.ts";

Deno.test("renderNotice cleans and breaks what it is told, each line with its mark", () => {
  assertEquals(renderNotice("one\x1b[2J two\nthree four", 15).map(plain), [
    "   -- one two",
    "   -- three",
    "      four",
  ]);
});

Deno.test("renderCached shows the first MAX_CACHED_ENTRY_LINES lines of a message, and that there are more", () => {
  const say = phrasesOf("en").client.screen;
  const entry = (lines: number) =>
    Array.from({ length: lines }, (_, i) => `line ${i + 1}`).join("\n");
  const shown = (lines: number) =>
    renderCached([entry(lines)], say, 80).slice(1).map((line) => plain(line).slice(6));
  assertEquals(shown(MAX_CACHED_ENTRY_LINES), ["line 1", "line 2", "line 3"]);
  assertEquals(shown(MAX_CACHED_ENTRY_LINES + 1), ["line 1", "line 2", "line 3 …"]);
  assertEquals(renderCached([], say, 80), []);
});
