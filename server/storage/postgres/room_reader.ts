/** What is read from the table of events for one room: messages, events of a time, and what a search finds. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../../protocol/limits.ts";
import { MAX_HISTORY_BYTES, SEARCH_MS } from "../../limits.ts";
import type { SearchFound, SearchWanted, Stored, TimeRange } from "../backbone.ts";
import { SearchMatch } from "../search_match.ts";
import { orUnreachable } from "./ask.ts";
import type { Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { type EventRow, messageOfRow, storedOf } from "./rows.ts";
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

  /** Looks for messages up to `last`, newest first. See `Journal.search`. */
  async search(wanted: SearchWanted, last: number, signal: AbortSignal): Promise<SearchFound> {
    const end = performance.now() + SEARCH_MS;
    const page = new SearchMatch({ ...wanted, before: Math.min(wanted.before, last + 1) });
    while (!page.isFull) {
      signal.throwIfAborted();
      const messages = await this.messages(1, page.before - 1, MAX_HISTORY_BYTES);
      const [oldest] = messages;
      if (oldest === undefined || Date.parse(messages.at(-1)!.event.ts) < wanted.fromMs) {
        return page.end();
      }
      for (const message of messages.reverse()) page.offer(message);
      if (page.isFull) break;
      page.before = oldest.event.id;
      if (performance.now() > end) return page.result(false);
    }
    return page.result(true);
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

/** The last time of JavaScript. */
const MAX_MS = 8.64e15;

/** A time that PostgreSQL takes as a bigint. */
function bounded(ms: number): number {
  return Math.max(-MAX_MS, Math.min(MAX_MS, ms));
}
