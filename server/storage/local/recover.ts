/** The start: what a log holds, learned from its end alone, and what a crash left there moved aside. */

import type { Stored } from "../backbone.ts";
import { newestMessage } from "./find.ts";
import { linesBackward, readAt } from "./file_lines.ts";
import type { OnDamage } from "./read_messages.ts";
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
  segments: readonly Segment[],
  bounds: TailBounds,
  onDamage: OnDamage,
): Promise<Recovered> {
  const tail = await readTail(segments, bounds, onDamage);
  const newest = tail.at(-1)?.event.ts;
  const message = tail.findLast(({ event }) => event.type === "msg")?.event;
  const last = message?.type === "msg" ? message.id : await lastId(segments);
  return {
    // a file is named before its first message is there
    last: Math.max(last, (segments.at(-1)?.first ?? 1) - 1),
    lastMs: newest === undefined ? 0 : Date.parse(newest),
    tail,
  };
}

async function readTail(
  segments: readonly Segment[],
  bounds: TailBounds,
  onDamage: OnDamage,
): Promise<Stored[]> {
  const newestFirst: Stored[] = [];
  let bytesLeft = bounds.bytes;
  let messagesLeft = bounds.messages;
  for (const segment of segments.toReversed()) {
    using file = await Deno.open(segment.path, { read: true });
    for await (const lines of linesBackward(file, (await file.stat()).size)) {
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

async function lastId(segments: readonly Segment[]): Promise<number> {
  for (const segment of segments.toReversed()) {
    using file = await Deno.open(segment.path, { read: true });
    const found = await newestMessage(file, 0, (await file.stat()).size);
    if (found) return found.id;
  }
  return 0;
}

/**
 * Moves what a crash left at the end of a file (a line without its line feed, or lines that are no
 * records) to a `.torn` file beside it, and cuts the file back to its last whole record.
 *
 * @returns The bytes moved.
 */
export async function moveTornEnd(path: string): Promise<number> {
  using file = await Deno.open(path, { read: true, write: true });
  const { size } = await file.stat();
  const end = await wholeEnd(file, size);
  if (end === size) return 0;
  using torn = await Deno.open(`${path}.torn`, { create: true, append: true, mode: 0o600 });
  for (let at = end; at < size;) {
    const piece = await readAt(file, at, Math.min(64 * 1024, size - at));
    if (piece.length === 0) break;
    for (let done = 0; done < piece.length;) done += await torn.write(piece.subarray(done));
    at += piece.length;
  }
  // on disk there before it is gone here: a crash in between leaves it twice, never nowhere
  await torn.syncData();
  await file.truncate(end);
  await file.syncData();
  return size - end;
}

/** Where the last whole record of a file ends. */
async function wholeEnd(file: Deno.FsFile, size: number): Promise<number> {
  for await (const lines of linesBackward(file, size)) {
    for (const { offset, bytes } of lines) {
      if (decodeRecord(bytes) !== "damaged") return offset + bytes.length;
    }
  }
  return 0;
}
