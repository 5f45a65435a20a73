import { assertEquals } from "@std/assert";
import { renderNotice } from "../../../client/person/render_notice.ts";
import { plain } from "../../../client/tty/style.ts";

Deno.test("renderNotice cleans and breaks what it is told, each line with its mark", () => {
  assertEquals(renderNotice("one\x1b[2J two\nthree four", 15).map(plain), [
    "   -- one two",
    "   -- three",
    "      four",
  ]);
});
