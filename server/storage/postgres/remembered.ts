/** The newest messages and topics of a room, as they were stored: the database may lose them. Pure. */

import { RECENT_BYTES, RECENT_MESSAGES } from "../../limits.ts";
import type { DraftRow, EventRow } from "./rows.ts";

/** What was said, and where it stood in the log. */
export interface Said {
  readonly pos: number;
  /** Milliseconds since 1970. */
  readonly ms: number;
  /** The number of its author's session. */
  readonly session: number;
  readonly row: DraftRow;
}

/** What a row of the table says. */
export function saidOf(row: EventRow): Said {
  return { pos: row.pos, ms: row.ms, session: row.session, row };
}

/** What a node remembers of one log. */
export class Remembered {
  /** The name of the room. */
  readonly room: string;
  readonly #said: Said[] = [];
  #bytes = 0;

  constructor(room: string, tail: readonly EventRow[]) {
    this.room = room;
    for (const row of tail) this.add(saidOf(row));
  }

  /** All of it, in the order of the log. */
  get said(): readonly Said[] {
    return this.#said;
  }

  /** Remembers an event, if it is one that can be said again. */
  add(said: Said): void {
    const { row } = said;
    if (row.kind !== "m" && row.kind !== "t") return;
    this.#said.push(said);
    this.#bytes += row.text?.length ?? 0;
    while (this.#said.length > RECENT_MESSAGES || this.#bytes > RECENT_BYTES) {
      this.#bytes -= this.#said.shift()!.row.text?.length ?? 0;
    }
  }
}
