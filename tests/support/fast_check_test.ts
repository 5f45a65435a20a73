import { assert } from "@std/assert";
import fc from "./fast_check.ts";

Deno.test("fast-check comes to the bounds that are named, for arrays, texts and bytes", () => {
  const kinds: Record<string, fc.Arbitrary<{ readonly length: number }>> = {
    array: fc.array(fc.nat(), { maxLength: 100 }),
    text: fc.string({ maxLength: 100 }),
    bytes: fc.uint8Array({ maxLength: 100 }),
  };
  for (const [name, kind] of Object.entries(kinds)) {
    const longest = Math.max(...fc.sample(kind, 1000).map(({ length }) => length));
    assert(longest > 90, `${name}: ${longest}`);
  }
});
