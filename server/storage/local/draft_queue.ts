/** The drafts of one room that wait to be made durable, in the order in which they were asked for. */

import { RECORD_OVERHEAD_BYTES } from "../../limits.ts";
import type { Draft } from "../journal.ts";

/** Drafts, and in the same order who asked for them. */
export interface Drafts<By> {
  readonly drafts: readonly Draft[];
  readonly by: readonly By[];
  /** Bytes of their records, about. */
  readonly bytes: number;
}

/** A queue of drafts that is emptied in batches. */
export class DraftQueue<By> {
  #drafts: Draft[] = [];
  #by: By[] = [];
  #bytes = 0;

  /** How many wait. */
  get length(): number {
    return this.#drafts.length;
  }

  /** Bytes of their records, about. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds a draft at the end; returns the bytes of its record, about. */
  push(draft: Draft, by: By): number {
    const bytes = recordBytes(draft);
    this.#drafts.push(draft);
    this.#by.push(by);
    this.#bytes += bytes;
    return bytes;
  }

  /** Takes out the oldest drafts: all, or as many as reach `maxBytes`. */
  take(maxBytes: number): Drafts<By> {
    if (this.#bytes <= maxBytes) {
      const all = { drafts: this.#drafts, by: this.#by, bytes: this.#bytes };
      this.#drafts = [];
      this.#by = [];
      this.#bytes = 0;
      return all;
    }
    let count = 0;
    let bytes = 0;
    while (bytes < maxBytes) bytes += recordBytes(this.#drafts[count++]!);
    this.#bytes -= bytes;
    return { drafts: this.#drafts.splice(0, count), by: this.#by.splice(0, count), bytes };
  }
}

function recordBytes(draft: Draft): number {
  return RECORD_OVERHEAD_BYTES + draft.nick.length +
    (draft.type === "msg" ? draft.text.length : 0);
}
