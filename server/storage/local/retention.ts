/** Retention: what of a log is old enough to go, in whole files only. */

import { newestEvent } from "./find.ts";
import { listSegments, type Segment } from "./segments.ts";

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
): Promise<Segment[]> {
  const segments = await listSegments(folder);
  const sizes = await Promise.all(segments.map(async ({ path }) => (await Deno.stat(path)).size));
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  const removed: Segment[] = [];
  for (const [at, segment] of segments.slice(0, -1).entries()) {
    const tooMuch = retention.bytes !== undefined && bytes > retention.bytes;
    if (!tooMuch && !(await isOlder(segment, retention.ms, now))) break;
    await Deno.remove(segment.path);
    await Deno.remove(`${segment.path}.torn`).catch(() => {
      // hardly any file has one
    });
    bytes -= sizes[at]!;
    removed.push(segment);
  }
  return removed;
}

async function isOlder(segment: Segment, ms: number | undefined, now: number): Promise<boolean> {
  if (ms === undefined) return false;
  using file = await Deno.open(segment.path, { read: true });
  const newest = await newestEvent(file, (await file.stat()).size);
  // nothing readable in it: nothing says that it is old
  return newest !== undefined && Date.parse(newest.ts) < now - ms;
}
