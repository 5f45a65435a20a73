/** Reads the records of one file of a log. */

import type { Stored } from "../journal.ts";
import type { OnDamage } from "./damage.ts";
import type { ReadFile } from "./disk.ts";
import type { Line } from "./file_lines.ts";
import { decodeRecord } from "./record.ts";
import type { ReadableLog } from "./segments.ts";

/** Gathers records until it is full. */
export interface Page {
  readonly full: boolean;
  /** Takes a record of so many bytes, if it is wanted. */
  add(stored: Stored, bytes: number): void;
}

/** How a file is read. */
export interface SegmentReading {
  readonly page: Page;
  /** The lines of a file that ends at byte `end`, in the order in which they are wanted. */
  readonly lines: (
    file: ReadFile,
    end: number,
  ) => Promise<AsyncIterable<readonly Line[]>>;
  readonly onDamage: OnDamage;
}

/** Reads the file number `at` of a log until the page is full; one that is gone is passed over. */
export async function readSegment(
  { disk, segments, bytes: newestBytes }: ReadableLog,
  at: number,
  { page, lines, onDamage }: SegmentReading,
): Promise<void> {
  const { path } = segments[at]!;
  using file = await disk.read(path);
  if (!file) return;
  const end = at === segments.length - 1 ? newestBytes : await file.size();
  for await (const window of await lines(file, end)) {
    for (const { offset, bytes } of window) {
      const found = decodeRecord(bytes);
      if (found === "damaged") onDamage(path, offset);
      else if (found !== "unknown") page.add(found, bytes.length);
      if (page.full) return;
    }
  }
}
