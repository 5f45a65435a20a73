import { assert, assertEquals } from "@std/assert";
import { RoomTags } from "../../../client/person/room_tags.ts";
import type { View } from "../../../client/person/view.ts";
import { plain, span, type StyledLine } from "../../../client/tty/style.ts";
import { width } from "../../../client/tty/width.ts";

function setUp(columns: number) {
  const printed: StyledLine[] = [];
  const view = { columns, print: (lines) => void printed.push(...lines) } as View;
  return { tags: new RoomTags(view), printed };
}

Deno.test("RoomTags puts the room before each line, and leaves so many columns less for it", () => {
  const { tags, printed } = setUp(40);
  tags.print([[span("one")]]);
  tags.tag("dev");
  assertEquals(tags.columns, 40 - "[#dev] ".length);
  tags.print([[span("two")], [span("three")]]);
  tags.tag(undefined);
  tags.print([[span("four")]]);
  assertEquals(printed.map(plain), ["one", "[#dev] two", "[#dev] three", "four"]);
  assertEquals(tags.columns, 40);
});

Deno.test("RoomTags leaves half of a row for the line, however long the room's name is", () => {
  for (const columns of [20, 40, 80]) {
    const { tags, printed } = setUp(columns);
    tags.tag("日".repeat(32));
    assert(tags.columns >= columns / 2);
    tags.print([[span("x".repeat(tags.columns))]]);
    assertEquals(width(plain(printed[0]!)), columns);
  }
});
