import { assertEquals } from "@std/assert";
import { complete } from "../../../client/web/completion.ts";

Deno.test("complete puts the nickname in the place of its beginning", () => {
  const nicks = ["Ann", "bob", "Ева"];
  assertEquals(complete("an", 2, nicks), { text: "Ann: ", cursor: 5 });
  assertEquals(complete("ask BO now", 6, nicks), { text: "ask bob  now", cursor: 8 });
  assertEquals(complete("где е", 5, nicks), { text: "где Ева ", cursor: 8 });
  assertEquals(complete("zed", 3, nicks), undefined);
  assertEquals(complete("ann ", 4, nicks), undefined);
});
