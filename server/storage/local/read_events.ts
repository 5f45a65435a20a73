/** Reads what happened in a stretch of time back from the files of a log. */

import { LOG_HEAD_BYTES } from "../../limits.ts";
import type { Stored, TimeRange } from "../journal.ts";
import type { Disk, ReadFile } from "./disk.ts";
import { findTime } from "./binary_search.ts";
import { linesBackward, linesForward } from "./file_lines.ts";
import type { OnDamage } from "./damage.ts";
import { decodeRecord } from "./record.ts";
import { type Page, readSegment } from "./read_segment.ts";
import type { ReadableLog, Segment } from "./segments.ts";

/** Reads the events of `range`, oldest first; a file that is gone is passed over. */
export async function readEvents(
  log: ReadableLog,
  range: TimeRange,
  onDamage: OnDamage,
): Promise<Stored[]> {
  const page = new EventPage(range);
  const { segments } = log;
  const lines = async (file: ReadFile, end: number) => {
    const place = await findTime(file, end, boundOf(range));
    return range.newest ? linesBackward(file, place.before) : linesForward(file, place.behind, end);
  };
  let at = await segmentAround(log, boundOf(range), range.newest);
  while (at >= 0 && at < segments.length && !page.full) {
    await readSegment(log, at, { page, lines, onDamage });
    at += range.newest ? -1 : 1;
  }
  return range.newest ? page.events.reverse() : page.events;
}

/** The time at which reading begins: what is earlier is on one side, what is not on the other. */
function boundOf({ after, before, newest }: TimeRange): number {
  return newest ? before : Math.floor(after) + 1;
}

/**
 * The last of the files that begins before `ms`, or the first of all.
 *
 * @param unknown Whether one counts as such that is gone, or holds nothing that can be read.
 */
async function segmentAround(
  { disk, segments }: ReadableLog,
  ms: number,
  unknown: boolean,
): Promise<number> {
  let [low, high] = [0, segments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const begins = await beginning(disk, segments[middle]!);
    if (begins === undefined ? unknown : begins < ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** When a file begins, in milliseconds since 1970. */
export async function beginning(disk: Disk, segment: Segment): Promise<number | undefined> {
  using file = await disk.read(segment.path);
  if (!file) return undefined;
  for await (const lines of linesForward(file, 0, LOG_HEAD_BYTES)) {
    for (const { bytes } of lines) {
      const found = decodeRecord(bytes);
      if (typeof found !== "string") return Date.parse(found.event.ts);
    }
  }
  return undefined;
}

/** Events gathered from one end, until those that are wanted are there or the space is used up. */
class EventPage implements Page {
  readonly range: TimeRange;
  readonly events: Stored[] = [];
  full = false;
  #bytes = 0;

  constructor(range: TimeRange) {
    this.range = range;
    this.full = range.count <= 0;
  }

  add(stored: Stored, bytes: number): void {
    const { event } = stored;
    const { after, before, newest, count, maxBytes } = this.range;
    const ms = Date.parse(event.ts);
    const isBeyond = newest ? ms <= after : ms >= before;
    const fits = this.#bytes + bytes <= maxBytes || this.events.length === 0;
    if (isBeyond || !fits) {
      this.full = true;
      return;
    }
    if (newest ? ms >= before : ms <= after) return;
    // a topic that was written once more did not change then
    if (event.type === "topic" && event.set !== undefined) return;
    this.events.push(stored);
    this.#bytes += bytes;
    this.full = this.events.length >= count;
  }
}
