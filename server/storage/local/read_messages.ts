/** Reads messages back from the files of a log. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import type { Stored } from "../backbone.ts";
import { findEnd } from "./find.ts";
import { linesBackward } from "./file_lines.ts";
import { decodeRecord } from "./record.ts";
import type { Segment } from "./segments.ts";

/** Told of each record that cannot be read: the file, and the byte at which it begins. */
export type OnDamage = (path: string, offset: number) => void;

/** Which messages are wanted: `first` to `last`, the newest of them that fit `maxBytes`. */
export interface Wanted {
  readonly first: number;
  readonly last: number;
  readonly maxBytes: number;
}

/**
 * Reads messages from `segments` (oldest first), of the newest one only the first `durableBytes`.
 * At least one is returned if there is one; a file that is gone is passed over.
 */
export async function readMessages(
  segments: readonly Segment[],
  durableBytes: number,
  wanted: Wanted,
  onDamage: OnDamage,
): Promise<Stored<MsgFrame>[]> {
  const page = new Page(wanted);
  for (let at = segments.length - 1; at >= 0 && !page.full; at--) {
    const segment = segments[at]!;
    if (segment.first > wanted.last) continue;
    const newest = at === segments.length - 1;
    await readSegment(segment, newest ? durableBytes : undefined, page, onDamage);
    if (segment.first <= wanted.first) break;
  }
  return page.messages.reverse();
}

async function readSegment(
  segment: Segment,
  durableBytes: number | undefined,
  page: Page,
  onDamage: OnDamage,
): Promise<void> {
  using file = await openIfThere(segment.path);
  if (!file) return;
  const end = durableBytes ?? (await file.stat()).size;
  for await (const lines of linesBackward(file, await findEnd(file, end, page.wanted.last))) {
    for (const { offset, bytes } of lines) {
      const found = decodeRecord(bytes);
      if (found === "damaged") onDamage(segment.path, offset);
      else if (found !== "unknown" && found.event.type === "msg") {
        page.add({ event: found.event, line: found.line }, bytes.length);
      }
      if (page.full) return;
    }
  }
}

/** Opens a file for reading; undefined when retention has removed it meanwhile. */
export async function openIfThere(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Messages gathered newest first, until those that are wanted are there or the space is used up. */
class Page {
  readonly wanted: Wanted;
  readonly messages: Stored<MsgFrame>[] = [];
  full = false;
  #bytes = 0;
  #before: number;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
    this.#before = wanted.last + 1;
  }

  add(message: Stored<MsgFrame>, bytes: number): void {
    const { id } = message.event;
    if (id >= this.#before) return;
    const fits = this.#bytes + bytes <= this.wanted.maxBytes;
    if (id < this.wanted.first || (!fits && this.messages.length > 0)) {
      this.full = true;
      return;
    }
    this.messages.push(message);
    this.#bytes += bytes;
    this.#before = id;
    if (id === this.wanted.first) this.full = true;
  }
}
