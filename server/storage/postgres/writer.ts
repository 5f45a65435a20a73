/**
 * The queue of all that a node wants to have stored: one batch is on its way at a time, and the next one
 * forms meanwhile.
 *
 * 1. A batch whose outcome is unknown is sent again as it was, with the same first number, until there is
 *    an answer: so it is stored once.
 * 2. Drafts of one room keep their order.
 * 3. One that the database refuses is found by halving, and handed back as failed.
 */

import { MAX_SAY_BYTES, MAX_SAY_DRAFTS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { ClusterCounts } from "../backbone.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";
import { type DraftRow, sayValues } from "./rows.ts";
import { SAY } from "./statements.ts";

/** A draft on its way. */
export interface Entry {
  readonly room: number;
  readonly session: number;
  readonly row: DraftRow;
  /** Bytes, about. */
  readonly bytes: number;
  /** Told its place: it is stored, or was before under the same `cid`. */
  placed(place: Place): void;
  /** Told that it cannot be stored. */
  failed(cause: Error): void;
}

/** The place of a stored draft. */
export interface Place {
  readonly pos: number;
  readonly id: number | null;
  readonly ms: number;
  readonly was: boolean;
}

/** What a writer works with. */
export interface WriterOptions {
  readonly database: Pick<Database, "run">;
  readonly clock: Clock;
  /** The number of the node. */
  readonly node: number;
  /** Told the rooms in which something was stored. */
  readonly onStored: (rooms: Iterable<number>, sentAt: number) => void;
  /** Counts what has become of batches. */
  readonly counts: ClusterCounts;
  /** Told that this node may write nothing any more. */
  readonly onFenced: (cause: Refusal) => void;
}

/** The writing end of a node. */
export class Writer {
  readonly #options: WriterOptions;
  #queue: Entry[] = [];
  #bytes = 0;
  /** The number of the last draft that is known to be stored. */
  #done = 0;
  #inFlight: readonly Entry[] = [];
  #busySince: number | undefined;
  #isStopped = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** For how long the batch on its way has had no answer, in milliseconds; 0 when there is none. */
  get waitingMs(): number {
    return this.#busySince === undefined ? 0 : this.#options.clock.now() - this.#busySince;
  }

  /** Bytes of what waits, of all rooms. */
  get waitingBytes(): number {
    return this.#bytes;
  }

  /** Adds a draft at the end. */
  push(entry: Entry): void {
    this.#queue.push(entry);
    this.#bytes += entry.bytes;
    if (this.#busySince !== undefined || this.#isStopped) return;
    this.#busySince = this.#options.clock.now();
    queueMicrotask(() => void this.#work());
  }

  /** The draft on its way that has this number. */
  inFlight(seq: number): Entry | undefined {
    return this.#inFlight[seq - this.#done - 1];
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#isStopped = true;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isStopped) {
      const batch = this.#take();
      this.#busySince = this.#options.clock.now();
      await this.#store(batch);
    }
    this.#busySince = undefined;
  }

  #take(): Entry[] {
    let bytes = 0;
    let count = 0;
    const cids = new Set<string>();
    while (count < this.#queue.length && count < MAX_SAY_DRAFTS && bytes < MAX_SAY_BYTES) {
      const { room, session, row, bytes: more } = this.#queue[count]!;
      // one cid twice in a statement would break a unique key: the second has to see the first
      const key = `${room} ${session} ${row.cid}`;
      if (cids.has(key)) break;
      cids.add(key);
      bytes += more;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  /** Stores entries in their order, whatever it takes. */
  async #store(entries: readonly Entry[]): Promise<void> {
    const places = await this.#say(entries);
    if (places === "fenced") return;
    if (!(places instanceof Refusal)) return this.#placed(entries, places);
    if (entries.length === 1) return this.#failed(entries[0]!, places);
    const half = Math.ceil(entries.length / 2);
    await this.#store(entries.slice(0, half));
    await this.#store(entries.slice(half));
  }

  #placed(entries: readonly Entry[], places: readonly (Place & { readonly i: number })[]): void {
    const { counts } = this.#options;
    counts.batches++;
    this.#done += entries.length;
    this.#inFlight = [];
    const rooms = new Set<number>();
    for (const place of [...places].sort((a, b) => a.i - b.i)) {
      const entry = entries[place.i - 1]!;
      this.#bytes -= entry.bytes;
      if (place.was) counts.repeated++;
      else rooms.add(entry.room);
      entry.placed(place);
    }
    this.#options.onStored(rooms, this.#busySince!);
  }

  #failed(entry: Entry, cause: Error): void {
    this.#inFlight = [];
    this.#bytes -= entry.bytes;
    entry.failed(cause);
  }

  async #say(
    entries: readonly Entry[],
  ): Promise<readonly (Place & { readonly i: number })[] | Refusal | "fenced"> {
    const { database, node, onFenced } = this.#options;
    const values = [node, this.#done + 1, ...sayValues(entries)];
    this.#inFlight = entries;
    while (!this.#isStopped) {
      try {
        const rows = await database.run(SAY, values, Infinity);
        return rows as unknown as readonly (Place & { readonly i: number })[];
      } catch (cause) {
        if (!(cause instanceof Refusal)) {
          this.#options.counts.unknown++;
          continue; // once more
        }
        if (!cause.code.startsWith("CH")) return cause;
        this.#isStopped = true;
        onFenced(cause);
      }
    }
    return "fenced";
  }
}
