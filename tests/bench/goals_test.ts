import { assertEquals } from "@std/assert";
import { judged } from "./goals.ts";
import type { Results } from "./scenarios.ts";

Deno.test("judged: a goal is kept at its bound, missed beyond it, left out without figures", () => {
  const value = (at: number) => () => at;
  const table = judged({} as Results, [
    { text: "a", value: value(5), atLeast: 5 },
    { text: "b", value: value(4.9), atLeast: 5 },
    { text: "c", value: value(1.25), atMost: 1.25 },
    { text: "d", value: value(1.26), atMost: 1.25 },
    { text: "e", value: () => undefined, atMost: 1 },
    { text: "f", value: value(NaN), atMost: 1 },
  ]);
  assertEquals(table.split("\n").slice(4, -1), [
    "| a | at least 5 | 5 | yes |",
    "| b | at least 5 | 4.9 | **no** |",
    "| c | at most 1.25 | 1.25 | yes |",
    "| d | at most 1.25 | 1.26 | **no** |",
  ]);
});
