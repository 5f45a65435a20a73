/** Reads messages back from the files of a log. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import type { Stored } from "../journal.ts";
import type { OnDamage } from "./damage.ts";
import type { ReadFile } from "./disk.ts";
import { findEnd } from "./binary_search.ts";
import { linesBackward } from "./file_lines.ts";
import { type Page, readSegment } from "./read_segment.ts";
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
  const page = new MessagePage(wanted);
  const { segments } = log;
  const lines = async (file: ReadFile, end: number) =>
    linesBackward(file, await findEnd(file, end, wanted.last));
  for (let at = segments.length - 1; at >= 0 && !page.full; at--) {
    const segment = segments[at]!;
    if (segment.first > wanted.last) continue;
    await readSegment(log, at, { page, lines, onDamage });
    if (segment.first <= wanted.first) break;
  }
  return page.messages.reverse();
}

/** Messages gathered newest first, until those that are wanted are there or the space is used up. */
class MessagePage implements Page {
  readonly wanted: Wanted;
  readonly messages: Stored<MsgFrame>[] = [];
  full = false;
  #bytes = 0;
  #before: number;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
    this.#before = wanted.last + 1;
  }

  add({ event, line }: Stored, bytes: number): void {
    if (event.type !== "msg") return;
    const { id } = event;
    if (id >= this.#before) return;
    const fits = this.#bytes + bytes <= this.wanted.maxBytes;
    if (id < this.wanted.first || (!fits && this.messages.length > 0)) {
      this.full = true;
      return;
    }
    this.messages.push({ event, line });
    this.#bytes += bytes;
    this.#before = id;
    if (id === this.wanted.first) this.full = true;
  }
}
