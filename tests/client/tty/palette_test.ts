import { assert, assertEquals } from "@std/assert";
import { colourOf, NAME_COLOURS } from "../../../client/tty/palette.ts";
import { contrast } from "../../support/contrast.ts";

Deno.test("NAME_COLOURS: each can be read on black and on white", () => {
  for (const { of256 } of NAME_COLOURS) {
    assert(contrast(of256, "white") >= 3.7, `${of256} on white`);
    assert(contrast(of256, "black") >= 3.7, `${of256} on black`);
  }
});

Deno.test("NAME_COLOURS: all differ, and none of the 16 is black, white, grey or red", () => {
  assertEquals(new Set(NAME_COLOURS.map(({ of256 }) => of256)).size, NAME_COLOURS.length);
  for (const { of16 } of NAME_COLOURS) assert(![0, 1, 7, 8, 9, 15].includes(of16), `${of16}`);
});

Deno.test("colourOf: a name keeps its colour", () => {
  assertEquals(["ann", "bob", "андрей", "李雷", ""].map((name) => colourOf(name).of256), [
    32,
    64,
    162,
    28,
    67,
  ]);
});

Deno.test("colourOf: names are spread over all colours", () => {
  const counts = new Map<number, number>();
  for (let i = 0; i < 1200; i++) {
    const { of256 } = colourOf(`user${i}`);
    counts.set(of256, (counts.get(of256) ?? 0) + 1);
  }
  assertEquals(counts.size, NAME_COLOURS.length);
  for (const count of counts.values()) assert(count > 50 && count < 200, `${count}`);
});
