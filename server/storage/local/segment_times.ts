/** When the files of a log were written, as far as that can be told. */

import type { Disk } from "./disk.ts";
import { newestEvent } from "./binary_search.ts";
import type { Segment } from "./segments.ts";

/** A file of a log, looked at from outside. */
export interface SegmentFile extends Segment {
  /** How many bytes it has. */
  readonly size: number;
  /** When it was last written by the clock of that time, in milliseconds since 1970. */
  readonly writtenMs: number;
}

/** Looks at files of a log. */
export async function lookAt(disk: Disk, segments: readonly Segment[]): Promise<SegmentFile[]> {
  const files = await Promise.all(segments.map((segment) => lookAtOne(disk, segment)));
  return files.filter((file) => file !== undefined);
}

async function lookAtOne(disk: Disk, segment: Segment): Promise<SegmentFile | undefined> {
  using file = await disk.read(segment.path);
  return file && { ...segment, size: await file.size(), writtenMs: await file.writtenMs() };
}

/**
 * The time of the newest record of a log, in milliseconds since 1970; `undefined` when there is none. What
 * the record says and when its file was written must both be believed: the earlier of them counts.
 */
export async function newestTime(
  disk: Disk,
  files: readonly SegmentFile[],
): Promise<number | undefined> {
  const file = files.findLast(({ size }) => size > 0);
  const recordMs = file && await newestRecordMs(disk, file);
  return recordMs === undefined ? undefined : Math.min(recordMs, file!.writtenMs);
}

/**
 * Whether the file `at` was written to for the last time before `cutoffMs`, as far as can be told at `now`.
 * A record from the future tells nothing. Then the times of the files count: it is no newer than any file
 * behind it.
 */
export async function endsBefore(
  disk: Disk,
  files: readonly SegmentFile[],
  at: number,
  cutoffMs: number,
  now: number,
): Promise<boolean> {
  const recordMs = await newestRecordMs(disk, files[at]!);
  // nothing readable in it: nothing says that it is old
  if (recordMs === undefined) return false;
  if (recordMs <= now) return recordMs < cutoffMs;
  return Math.min(...files.slice(at).map(({ writtenMs }) => writtenMs)) < cutoffMs;
}

async function newestRecordMs(
  disk: Disk,
  { path, size }: SegmentFile,
): Promise<number | undefined> {
  using file = await disk.read(path);
  const newest = file && await newestEvent(file, size);
  return newest && Date.parse(newest.ts);
}
