/**
 * Makes a batch durable, in one of two ways. Directly: each room's part is appended to its log and
 * synced there. Or through the write-ahead log: one write and one sync there, and the logs of the rooms
 * are written without waiting for the disk. The write-ahead log is prepared in the background, once a
 * server has written enough to gain by it.
 */

import { MIN_WAL_BATCHES } from "../../limits.ts";
import type { RoomLog } from "./room_log.ts";
import { storageError } from "./storage_error.ts";
import type { Place } from "./wal_format.ts";
import type { Image } from "./wal_image.ts";
import { type WalOptions, WriteAheadLog } from "./write_ahead_log.ts";

/** One room's part of a batch: records that go to the end of its log. */
export interface Part {
  readonly log: RoomLog;
  readonly records: Uint8Array;
  /** The id of the first message in them, or that of the next message where there is none. */
  readonly nextId: number;
}

/** What a writer of batches needs. */
export interface BatchWriterOptions extends WalOptions {
  /** Makes the folder of the write-ahead log. */
  readonly makeFolder: () => Promise<void>;
  /** Why nothing may be written any more, if so. */
  readonly failure?: () => Error | undefined;
  /** Whether a batch waits for the disk at all. */
  readonly sync: boolean;
  readonly warn: (message: string) => void;
  /** After so many batches the write-ahead log is prepared. */
  readonly minWalBatches?: number | undefined;
}

/** The two ways to the disk. One batch at a time. */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  #wal: WriteAheadLog | undefined;
  /** A write-ahead log that has failed. Before it is out of the way nothing can be written. */
  #failed: WriteAheadLog | undefined;
  /** Another program has taken this write-ahead log away: what is written there can get lost. */
  #missing: WriteAheadLog | undefined;
  #preparing: Promise<void> | undefined;
  #nextSeq: number;
  /** Batches that were written directly, and how many of them let a write-ahead log be prepared. */
  #direct = 0;
  #prepareAt: number;
  #closed = false;

  /** @param wal A write-ahead log that is ready. */
  constructor(options: BatchWriterOptions, wal?: WriteAheadLog) {
    this.#options = options;
    this.#wal = wal;
    this.#nextSeq = options.firstSeq;
    this.#prepareAt = options.minWalBatches ?? MIN_WAL_BATCHES;
  }

  /** Whether batches go through the write-ahead log. */
  get usesWal(): boolean {
    return this.#wal !== undefined;
  }

  /** Whether the log of a room is not synced, so that an idle server should do that. */
  get hasUnsynced(): boolean {
    return this.#wal?.hasUnsynced ?? false;
  }

  /** Writes a batch. Resolves to the failures of its parts; `undefined` stands for success. */
  async write(parts: readonly Part[]): Promise<readonly (Error | undefined)[]> {
    const refusal = this.#options.failure?.();
    if (refusal !== undefined) return parts.map(() => refusal);
    if (this.#missing !== undefined && this.#missing === this.#wal) this.#fail(this.#missing);
    if (this.#failed !== undefined) {
      const failure = await failureOf(this.#abandonFailed());
      if (failure !== undefined) return parts.map(() => failure);
    }
    if (this.#wal !== undefined) return await this.#writeThrough(this.#wal, parts);
    if (this.#options.sync) this.#countDirect();
    return await Promise.all(
      parts.map(({ log, records, nextId }) => failureOf(log.append(records, nextId))),
    );
  }

  /**
   * Looks whether the write-ahead log is still there. If it is not, the logs of the rooms are synced now, and
   * from the next batch on it is not used any more.
   */
  async check(): Promise<void> {
    const wal = this.#wal;
    if (wal === undefined || wal === this.#missing) return;
    const path = await wal.missing();
    // meanwhile it may have failed by itself
    if (path === undefined || wal !== this.#wal) return;
    this.#missing = wal;
    this.#options.warn(`The file ${path} was removed or replaced: the logs are synced instead`);
    await wal.checkpoint().catch(() => {
      // the next batch tries it again, and tells
    });
  }

  /** What the write-ahead log has of a segment. */
  imageOf(place: Place): Promise<Image> | undefined {
    return (this.#wal ?? this.#failed)?.imageOf(place);
  }

  /**
   * Syncs the logs of the rooms, so that the next start has little to replay.
   *
   * @throws {StorageError} when one could not be synced.
   */
  async checkpoint(): Promise<void> {
    await this.#wal?.checkpoint();
  }

  /** Frees the write-ahead log after a checkpoint. No batch may be written meanwhile. */
  async restart(): Promise<void> {
    const wal = this.#wal;
    if (wal === undefined) return;
    try {
      await wal.restart();
    } catch {
      this.#fail(wal); // the next batch tells somebody
    }
  }

  /**
   * Closes the write-ahead log, after the logs of the rooms.
   *
   * @throws {StorageError} when something was not synced: the next start replays it.
   */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#preparing;
    if (this.#options.failure?.() !== undefined) return (this.#wal ?? this.#failed)?.letGo();
    await this.#abandonFailed();
    await this.#wal?.close();
  }

  async #writeThrough(
    wal: WriteAheadLog,
    parts: readonly Part[],
  ): Promise<readonly (Error | undefined)[]> {
    const failures = await Promise.all(parts.map(prepare));
    const entries = parts.map(({ log, records }) => ({ log, data: records }));
    // a part without records only wanted a new file
    const ready = entries.filter(({ data }, at) => !failures[at] && data.length > 0);
    if (ready.length === 0) return failures;
    try {
      const unwritten = await wal.append(ready);
      if (wal.hasFailed) this.#fail(wal);
      return failures.map((failure, at) => failure ?? unwritten.get(entries[at]!));
    } catch (cause) {
      this.#fail(wal);
      return failures.map((failure) => failure ?? cause as Error);
    }
  }

  #fail(wal: WriteAheadLog): void {
    this.#nextSeq = wal.nextSeq + 1;
    this.#wal = undefined;
    this.#failed = wal;
  }

  /** @throws {StorageError} when a failed write-ahead log is still in the way. */
  async #abandonFailed(): Promise<void> {
    if (this.#failed === undefined) return;
    await this.#failed.abandon();
    this.#failed = undefined;
    this.#direct = 0;
  }

  #countDirect(): void {
    if (++this.#direct < this.#prepareAt || this.#preparing || this.#closed) return;
    this.#preparing = this.#prepare().finally(() => this.#preparing = undefined);
  }

  async #prepare(): Promise<void> {
    const { folder, makeFolder, warn } = this.#options;
    try {
      await makeFolder();
      this.#wal = await WriteAheadLog.prepare({ ...this.#options, firstSeq: this.#nextSeq });
    } catch (cause) {
      // all is written as before, only slower; where there is no room, it is seldom tried again
      this.#prepareAt *= 16;
      warn(`${storageError("write", folder, cause).message}: there is no write-ahead log`);
    }
  }
}

/** Makes a log ready to be written; resolves to why it is not. */
function prepare({ log, nextId }: Part): Promise<Error | undefined> | undefined {
  return log.isReady(nextId) ? undefined : failureOf(log.prepare(nextId));
}

function failureOf(done: Promise<void>): Promise<Error | undefined> {
  return done.then(() => undefined, (cause) => cause as Error);
}
