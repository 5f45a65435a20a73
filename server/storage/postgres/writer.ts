/**
 * The queue of all that a node wants to have stored: one batch is on its way at a time, and the next one
 * forms meanwhile.
 *
 * 1. A batch whose outcome is unknown is sent again as it was, with the same first number, until there is
 *    an answer: so it is stored once.
 * 2. Drafts of one room keep their order.
 * 3. One that the database refuses is found by halving, and handed back as failed.
 * 4. While more waits, the next batch is sent before the authors of the last one are told: the database has its
 *    work meanwhile.
 */

import {
  DATABASE_RETRY_MAX_MS,
  DATABASE_RETRY_MIN_MS,
  MAX_SAY_BYTES,
  MAX_SAY_DRAFTS,
} from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { nextTurn } from "../../../runtime/next_turn.ts";
import type { ClusterCounts } from "../cluster.ts";
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
  /**
   * Told the rooms in which something was stored, with the newest position of each; `Infinity` where the
   * database may have added something: rules change with who leaves.
   */
  readonly onStored: (newest: ReadonlyMap<number, number>, sentAt: number) => void;
  /** Counts what has become of batches. */
  readonly counts: ClusterCounts;
  /** Told that this node may write nothing any more. */
  readonly onFenced: (cause: Refusal) => void;
}

/** Drafts that were sent, until their authors are told their places. */
interface Batch {
  /** The number of the first. */
  readonly first: number;
  readonly entries: readonly Entry[];
  readonly sentAt: number;
  /** Where they are stored, once that is known. */
  places?: readonly (Place & { readonly i: number })[];
}

/** The writing end of a node. */
export class Writer {
  readonly #options: WriterOptions;
  #queue: Entry[] = [];
  #bytes = 0;
  /** The number of the last draft that is known to be stored. */
  #done = 0;
  /** In the order of their numbers; the last one may be on its way. */
  readonly #untold: Batch[] = [];
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

  /** The draft that has this number, where its author was not told its place yet. */
  inFlight(seq: number): Entry | undefined {
    for (const { first, entries } of this.#untold) {
      if (seq >= first && seq < first + entries.length) return entries[seq - first];
    }
    return undefined;
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
    this.#tell();
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
    const refusal = await this.#say(entries);
    if (refusal === undefined) return;
    if (entries.length === 1) return this.#failed(entries[0]!, refusal);
    const half = Math.ceil(entries.length / 2);
    await this.#store(entries.slice(0, half));
    await this.#store(entries.slice(half));
  }

  /** Tells the places of all that is stored, in its order. */
  #tell(): void {
    while (this.#untold[0]?.places !== undefined) this.#placed(this.#untold.shift()!);
  }

  #placed({ entries, places = [], sentAt }: Batch): void {
    const { counts } = this.#options;
    counts.batches++;
    const newest = new Map<number, number>();
    for (const place of [...places].sort((a, b) => a.i - b.i)) {
      const entry = entries[place.i - 1]!;
      this.#bytes -= entry.bytes;
      if (place.was) counts.repeated++;
      else newest.set(entry.room, entry.row.kind === "m" ? place.pos : Infinity);
      entry.placed(place);
    }
    this.#options.onStored(newest, sentAt);
  }

  #failed(entry: Entry, cause: Error): void {
    this.#tell();
    this.#bytes -= entry.bytes;
    entry.failed(cause);
  }

  /** Stores entries; resolves with the refusal, or when they are stored or this node may write nothing. */
  async #say(entries: readonly Entry[]): Promise<Refusal | undefined> {
    const batch: Batch = { first: this.#done + 1, entries, sentAt: this.#busySince! };
    this.#untold.push(batch);
    // what telling throws is a fault of this program, and no answer of the database
    const [refusal] = await Promise.all([
      this.#answer(batch),
      nextTurn().then(() => this.#tell()),
    ]);
    return refusal;
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => this.#options.clock.after(ms, resolve));
  }

  /** Sends a batch until there is an answer; resolves with the refusal, if it is one. */
  async #answer(batch: Batch): Promise<Refusal | undefined> {
    const { database, node, onFenced } = this.#options;
    const values = [node, batch.first, ...sayValues(batch.entries)];
    let wait = 0;
    while (!this.#isStopped) {
      try {
        const rows = await database.run(SAY, values, Infinity);
        batch.places = rows as unknown as readonly (Place & { readonly i: number })[];
        this.#done += batch.entries.length;
        return undefined;
      } catch (cause) {
        if (!(cause instanceof Refusal)) {
          this.#options.counts.unknown++;
          // once more: a server that answers and cannot store, as with a full disk, is left in peace for a while
          if (wait > 0) await this.#pause(wait);
          wait = Math.min(Math.max(2 * wait, DATABASE_RETRY_MIN_MS), DATABASE_RETRY_MAX_MS);
          continue;
        }
        if (!cause.code.startsWith("CH")) {
          this.#untold.pop();
          return cause;
        }
        this.#isStopped = true;
        onFenced(cause);
      }
    }
    return undefined;
  }
}
