/** Parts of a line of text. Pure. */

import type { Range } from "./mention.ts";

/** The ranges in their order, without those that begin inside another one. */
export function apart(ranges: readonly Range[]): readonly Range[] {
  const all: Range[] = [];
  for (const range of ranges.toSorted((one, other) => one.start - other.start)) {
    if (range.start >= (all.at(-1)?.end ?? 0)) all.push(range);
  }
  return all;
}
