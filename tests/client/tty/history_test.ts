import { assertEquals } from "@std/assert";
import { MAX_HISTORY_TEXTS } from "../../../client/limits.ts";
import { remember, searchBack } from "../../../client/tty/history.ts";

Deno.test("remember: the latest is the last, each text is there once, blank ones never", () => {
  assertEquals(remember(["a", "b"], "c"), ["a", "b", "c"]);
  assertEquals(remember(["a", "b"], "a"), ["b", "a"]);
  assertEquals(remember(["a"], " \n\t"), ["a"]);
});

Deno.test("remember: keeps the most texts, of one more the oldest goes", () => {
  const most = Array.from({ length: MAX_HISTORY_TEXTS }, (_, i) => `text ${i}`);
  assertEquals(most.reduce(remember, [] as readonly string[]), most);
  assertEquals(remember(most, "more"), [...most.slice(1), "more"]);
});

Deno.test("searchBack: the latest below a place; letters of any case unless a capital is given", () => {
  const history = ["Ann", "ann", "bob"];
  assertEquals(searchBack(history, "an", 3), 1);
  assertEquals(searchBack(history, "an", 1), 0);
  assertEquals(searchBack(history, "An", 3), 0);
  assertEquals(searchBack(history, "x", 3), -1);
  assertEquals(searchBack(history, "b", 99), 2);
});
