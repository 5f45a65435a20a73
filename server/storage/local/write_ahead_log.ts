/**
 * The write-ahead log: what is synced here is durable, whatever room it belongs to. An overwrite and a
 * sync of a file that was prepared beforehand cost half of an append and a sync, since the file system
 * has nothing else to write, and they serve all rooms at once.
 *
 * Two files are used in turn. When one is full, the logs of the rooms with records in it are synced in
 * the background (a checkpoint), while the other is written. After that it can be used again.
 *
 * 1. A record MUST be durable here before its bytes are written to the log of the room. So after a
 *    power cut each byte of a room's log that may be lost is here.
 * 2. A file MUST NOT be used again before all rooms with records in it are synced, and not before the
 *    other one is newer: the newest file is whole, whatever becomes of the write to the other.
 * 3. After a failed write or sync this object MUST NOT be used any more, but for `abandon`.
 */

import { WAL_FILE_BYTES } from "../../limits.ts";
import type { Disk } from "./disk.ts";
import type { RoomLog } from "./room_log.ts";
import { storageError } from "./storage_error.ts";
import { WalFile } from "./wal_file.ts";
import { encodeRecord, maxRecordBytes, type Place, type WalHeader } from "./wal_format.ts";
import { type Image, imageOf } from "./wal_image.ts";

/** What a write-ahead log is made of. */
export interface WalOptions {
  /** The folder of its files. */
  readonly folder: string;
  readonly disk: Disk;
  /** Sequence number of the first record. */
  readonly firstSeq: number;
  /** 32 random bits. */
  readonly random: () => number;
  /** Size of each of the two files. */
  readonly fileBytes?: number;
}

/** Bytes that go to the end of a room's log. */
export interface WalEntry {
  readonly log: RoomLog;
  readonly data: Uint8Array;
}

/** The paths of the two files. */
export function walPaths(folder: string): readonly [string, string] {
  return [`${folder}/1.wal`, `${folder}/2.wal`];
}

const NOTHING = new Uint8Array();

/** A write-ahead log that is ready. One append at a time. */
export class WriteAheadLog {
  readonly #options: WalOptions;
  readonly #files: readonly [WalFile, WalFile];
  #current: WalFile;
  #nextSeq: number;
  /** Records before this sequence number are in the rooms' logs, synced. */
  #checkpoint: number;
  #buffer = new Uint8Array();
  #hasFailed = false;
  /** Syncs of rooms come one after the other. */
  #checkpointing: Promise<void> = Promise.resolve();

  private constructor(options: WalOptions, files: readonly [WalFile, WalFile], newest: WalFile) {
    this.#options = options;
    this.#files = files;
    this.#current = newest;
    this.#nextSeq = this.#checkpoint = options.firstSeq;
  }

  /**
   * Prepares both files, which takes a moment.
   *
   * @throws {Error} what the system says; no file is left then.
   */
  static async prepare(options: WalOptions): Promise<WriteAheadLog> {
    const { disk, folder, fileBytes = WAL_FILE_BYTES } = options;
    const [one, two] = walPaths(folder);
    const first = await WalFile.prepare(disk, one, fileBytes);
    try {
      const second = await WalFile.prepare(disk, two, fileBytes);
      await disk.syncFolder(folder);
      return new WriteAheadLog(options, [first, second], first);
    } catch (cause) {
      first.close();
      await disk.remove(one).catch(() => {
        // what went wrong first matters more
      });
      throw cause;
    }
  }

  /** Uses the files of an earlier start, in which nothing counts any more; one may be the newest. */
  static async reuse(options: WalOptions, newest: string | undefined): Promise<WriteAheadLog> {
    const { disk, folder, fileBytes = WAL_FILE_BYTES } = options;
    const [one, two] = walPaths(folder);
    const first = await WalFile.open(disk, one, fileBytes);
    try {
      // the process that made them may have been killed before this
      await disk.syncFolder(folder);
      const second = await WalFile.open(disk, two, fileBytes);
      return new WriteAheadLog(options, [first, second], newest === one ? first : second);
    } catch (cause) {
      first.close();
      throw cause;
    }
  }

