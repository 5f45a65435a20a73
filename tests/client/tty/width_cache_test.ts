import { assertEquals } from "@std/assert";
import { MAX_CACHED_WIDTH_UNITS } from "../../../client/limits.ts";
import { WidthCache } from "../../../client/tty/width_cache.ts";

Deno.test("WidthCache keeps so many units, however many graphemes that is, and begins anew with one more", () => {
  const cache = new WidthCache(MAX_CACHED_WIDTH_UNITS);
  const half = `e${"\u0301".repeat(MAX_CACHED_WIDTH_UNITS / 2 - 1)}`;
  cache.add(half, 1);
  cache.add(half.replace("e", "a"), 1);
  assertEquals([cache.units, cache.get(half)], [MAX_CACHED_WIDTH_UNITS, 1]);
  cache.add("日", 2);
  assertEquals([cache.units, cache.get(half), cache.get("日")], [1, undefined, 2]);
});

Deno.test("WidthCache keeps a grapheme that has just room alone, and none that is longer", () => {
  const cache = new WidthCache(4);
  cache.add("日", 2);
  cache.add("abcd", 4);
  assertEquals([cache.units, cache.get("abcd"), cache.get("日")], [4, 4, undefined]);
  cache.add("abcde", 5);
  assertEquals([cache.units, cache.get("abcde")], [0, undefined]);
});
