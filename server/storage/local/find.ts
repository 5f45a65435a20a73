/** Where in a file of the log a message stands, found by its id without reading the file. */

import type { RoomEvent } from "../../../protocol/frames.ts";
import { linesBack } from "./lines_back.ts";
import { decodeRecord, mayBeMessage } from "./record.ts";

/** Small enough to be read through: the search ends here. */
const NEAR_BYTES = 64 * 1024;

/** How much one step of the search reads, if no run of joins and leaves makes it read on. */
const PROBE_BYTES = 32 * 1024;

/**
 * A byte of the file, at the beginning of a line or its `end`: all messages up to `id` stand before
 * it, those behind it are later ones. At most `NEAR_BYTES` lie between, records without an id and
 * damaged ones not counted.
 */
export async function findEnd(file: Deno.FsFile, end: number, id: number): Promise<number> {
  let low = 0; // messages that end before it are not later than `id`
  let high = end; // messages that begin behind it are later
  while (high - low > NEAR_BYTES) {
    const middle = low + Math.floor((high - low) / 2);
    const newest = await newestMessage(file, low, middle);
    if (newest === undefined || newest.id <= id) low = middle;
    else high = newest.offset;
  }
  return high;
}

/** The newest message that stands whole between two bytes of a file. */
export async function newestMessage(
  file: Deno.FsFile,
  low: number,
  high: number,
): Promise<{ id: number; offset: number } | undefined> {
  for await (const lines of linesBack(file, high, PROBE_BYTES)) {
    for (const { offset, bytes } of lines) {
      if (offset < low) return undefined;
      if (!mayBeMessage(bytes)) continue;
      const found = decodeRecord(bytes);
      if (typeof found === "string" || found.event.type !== "msg") continue;
      return { id: found.event.id, offset };
    }
  }
  return undefined;
}

/** The newest event that stands whole between two bytes of a file, a message or not. */
export async function newestRecord(
  file: Deno.FsFile,
  low: number,
  high: number,
): Promise<{ event: RoomEvent; offset: number } | undefined> {
  for await (const lines of linesBack(file, high, PROBE_BYTES)) {
    for (const { offset, bytes } of lines) {
      if (offset < low) return undefined;
      const found = decodeRecord(bytes);
      if (typeof found !== "string") return { event: found.event, offset };
    }
  }
  return undefined;
}

/** The newest event of a file of `size` bytes, a message or not. */
export async function newestEvent(
  file: Deno.FsFile,
  size: number,
): Promise<RoomEvent | undefined> {
  return (await newestRecord(file, 0, size))?.event;
}