  /** Sequence number of the next record. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Whether nothing can be appended any more, although the last call has succeeded. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** The path of a file that another program has taken away, if it has. */
  async missing(): Promise<string | undefined> {
    for (const file of this.#files) if (!await file.isThere()) return file.path;
    return undefined;
  }

  /** Whether a room's log may not be synced. */
  get hasUnsynced(): boolean {
    return this.#files.some(({ unsynced }) => unsynced.size > 0);
  }

  /**
   * Makes entries durable and writes each to its log. Those whose log could not be written are taken
   * back; resolves to why.
   *
   * @throws {StorageError} when it failed: nobody knows what is durable.
   */
  async append(entries: readonly WalEntry[]): Promise<ReadonlyMap<WalEntry, Error>> {
    const file = await this.#write(entries);
    const failures = new Map<WalEntry, Error>();
    // at once: a checkpoint in between must not miss a log that is about to be written
    for (const entry of entries) {
      file.unsynced.add(entry.log);
      try {
        entry.log.write(entry.data);
      } catch (cause) {
        failures.set(entry, cause as Error);
      }
    }
    if (failures.size > 0) await this.#takeBack([...failures.keys()]);
    return failures;
  }

  /**
   * Syncs the logs of all rooms that have records here.
   *
   * @throws {StorageError} when one could not be synced.
   */
  async checkpoint(): Promise<void> {
    for (const file of this.#files) await this.#syncRoomsOf(file);
  }

  /**
   * Begins at the beginning of a file, if nothing here is needed any more: so the next start has
   * nothing to replay. Nothing may be appended meanwhile.
   *
   * @throws {StorageError} when it failed.
   */
  async restart(): Promise<void> {
    await this.#checkpointing;
    if (this.hasUnsynced || this.#isFresh) return;
    await this.#beginOther(this.#nextSeq);
  }

  /** What the log has of a segment; to be written anew there. */
  async imageOf({ room, segment }: Place): Promise<Image> {
    const current = this.#current;
    const start = current.header?.firstSeq ?? 0;
    const older = this.#other.header;
    const records = older !== undefined && older.firstSeq < start
      ? await this.#other.read(start)
      : [];
    records.push(...await current.read(this.#nextSeq));
    return imageOf(records.filter((record) => record.room === room && record.segment === segment));
  }

  /**
   * Checkpoints, so that the next start has nothing to replay, and closes the files.
   *
   * @throws {StorageError} when it failed; the files are closed all the same.
   */
  async close(): Promise<void> {
    try {
      await this.checkpoint();
      const isUsed = this.#current.header !== undefined;
      if (isUsed) await this.restart();
    } finally {
      this.letGo();
    }
  }

  /**
   * Checkpoints and removes the files: nothing in them counts from then on.
   *
   * @throws {StorageError} when it failed; it can be tried again.
   */
  async abandon(): Promise<void> {
    const { disk, folder } = this.#options;
    this.letGo();
    await this.checkpoint();
    await removeWal(disk, folder, [this.#other.path, this.#current.path]);
  }

  /** Closes the files as they are. */
  letGo(): void {
    for (const file of this.#files) file.close();
  }

  get #other(): WalFile {
    return this.#files[this.#current === this.#files[0] ? 1 : 0];
  }

  /** Whether nothing has happened since the last restart. */
  get #isFresh(): boolean {
    return this.#current.header?.checkpoint === this.#nextSeq;
  }

  async #takeBack(entries: readonly WalEntry[]): Promise<void> {
    try {
      await this.#write(entries.map(({ log }) => ({ log, data: NOTHING })));
    } catch {
      // the others are stored all the same
      this.#hasFailed = true;
    }
  }

  /** Makes entries durable here; resolves to the file that has them. */
  async #write(entries: readonly WalEntry[]): Promise<WalFile> {
    const maxBytes = entries.reduce((sum, { data }) => sum + maxRecordBytes(data), 0);
    if (this.#current.header === undefined) await this.restart();
    if (!this.#current.fits(maxBytes)) await this.#switch();
    if (!this.#current.fits(maxBytes)) throw new RangeError("Cannot write more than a file holds");
    const file = this.#current;
    await file.append(this.#encode(entries, maxBytes));
    this.#nextSeq += entries.length;
    return file;
  }

  #encode(entries: readonly WalEntry[], maxBytes: number): Uint8Array {
    if (this.#buffer.length < maxBytes) this.#buffer = new Uint8Array(2 * maxBytes);
    const { salt } = this.#current.header!;
    const checkpoint = this.#checkpoint;
    let seq = this.#nextSeq;
    let end = 0;
    for (const { log, data } of entries) {
      end = encodeRecord(this.#buffer, end, { ...log.place, seq: seq++, checkpoint, data }, salt);
    }
    return this.#buffer.subarray(0, end);
  }

  /** Goes on in the other file, once that is free, and frees the full one meanwhile. */
  async #switch(): Promise<void> {
    const full = this.#current;
    if (full.isEmpty) return;
    await this.#syncRoomsOf(this.#other);
    const { firstSeq } = await this.#beginOther(full.header!.firstSeq);
    this.#syncRoomsOf(full).then(
      () => this.#checkpoint = Math.max(this.#checkpoint, firstSeq),
      () => {
        // tried again when the file is wanted
      },
    );
  }

  async #beginOther(checkpoint: number): Promise<WalHeader> {
    const header = { firstSeq: this.#nextSeq, checkpoint, salt: this.#options.random() };
    const next = this.#other;
    await next.begin(header);
    this.#current = next;
    this.#checkpoint = Math.max(this.#checkpoint, checkpoint);
    return header;
  }

  #syncRoomsOf(file: WalFile): Promise<void> {
    const result = this.#checkpointing.then(() => syncAll(file));
    this.#checkpointing = result.catch(() => {
      // told to the one who asked
    });
    return result;
  }
}

/** Syncs the rooms that have records in a file, one after the other: each costs the disk something. */
async function syncAll(file: WalFile): Promise<void> {
  const logs = file.unsynced;
  file.unsynced = new Set();
  try {
    for (const log of logs) {
      if (!log.isSynced) await log.sync();
      logs.delete(log);
    }
  } catch (cause) {
    for (const log of logs) file.unsynced.add(log);
    throw cause;
  }
}

/**
 * Removes files of a write-ahead log, the older one first and for good: without the newer one its
 * records would count again.
 *
 * @throws {StorageError} when it failed; it can be tried again.
 */
export async function removeWal(
  disk: Disk,
  folder: string,
  olderFirst: readonly string[],
): Promise<void> {
  for (const path of olderFirst) {
    try {
      await disk.remove(path);
    } catch (cause) {
      if (!(cause instanceof Deno.errors.NotFound)) throw storageError("write", path, cause);
    }
    await disk.syncFolder(folder);
  }
}
