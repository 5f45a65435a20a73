/** Looks for messages in the files of a log, from the newest backwards. */

import { decodeServerFrame } from "../../../protocol/decode_server.ts";
import { FrameError } from "../../../protocol/decode_fields.ts";
import type { MsgFrame } from "../../../protocol/frames.ts";
import { SEARCH_WINDOW_BYTES } from "../../limits.ts";
import type { SearchFound, SearchWanted } from "../journal.ts";
import type { Pacer } from "../pacer.ts";
import { SearchMatch } from "../search_match.ts";
import type { ReadFile } from "./disk.ts";
import { windowsBackward } from "./file_lines.ts";
import { findEnd, findTime } from "./binary_search.ts";
import { LineFilter } from "./line_filter.ts";
import type { ReadableLog } from "./segments.ts";

/** How far one answer may go. */
export interface SearchBounds {
  /** Bytes that are read at the most, about. */
  readonly maxReadBytes: number;
  /** Whether the time is up. */
  readonly isLate: () => boolean;
  /** Calls it off. */
  readonly signal: AbortSignal;
  /** Lets others have the processor. */
  readonly pacer: Pick<Pacer, "run">;
}

/** Looks for messages. A file that is gone is passed over, and so is what cannot be read in one. */
export async function searchLog(
  log: ReadableLog,
  wanted: SearchWanted,
  bounds: SearchBounds,
): Promise<SearchFound> {
  const page = new SearchMatch(wanted);
  const filter = new LineFilter(page.terms);
  const { segments } = log;
  let left = bounds.maxReadBytes;
  for (let at = segments.length - 1; at >= 0; at--) {
    const { first, path } = segments[at]!;
    if (first >= page.before) continue;
    using file = await log.disk.read(path);
    if (file === undefined) continue;
    const size = at === segments.length - 1 ? log.bytes : await file.size();
    const { from, to } = await stretchOf(file, size, wanted, page.before);
    for await (const { offset, bytes } of windowsBackward(file, to, SEARCH_WINDOW_BYTES)) {
      bounds.signal.throwIfAborted();
      left -= bytes.length;
      await bounds.pacer.run(() => take(bytes, page, filter));
      if (page.isFull) return page.result(true);
      if (offset <= from) break;
      // the next answer goes on somewhere else, or it would never come to an end
      const hasMoved = pass(bytes, page);
      if (hasMoved && (left <= 0 || bounds.isLate())) return page.result(false);
    }
    if (from > 0) break; // all that is older was said too early
    page.before = first;
    if (at > 0 && (left <= 0 || bounds.isLate())) return page.result(false);
  }
  return page.end();
}

/** The part of a file that can hold what is wanted. */
async function stretchOf(
  file: ReadFile,
  size: number,
  { fromMs, toMs }: SearchWanted,
  before: number,
): Promise<{ from: number; to: number }> {
  const from = fromMs === -Infinity ? 0 : (await findTime(file, size, fromMs)).behind;
  const byTime = toMs === Infinity ? size : (await findTime(file, size, toMs + 1)).before;
  return { from, to: Math.min(byTime, await findEnd(file, size, before - 1)) };
}

/** Takes from a window what matches, newest first. */
function take(window: Uint8Array, page: SearchMatch, filter: LineFilter): void {
  for (const line of filter.candidates(window)) {
    const event = messageOf(line);
    if (event !== undefined) page.offer({ event, line: `${line}\n` });
    if (page.isFull) return;
  }
}

/** Remembers that a window was looked at. False when there is no message in it. */
function pass(window: Uint8Array, page: SearchMatch): boolean {
  const id = firstId(window);
  if (id === undefined || id >= page.before) return false;
  page.before = id;
  return true;
}

const decoder = new TextDecoder();

/** The id of the first message in a window. */
function firstId(window: Uint8Array): number | undefined {
  for (let start = 0; start < window.length;) {
    const feed = window.indexOf(0x0a, start);
    const end = feed < 0 ? window.length : feed;
    const event = messageOf(decoder.decode(window.subarray(start, end)));
    if (event !== undefined) return event.id;
    start = end + 1;
  }
  return undefined;
}

/** The message of a record; `undefined` if it is something else, or damaged. */
function messageOf(line: string): MsgFrame | undefined {
  try {
    const frame = decodeServerFrame(line);
    return frame?.type === "msg" && !Number.isNaN(Date.parse(frame.ts)) ? frame : undefined;
  } catch (cause) {
    if (cause instanceof FrameError) return undefined;
    throw cause;
  }
}
