/** The start: what a log holds, learned from its end alone, and what a crash left there moved aside. */

import type { Stored } from "../journal.ts";
import { newestMessage } from "./binary_search.ts";
import { LOG_WINDOW_BYTES, MAX_TORN_BYTES, ZERO_SCAN_BYTES } from "../../limits.ts";
import { type Disk, type LogFile, type ReadFile, writeAll } from "./disk.ts";
import { linesBackward } from "./file_lines.ts";
import type { OnDamage } from "./damage.ts";
import { decodeRecord } from "./record.ts";
import type { Segment } from "./segments.ts";

/** Where a log goes on. */
export interface Recovered {
  /** Id of the newest message; 0 when there is none. */
  readonly last: number;
  /** Time of the newest event, in milliseconds since 1970; 0 when there is none. */
  readonly lastMs: number;
  /** The newest events, oldest first. */
  readonly tail: readonly Stored[];
}

/** How much of the end is read: the first bound that is reached counts. */
export interface TailBounds {
  readonly bytes: number;
  readonly messages: number;
}

/**
 * Reads the end of a log. When the bounds hold no message, only its id is looked for further back.
 */
export async function recover(
  disk: Disk,
  segments: readonly Segment[],
  bounds: TailBounds,
  onDamage: OnDamage,
): Promise<Recovered> {
  const tail = await readTail(disk, segments, bounds, onDamage);
  const newest = tail.at(-1)?.event.ts;
  const message = tail.findLast(({ event }) => event.type === "msg")?.event;
  const last = message?.type === "msg" ? message.id : await lastId(disk, segments);
  return {
    // a file is named before its first message is there
    last: Math.max(last, (segments.at(-1)?.first ?? 1) - 1),
    lastMs: newest === undefined ? 0 : Date.parse(newest),
    tail,
  };
}

async function readTail(
  disk: Disk,
  segments: readonly Segment[],
  bounds: TailBounds,
  onDamage: OnDamage,
): Promise<Stored[]> {
  const newestFirst: Stored[] = [];
  let bytesLeft = bounds.bytes;
  let messagesLeft = bounds.messages;
  for (const segment of segments.toReversed()) {
    using file = await disk.read(segment.path);
    if (!file) continue;
    for await (const lines of linesBackward(file, await file.size())) {
      for (const { offset, bytes } of lines) {
        const found = decodeRecord(bytes);
        if (found === "damaged") onDamage(segment.path, offset);
        else if (found !== "unknown") newestFirst.push(found);
        bytesLeft -= bytes.length;
        if (typeof found !== "string" && found.event.type === "msg") messagesLeft--;
        if (bytesLeft <= 0 || messagesLeft <= 0) return newestFirst.reverse();
      }
    }
  }
  return newestFirst.reverse();
}

async function lastId(disk: Disk, segments: readonly Segment[]): Promise<number> {
  for (const segment of segments.toReversed()) {
    using file = await disk.read(segment.path);
    const found = file && await newestMessage(file, 0, await file.size());
    if (found) return found.id;
  }
  return 0;
}

/**
 * Moves what a crash left at the end of a file to a `.torn` file beside it, and cuts the file back to
 * its last whole record: a line without its line feed, lines that are not records, and all from the
 * first byte on that a power cut has left unwritten.
 *
 * @returns The bytes moved.
 */
export async function moveTornEnd(
  disk: Disk,
  path: string,
  maxBytes = MAX_TORN_BYTES,
): Promise<number> {
  using file = await disk.read(path);
  if (!file) return 0;
  const size = await file.size();
  const end = await wholeEnd(file, size, maxBytes);
  if (end === size) return 0;
  const zeros = await zerosFrom(file, end, size);
  // on disk there before it is gone here: a crash in between leaves it twice, never nowhere
  if (zeros > end) await moveTo(disk, `${path}.torn`, file, end, zeros);
  const log = await disk.open(path);
  try {
    await log.truncate(end);
    await log.syncData();
  } finally {
    log.close();
  }
  return zeros - end;
}

async function moveTo(disk: Disk, path: string, from: ReadFile, start: number, end: number) {
  const to = await disk.open(path);
  try {
    await append(to, from, start, end);
  } finally {
    to.close();
  }
}

/** Copies a piece of a file to the end of another one, and syncs that. */
async function append(to: LogFile, from: ReadFile, start: number, end: number): Promise<void> {
  const size = await to.size();
  for (let at = start; at < end;) {
    const piece = await from.read(at, Math.min(LOG_WINDOW_BYTES, end - at));
    if (piece.length === 0) break;
    writeAll(to, piece, size + at - start);
    at += piece.length;
  }
  await to.syncData();
}

/** Where the zeros begin that are all there is up to byte `to`; not before byte `from`. */
async function zerosFrom(file: ReadFile, from: number, to: number): Promise<number> {
  for (let end = to; end > from;) {
    const start = Math.max(from, end - LOG_WINDOW_BYTES);
    const last = (await file.read(start, end - start)).findLastIndex((byte) => byte !== 0);
    if (last >= 0) return start + last + 1;
    end = start;
  }
  return from;
}

/** Where the last whole record of a file ends. */
async function wholeEnd(file: ReadFile, size: number, maxBytes: number): Promise<number> {
  // zeros at the end are a place kept for records, or cut away: what may be torn stands before them
  const filled = await zerosFrom(file, 0, size);
  const end = await firstZero(file, Math.max(0, filled - maxBytes), filled);
  for await (const lines of linesBackward(file, end)) {
    for (const { offset, bytes } of lines) {
      if (decodeRecord(bytes) !== "damaged") return offset + bytes.length;
    }
  }
  return 0;
}

/**
 * The first zero byte between two places, or the second place. No record has one: where a power cut
 * came before a sector was written, the file system shows zeros, and records behind it may be whole.
 */
async function firstZero(file: ReadFile, from: number, to: number): Promise<number> {
  for (let at = from; at < to;) {
    const piece = await file.read(at, Math.min(ZERO_SCAN_BYTES, to - at));
    const zero = piece.indexOf(0);
    if (zero >= 0) return at + zero;
    if (piece.length === 0) break;
    at += piece.length;
  }
  return to;
}
