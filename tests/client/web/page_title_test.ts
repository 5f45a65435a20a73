import { assertEquals, assertNotEquals } from "@std/assert";
import { pageIcon, pageTitle } from "../../../client/web/page_title.ts";

Deno.test("The title has the room, what waits, and how often the person was named", () => {
  assertEquals(pageTitle(undefined, { count: 0, mentions: 0 }), "chat");
  assertEquals(pageTitle("lobby", { count: 0, mentions: 0 }), "#lobby");
  assertEquals(pageTitle("lobby", { count: 3, mentions: 0 }), "(3) #lobby");
  assertEquals(pageTitle("lobby", { count: 3, mentions: 1 }), "(3, @1) #lobby");
});

Deno.test("The icon differs when something waits, and when the person was named", () => {
  const icons = [{ count: 0, mentions: 0 }, { count: 1, mentions: 0 }, { count: 1, mentions: 1 }]
    .map(pageIcon);
  assertEquals(new Set(icons).size, 3);
  for (const icon of icons) assertNotEquals(icon.indexOf("data:image/svg+xml,"), -1);
});
