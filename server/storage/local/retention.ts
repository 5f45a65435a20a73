/** Retention: what of a log is old enough to go, in whole files only. */

import type { Disk } from "./disk.ts";
import { newestMessage } from "./binary_search.ts";
import { endsBefore, lookAt, type SegmentFile } from "./segment_times.ts";
import { listSegments, segmentAt } from "./segments.ts";

/** How much of each room's log is kept. */
export interface Retention {
  /** Files whose newest event is older than this may go, in milliseconds. */
  readonly ms?: number;
  /** The oldest files go while a log has more than this, in bytes. */
  readonly bytes?: number;
}

/** A log whose old files may go. */
export interface OldLog {
  readonly folder: string;
  /** The file that is being written, by its first id, when the log is open: no file goes from it on. */
  readonly newest?: number | undefined;
}

/**
 * Removes a log's files that need not be kept, the oldest first; the newest file always stays.
 *
 * @returns The files removed.
 */
export async function removeOld(
  disk: Disk,
  { folder, newest = Infinity }: OldLog,
  retention: Retention,
  now: number,
): Promise<SegmentFile[]> {
  const { ms, bytes: maxBytes = Infinity } = retention;
  const files = await lookAt(disk, await listSegments(disk, folder));
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  const removed: SegmentFile[] = [];
  for (const [at, file] of files.slice(0, -1).entries()) {
    const isOld = ms !== undefined && await endsBefore(disk, files, at, now - ms, now);
    if (file.first >= newest || (bytes <= maxBytes && !isOld)) break;
    await disk.remove(file.path);
    // for good, before a newer one goes: after a power cut no file may be missing in between
    await disk.syncFolder(folder);
    await disk.remove(`${file.path}.torn`).catch(() => {
      // hardly any file has one
    });
    bytes -= file.size;
    removed.push(file);
  }
  return removed;
}

/** The newest file of a log when all that is in it is older than `ms`: it may go after a new one began. */
export async function oldNewestFile(
  disk: Disk,
  folder: string,
  ms: number,
  now: number,
): Promise<SegmentFile | undefined> {
  const newest = (await listSegments(disk, folder)).slice(-1);
  const files = await lookAt(disk, newest);
  const isOld = files.length > 0 && files[0]!.size > 0 &&
    await endsBefore(disk, files, 0, now - ms, now);
  return isOld ? files[0] : undefined;
}

/** Begins a new file behind `newest` in a log that is not open: in its name the next id stays known. */
export async function beginFileBehind(
  disk: Disk,
  folder: string,
  newest: SegmentFile,
): Promise<void> {
  using file = await disk.read(newest.path);
  const last = file && await newestMessage(file, 0, newest.size);
  if (last === undefined) return; // two files cannot have one name
  const { path } = segmentAt(folder, last.id + 1);
  (await disk.open(path)).close();
  await disk.syncFolder(folder);
}
