/** That every screen can be read on a light and on a dark terminal: which of them it is nobody tells. */

import { assert, assertEquals } from "@std/assert";
import { NAME_COLOURS } from "../../../client/tty/palette.ts";
import { NEW, WARNING } from "../../../client/tty/style.ts";
import { contrast } from "../../support/contrast.ts";

const GOLDEN = new URL("golden/", import.meta.url);

/** WCAG 2 asks for that much for large text and for bold letters. */
const LEAST_CONTRAST = 3;

/** The colours of the golden screens: indexes of the 256-colour palette. */
async function coloursOfGolden(): Promise<Set<number>> {
  const colours = new Set<number>();
  for await (const { name } of Deno.readDir(GOLDEN)) {
    const looks = await Deno.readTextFile(new URL(name, GOLDEN));
    for (const [, colour] of looks.matchAll(/‹[^›]*?(\d+)›/g)) colours.add(Number(colour));
  }
  return colours;
}

Deno.test("every colour of every golden screen can be read on white and on black", async () => {
  const colours = await coloursOfGolden();
  assert(colours.size > NAME_COLOURS.length, "names, what is new, and warnings are all among them");
  for (const colour of colours) {
    assert(contrast(colour, "white") >= LEAST_CONTRAST, `${colour} on white`);
    assert(contrast(colour, "black") >= LEAST_CONTRAST, `${colour} on black`);
  }
});

Deno.test("no other colours are used than those of names, of what is new and of warnings", async () => {
  const known = new Set([...NAME_COLOURS, NEW.colour, WARNING.colour].map((each) => each?.of256));
  assertEquals([...await coloursOfGolden()].filter((colour) => !known.has(colour)), []);
});
