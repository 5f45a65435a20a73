/** The files of a room's log: one after the other, each named after the first id in it. */

import type { Disk } from "./disk.ts";

/** One file of a log. */
export interface Segment {
  /** Messages in it have this id or a later one. */
  readonly first: number;
  readonly path: string;
}

/** A log as far as it counts. */
export interface ReadableLog {
  readonly disk: Disk;
  /** Its files, oldest first. */
  readonly segments: readonly Segment[];
  /** How much of the newest file counts. */
  readonly bytes: number;
}

const NAME = /^(\d{20})\.ndjson$/;

/** The file in `folder` that begins with message `first`. */
export function segmentAt(folder: string, first: number): Segment {
  return { first, path: `${folder}/${String(first).padStart(20, "0")}.ndjson` };
}

/** The files of a log, oldest first. Other files in the folder do not matter. */
export async function listSegments(disk: Disk, folder: string): Promise<Segment[]> {
  const firsts: number[] = [];
  for (const entry of await disk.list(folder) ?? []) {
    const first = Number(entry.isFile ? NAME.exec(entry.name)?.[1] : undefined);
    if (Number.isSafeInteger(first)) firsts.push(first);
  }
  return firsts.sort((a, b) => a - b).map((first) => segmentAt(folder, first));
}
