/** Where in a file of the log a time is, found without reading the file. */

import { newestRecord } from "./find.ts";

/** Small enough to be read through: the search ends here. */
const NEAR_BYTES = 64 * 1024;

/** More than a line of the log takes. */
const LINE_BYTES = 32 * 1024;

/**
 * Two bytes of the file with little between them: all events before `ms` stand before byte
 * `before`, the beginning of a line or `end`; and no later one begins before byte `behind`.
 */
export async function findTime(
  file: Deno.FsFile,
  end: number,
  ms: number,
): Promise<{ behind: number; before: number }> {
  if (ms === Infinity) return { behind: end, before: end };
  if (ms === -Infinity) return { behind: 0, before: 0 };
  let low = 0; // events that end before it are earlier than `ms`
  let high = end; // events that begin behind it are not
  while (high - low > NEAR_BYTES) {
    const middle = low + Math.floor((high - low) / 2);
    const newest = await newestRecord(file, low, middle);
    if (newest === undefined || Date.parse(newest.event.ts) < ms) low = middle;
    else high = newest.offset;
  }
  // the line in the midst of which the search went on may be the one
  return { behind: Math.max(0, low - LINE_BYTES), before: high };
}
