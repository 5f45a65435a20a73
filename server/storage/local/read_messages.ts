/** Reads messages back from the files of a log. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import type { Stored } from "../backbone.ts";
import type { OnDamage } from "./damage.ts";
import { findEnd } from "./binary_search.ts";
import { linesBackward } from "./file_lines.ts";
import { decodeRecord } from "./record.ts";
import type { ReadableLog } from "./segments.ts";

/** Which messages are wanted: `first` to `last`, the newest of them that fit `maxBytes`. */
export interface Wanted {
  readonly first: number;
  readonly last: number;
  readonly maxBytes: number;
}

/** Reads messages, at least one if there is one. A file that is gone is passed over. */
export async function readMessages(
  log: ReadableLog,
  wanted: Wanted,
  onDamage: OnDamage,
): Promise<Stored<MsgFrame>[]> {
  const page = new Page(wanted);
  const { segments } = log;
  for (let at = segments.length - 1; at >= 0 && !page.full; at--) {
    const segment = segments[at]!;
    if (segment.first > wanted.last) continue;
    await readSegment(log, at, page, onDamage);
    if (segment.first <= wanted.first) break;
  }
  return page.messages.reverse();
}

async function readSegment(
  { disk, segments, bytes: newestBytes }: ReadableLog,
  at: number,
  page: Page,
  onDamage: OnDamage,
): Promise<void> {
  const { path } = segments[at]!;
  using file = await disk.read(path);
  if (!file) return;
  const end = at === segments.length - 1 ? newestBytes : await file.size();
  for await (const lines of linesBackward(file, await findEnd(file, end, page.wanted.last))) {
    for (const { offset, bytes } of lines) {
      const found = decodeRecord(bytes);
      if (found === "damaged") onDamage(path, offset);
      else if (found !== "unknown" && found.event.type === "msg") {
        page.add({ event: found.event, line: found.line }, bytes.length);
      }
      if (page.full) return;
    }
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
