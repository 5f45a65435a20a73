/** Where in a file of the log a message or a time stands, found without reading the file. */

import type { RoomEvent } from "../../../protocol/frames.ts";
import { LOG_PROBE_BYTES, LOG_SCAN_BYTES, MAX_RECORD_BYTES } from "../../limits.ts";
import type { ReadFile } from "./disk.ts";
import { linesBackward } from "./file_lines.ts";
import { decodeRecord, mayBeMessage } from "./record.ts";

/** An event, and the byte of the file at which its record begins. */
interface Found {
  readonly event: RoomEvent;
  readonly offset: number;
}

/**
 * A byte of the file, at the beginning of a line or its `end`: all messages up to `id` stand before
 * it, and all behind it are later ones. Between are at most `LOG_SCAN_BYTES` and a record, not counting
 * records without an id and damaged ones.
 */
export async function findEnd(file: ReadFile, end: number, id: number): Promise<number> {
  const newest = (low: number, high: number) => newestMessage(file, low, high);
  const { high } = await bisect(end, newest, (found) => found.id <= id);
  return high;
}

/**
 * Two bytes of the file with little between them: all events before `ms` stand before byte
 * `before`, the beginning of a line or `end`; no event at `ms` or later begins before byte `behind`.
 */
export async function findTime(
  file: ReadFile,
  end: number,
  ms: number,
): Promise<{ behind: number; before: number }> {
  if (ms === Infinity) return { behind: end, before: end };
  if (ms === -Infinity) return { behind: 0, before: 0 };
  const newest = (low: number, high: number) => newestRecord(file, low, high);
  const { low, high } = await bisect(end, newest, ({ event }) => Date.parse(event.ts) < ms);
  // `low` may be inside the line that is wanted
  return { behind: Math.max(0, low - MAX_RECORD_BYTES), before: high };
}

/** Narrows a file down: what `isBefore` holds of ends before `high`, all else begins after `low`. */
async function bisect<F extends { readonly offset: number }>(
  end: number,
  newest: (low: number, high: number) => Promise<F | undefined>,
  isBefore: (found: F) => boolean,
): Promise<{ low: number; high: number }> {
  let low = 0;
  let high = end;
  while (high - low > LOG_SCAN_BYTES) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await newest(low, middle);
    if (found === undefined || isBefore(found)) low = middle;
    else high = found.offset;
  }
  return { low, high };
}

/** The newest message that stands whole between two bytes of a file. */
export async function newestMessage(
  file: ReadFile,
  low: number,
  high: number,
): Promise<{ id: number; offset: number } | undefined> {
  for await (const { event, offset } of recordsBackward(file, low, high, mayBeMessage)) {
    if (event.type === "msg") return { id: event.id, offset };
  }
  return undefined;
}

/** The newest event that stands whole between two bytes of a file, a message or not. */
async function newestRecord(
  file: ReadFile,
  low: number,
  high: number,
): Promise<Found | undefined> {
  for await (const found of recordsBackward(file, low, high)) return found;
  return undefined;
}

/** The newest event of a file of `size` bytes, a message or not. */
export async function newestEvent(
  file: ReadFile,
  size: number,
): Promise<RoomEvent | undefined> {
  return (await newestRecord(file, 0, size))?.event;
}

/** The readable records that stand whole between two bytes of a file, newest first. */
async function* recordsBackward(
  file: ReadFile,
  low: number,
  high: number,
  isCandidate: (bytes: Uint8Array) => boolean = () => true,
): AsyncGenerator<Found, void, undefined> {
  for await (const lines of linesBackward(file, high, LOG_PROBE_BYTES)) {
    for (const { offset, bytes } of lines) {
      if (offset < low) return;
      const found = isCandidate(bytes) ? decodeRecord(bytes) : "unknown";
      if (typeof found !== "string") yield { event: found.event, offset };
    }
  }
}
