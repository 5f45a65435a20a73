/** What is read from the table of events for one room: messages, and events of a time. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import type { Stored, TimeRange } from "../journal.ts";
import { orUnreachable } from "./ask.ts";
import type { Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { bounded, type EventRow, messageOfRow, storedOf } from "./rows.ts";
import { NEWEST_EVENTS, OLDEST_EVENTS, READ } from "./statements.ts";

/** Reads one room. All rejects with a `StorageError` `unreachable`. */
export class RoomReader {
  readonly #database: Database;
  readonly #room: number;

  /** @param room The number of the room. */
  constructor(database: Database, room: number) {
    this.#database = database;
    this.#room = room;
  }

  /** Messages `first` to `last`: the newest that fit, oldest first. See `Journal.read`. */
  async messages(first: number, last: number, maxBytes: number): Promise<Stored<MsgFrame>[]> {
    if (first > last) return [];
    const values = [Math.max(1, first), last, maxBytes, MAX_HISTORY_MESSAGES];
    const rows = await this.#run(READ, values);
    return fitting(rows.map(messageOfRow), maxBytes).reverse();
  }

  /** The events of a range up to the position `pos`, oldest first. */
  async events(range: TimeRange, pos: number): Promise<Stored[]> {
    const { after, before, count, maxBytes, newest } = range;
    const times = [bounded(Math.floor(after)), bounded(Math.ceil(before))];
    const rows = await this.#run(newest ? NEWEST_EVENTS : OLDEST_EVENTS, [
      ...[...times, count, maxBytes, pos],
    ]);
    const events = fitting(rows.map(storedOf), maxBytes);
    return newest ? events.reverse() : events;
  }

  async #run(statement: Statement, values: readonly unknown[]): Promise<readonly EventRow[]> {
    const rows = await orUnreachable(this.#database.run(statement, [this.#room, ...values]));
    return rows as unknown as readonly EventRow[];
  }
}

/** The first of `events` whose lines fit into `maxBytes`, at least one. */
function fitting<S extends Stored>(events: S[], maxBytes: number): S[] {
  let bytes = 0;
  const count = events.findIndex(({ line }, at) => {
    bytes += encoder.encode(line).length;
    return at > 0 && bytes > maxBytes;
  });
  return count < 0 ? events : events.slice(0, count);
}

const encoder = new TextEncoder();
