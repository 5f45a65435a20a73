import { assertEquals, assertLess } from "@std/assert";
import { mostThatFit, renderNames } from "../../../client/person/render_names.ts";
import { plain } from "../../../client/tty/style.ts";

Deno.test("renderNames breaks no nickname that a row can hold", () => {
  const nicks = ["bob", "日本", "Bob Lee", "a-name-of-more-columns-than-there-are"];
  assertEquals(renderNames("Here (4):", nicks, 24).map(plain), [
    "   -- Here (4): bob,",
    "      日本, Bob Lee,",
    "      a-name-of-more-col",
    "      umns-than-there-ar",
    "      e",
  ]);
  assertEquals(renderNames("Here (1):", ["ann"], 80).map(plain), ["   -- Here (1): ann"]);
  const away = { nicks: new Set(["bob"]), note: "away" };
  assertEquals(renderNames("Here (2):", ["bob", "ann"], 80, { away }).map(plain), [
    "   -- Here (2): bob (away), ann",
  ]);
});

Deno.test("mostThatFit is the largest number that fits, or 1", () => {
  for (let count = 1; count <= 20; count++) {
    for (let room = 0; room <= 25; room++) {
      assertEquals(
        mostThatFit(count, (named) => named <= room),
        Math.max(1, Math.min(count, room)),
      );
    }
  }
  assertEquals(mostThatFit(0, () => false), 0);
});

Deno.test("mostThatFit takes all where all fit, though fewer with a word about the others do not", () => {
  assertEquals(mostThatFit(5, (named) => named === 5 || named <= 2), 5);
});

Deno.test("mostThatFit asks about few, however many there are", () => {
  let asked = 0;
  mostThatFit(100_000, (named) => ++asked > 0 && named <= 70);
  assertLess(asked, 20);
});
