/** The pictures of the page are there, in the sizes in which they are drawn, and small. */

import { assert, assertEquals } from "@std/assert";
import { PICTURES } from "./page_pictures.ts";

/** The most bytes of all of them: a README is read over slow lines, too. */
const MAX_BYTES = 400 * 1024;

/** The size of a WebP in pixels, as its extended header has it (RFC 9649, section 2.7.1). */
function sizeOf(webp: Uint8Array): [width: number, height: number] {
  const names = [0, 8, 12].map((at) => String.fromCharCode(...webp.subarray(at, at + 4)));
  assertEquals(names, ["RIFF", "WEBP", "VP8X"]);
  const number = (at: number) => webp[at]! + (webp[at + 1]! << 8) + (webp[at + 2]! << 16);
  return [number(24) + 1, number(27) + 1];
}

Deno.test("The pictures of the page have their sizes, and take little", async () => {
  let bytes = 0;
  for (const [name, { width, height }] of Object.entries(PICTURES)) {
    const webp = await Deno.readFile(new URL(`../docs/${name}.webp`, import.meta.url));
    bytes += webp.length;
    assertEquals(sizeOf(webp), [width, height], name);
  }
  assert(bytes <= MAX_BYTES, `${bytes} bytes`);
});
