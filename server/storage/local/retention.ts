/** Retention: what of a log is old enough to go, in whole files only. */

import { syncFolder } from "../../../runtime/private_folder.ts";
import { newestMessage } from "./find.ts";
import { endsBefore, lookAt, type SegmentFile } from "./segment_times.ts";
import { listSegments, segmentAt } from "./segments.ts";

/** How much of each room's log is kept. */
export interface Retention {
  /** Files whose newest event is older than this may go, in milliseconds. */
  readonly ms?: number;
  /** The oldest files go while a log has more than this, in bytes. */
  readonly bytes?: number;
}

/**
 * Removes a log's files that need not be kept, the oldest first; the newest file always stays.
 *
 * @returns The files removed.
 */
export async function removeOld(
  folder: string,
  retention: Retention,
  now: number,
): Promise<SegmentFile[]> {
  const { ms, bytes: maxBytes = Infinity } = retention;
  const files = await lookAt(await listSegments(folder));
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  const removed: SegmentFile[] = [];
  for (const [at, file] of files.slice(0, -1).entries()) {
    const isOld = ms !== undefined && await endsBefore(files, at, now - ms, now);
    if (bytes <= maxBytes && !isOld) break;
    await Deno.remove(file.path);
    await Deno.remove(`${file.path}.torn`).catch(() => {
      // hardly any file has one
    });
    bytes -= file.size;
    removed.push(file);
  }
  return removed;
}

/** The newest file of a log when all that is in it is older than `ms`: it may go after a new one began. */
export async function oldNewestFile(
  folder: string,
  ms: number,
  now: number,
): Promise<SegmentFile | undefined> {
  const newest = (await listSegments(folder)).slice(-1);
  const files = await lookAt(newest);
  const isOld = files.length > 0 && files[0]!.size > 0 && await endsBefore(files, 0, now - ms, now);
  return isOld ? files[0] : undefined;
}

/** Begins a new file behind `newest` in a log that is not open: in its name the next id stays known. */
export async function beginFileBehind(folder: string, newest: SegmentFile): Promise<void> {
  using file = await Deno.open(newest.path, { read: true });
  const last = await newestMessage(file, 0, newest.size);
  if (last === undefined) return; // two files cannot have one name
  const { path } = segmentAt(folder, last.id + 1);
  (await Deno.open(path, { create: true, write: true, mode: 0o600 })).close();
  await syncFolder(folder);
}
