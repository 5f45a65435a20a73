import { assertEquals } from "@std/assert";
import { KeptNames } from "../../../client/memory/kept_names.ts";
import { foldNick } from "../../../protocol/nick_fold.ts";

const MOST = 5;

function nicks(): KeptNames {
  return new KeptNames({ most: MOST, key: foldNick });
}

Deno.test("KeptNames knows a nickname in every case, and takes it out the second time", () => {
  const names = nicks();
  assertEquals([names.has("bob"), names.toggle("Bob"), names.has("bOB")], [false, true, true]);
  assertEquals(names.names, ["Bob"]);
  assertEquals([names.toggle("bob"), names.has("bob"), names.size], [false, false, 0]);
});

Deno.test("KeptNames forgets the first of too many, whether recalled or added", () => {
  const names = nicks();
  names.recall(["too many", "n0", "n1", "n2", "n3", "n4"]);
  assertEquals([names.size, names.has("too many"), names.has("n0")], [MOST, false, true]);
  names.toggle("one more");
  assertEquals([names.size, names.has("n0"), names.has("n1")], [MOST, false, true]);
});

Deno.test("KeptNames changes in what another client has left only what the user has changed", () => {
  const names = nicks();
  names.recall(["eve", "Mallory"]);
  assertEquals(names.mergedInto(["eve", "Mallory", "joe"]), ["eve", "Mallory", "joe"]);
  names.toggle("mallory");
  names.toggle("trent");
  assertEquals(names.mergedInto(["eve", "Mallory", "joe"]), ["eve", "joe", "trent"]);
  assertEquals(names.mergedInto(["a", "b", "c", "d", "e"]), ["b", "c", "d", "e", "trent"]);
});

Deno.test("KeptNames remembers twice as many changes as there are names, and no more", () => {
  const names = new KeptNames({ most: MOST });
  for (let n = 0; n < 2 * MOST; n++) names.toggle(`n${n}`);
  assertEquals(names.changes.length, 2 * MOST);
  names.toggle("one more");
  assertEquals([names.changes.length, names.changes[0]], [2 * MOST, ["n1", "n1"]]);
});
