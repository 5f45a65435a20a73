/**
 * The files of a room's log, and writing at the end of the newest.
 *
 * Bytes are durable here only when `sync` has resolved. Until then they are in the write-ahead log too,
 * except with `--sync off`.
 */

import { LOG_WINDOW_BYTES } from "../../limits.ts";
import { StorageError } from "../backbone.ts";
import { appendAll, type Disk, type LogFile, writeAll } from "./disk.ts";
import { type FileIdentity, isSameFile } from "./file_identity.ts";
import { moveTornEnd } from "./recover.ts";
import type { SegmentAge } from "./segment_age.ts";
import { type ReadableLog, type Segment, segmentAt } from "./segments.ts";
import { storageError } from "./storage_error.ts";
import type { Place } from "./wal_format.ts";
import type { Image } from "./wal_image.ts";

/** What a log is made of. */
export interface LogOptions {
  readonly room: string;
  readonly folder: string;
  /** Whether `append` waits for the disk. */
  readonly sync: boolean;
  /** A new file begins when the newest has grown past this. */
  readonly segmentBytes: number;
  /** A new file begins when the newest has grown too old; absent where age does not matter. */
  readonly age?: SegmentAge | undefined;
  readonly disk: Disk;
  /**
   * So many bytes before and behind the end of the newest file are doubtful: the process before may have
   * met a sync that failed, and the system may show what is not on the disk. They are written anew.
   */
  readonly doubtfulBytes: number;
  /** Why nothing may be written any more, if so. */
  readonly failure?: (() => StorageError | undefined) | undefined;
  /** Finds out whether anything may be written. Rejects when not. */
  readonly verify?: (() => Promise<void>) | undefined;
  readonly warn?: ((message: string) => void) | undefined;
  /** Told when a new file has begun. */
  readonly onNewFile?: (() => void) | undefined;
  /**
   * What the write-ahead log has of the file at this place. It is written anew after a failed sync: the
   * system may have dropped what it could not write.
   */
  readonly imageOf?: ((place: Place) => Promise<Image> | undefined) | undefined;
}

/** The writing end of a room's log. One append at a time. */
export class RoomLog {
  readonly #options: LogOptions;
  #segments: Segment[];
  #file: LogFile;
  #size: number;
  /** Up to here may be something that does not count: a write that failed, or is on its way. */
  #reach: number;
  /** A sync failed while that was there: the disk may have it, whatever the system shows. */
  #isStale = false;
  /** The newest file as it was when it was opened; `undefined` when that is not known. */
  #identity: FileIdentity | undefined;
  /** Another program has taken the newest file away: the next append begins a new one. */
  #isLost = false;
  /** A sync failed: what was not durable before may be lost. */
  #suspect = false;
  #writes = 0;
  /** What `#writes` was when the last successful sync began. */
  #syncedWrites = 0;
  /** Resolves when the sync that is on its way is over. */
  #syncing: Promise<void> | undefined;
  #closed = false;

  private constructor(options: LogOptions, segments: Segment[], file: LogFile, size: number) {
    this.#options = options;
    this.#segments = segments;
    this.#file = file;
    this.#size = this.#reach = size;
  }

  /**
   * Opens the newest of `segments` for writing, the first of all when there is none.
   *
   * @throws {StorageError} when that is impossible.
   */
  static async open(options: LogOptions, segments: readonly Segment[]): Promise<RoomLog> {
    const { disk, folder, sync, doubtfulBytes } = options;
    const newest = segments.at(-1) ?? segmentAt(folder, 1);
    let file: LogFile | undefined;
    try {
      file = await disk.open(newest.path);
      const size = await file.size();
      if (sync) {
        if (doubtfulBytes > 0) {
          // what a killed process has left is shown from now on, and must not be lost any more
          await writeAnew(disk, newest.path, file, { from: size - doubtfulBytes, to: size });
          await file.clear(size, size + doubtfulBytes);
        }
        await file.syncData();
        await disk.syncFolder(folder);
      }
      const all = segments.length === 0 ? [newest] : [...segments];
      const log = new RoomLog(options, all, file, size);
      log.#identity = await disk.identityOf(newest.path);
      return log;
    } catch (cause) {
      file?.close();
      throw storageError("write", newest.path, cause);
    }
  }

  /** What can be read of it. */
  get readable(): ReadableLog {
    return { disk: this.#options.disk, segments: [...this.#segments], bytes: this.#size };
  }

  /** The end of the log: where the next bytes go. */
  get place(): Place {
    return { room: this.#options.room, segment: this.#newest.first, offset: this.#size };
  }

  /** Whether all that was written is durable. */
  get isSynced(): boolean {
    if (this.#isLost) return true; // nothing can be done for it
    return this.#syncedWrites === this.#writes && !this.#suspect && !this.#isDirty;
  }

  /** Whether `write` can go on at `place`, or `prepare` has something to do first. */
  isReady(nextId: number): boolean {
    if (this.#options.failure?.() !== undefined || this.#isLost) return false;
    return !this.#isDirty && !this.#isFull(nextId);
  }

  /**
   * Repairs what a failed write has left, and begins a new file when the newest is full. `nextId` is the
   * id that the next message has: the name of the new file.
   *
   * @throws {StorageError} when that failed; it can be tried again.
   */
  async prepare(nextId: number): Promise<void> {
    const failure = this.#options.failure?.();
    if (failure !== undefined) throw failure;
    try {
      if (this.#isLost) await this.#replace(nextId);
      if (this.#isDirty) await this.#repair();
      if (this.#isFull(nextId)) await this.#roll(nextId);
    } catch (cause) {
      if (isChanged(cause)) this.#lose("was cut");
      throw storageError("write", this.#newest.path, cause);
    }
  }

  /**
   * Writes records at the end, not synced.
   *
   * @throws {StorageError} when it failed: then `prepare` has to be called.
   */
  write(records: Uint8Array): void {
    try {
      this.#write(records);
    } catch (cause) {
      if (isChanged(cause)) this.#lose("was changed by another program");
      throw storageError("write", this.#newest.path, cause);
    }
    this.#size += records.length;
  }

  /**
   * Appends whole records, durable when it resolves if this log syncs.
   *
   * @throws {StorageError} when it failed; then the log is as it was before, or is made so by the next
   * append.
   */
  async append(records: Uint8Array, nextId: number): Promise<void> {
    if (!this.isReady(nextId)) await this.prepare(nextId);
    try {
      this.#write(records);
      if (this.#options.sync) await this.sync();
    } catch (cause) {
      if (isChanged(cause)) this.#lose("was changed by another program");
      else await this.#tryRepair();
      throw storageError("write", this.#newest.path, cause);
    }
    this.#size += records.length;
  }

  /**
   * Makes durable what was written before, also after `close`.
   *
   * @throws {StorageError} when it failed.
   */
  async sync(): Promise<void> {
    while (this.#syncing !== undefined) await this.#syncing;
    if (this.#isLost) return;
    const failure = this.#options.failure?.();
    if (failure !== undefined) throw failure;
    const { path } = this.#newest;
    const writes = this.#writes;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#syncing = promise;
    try {
      if (this.#closed) await this.#syncClosed();
      else if (this.#suspect) await this.#syncAnew(await this.#reopen());
      else await this.#file.syncData();
      this.#suspect = false;
      this.#syncedWrites = writes;
    } catch (cause) {
      this.#suspect = true;
      if (this.#isDirty) this.#isStale = true;
      if (isChanged(cause)) this.#lose("was cut");
      throw storageError("write", path, cause);
    } finally {
      this.#syncing = undefined;
      resolve();
    }
  }

  /** Finds out whether another program has removed, replaced or cut the newest file. */
  async check(): Promise<void> {
    const file = this.#file;
    const size = this.#size;
    if (this.#identity === undefined || this.#isLost || this.#closed) return;
    let found: FileIdentity | undefined;
    try {
      found = await this.#options.disk.identityOf(this.#newest.path);
    } catch {
      return; // a network file system that is away for a while: the next write reports it
    }
    if (file !== this.#file) return; // a new one began meanwhile
    if (found === undefined) this.#lose("is gone");
    else if (!isSameFile(found, this.#identity)) this.#lose("is another file now");
    else if (found.size < size) this.#lose("was cut");
  }

  /** Forgets files which have been removed. */
  forget(removed: readonly Segment[]): void {
    const firsts = new Set(removed.map(({ first }) => first));
    this.#segments = this.#segments.filter(({ first }) => !firsts.has(first));
  }

  /**
   * Repairs and syncs, whether appends sync or not, and closes the file.
   *
   * @throws {StorageError} when that failed; the file is closed all the same.
   */
  async close(): Promise<void> {
    try {
      if (this.#isDirty) await this.#repair();
      await this.sync();
    } catch (cause) {
      throw storageError("write", this.#newest.path, cause);
    } finally {
      this.#closed = true;
      this.#file.close();
    }
  }

  get #newest(): Segment {
    return this.#segments.at(-1)!;
  }

  /** Whether a new file has to begin. */
  #isFull(nextId: number): boolean {
    const { segmentBytes, age } = this.#options;
    // not before a message is in this one: two files cannot have one name
    if (this.#size === 0 || nextId <= this.#newest.first) return false;
    return this.#size >= segmentBytes || (age?.isOver ?? false);
  }

  /** Whether something that does not count may be behind `#size`. */
  get #isDirty(): boolean {
    return this.#reach > this.#size;
  }

  #write(records: Uint8Array): void {
    this.#reach = this.#size + records.length;
    this.#writes++;
    appendAll(this.#file, records, this.#size);
  }

  async #tryRepair(): Promise<void> {
    try {
      await this.#repair();
    } catch (cause) {
      // what kept the write from working keeps this from working: the next append tries again
      if (isChanged(cause)) this.#lose("was cut");
    }
  }

  #lose(what: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#options.warn?.(
      `The log ${this.#newest.path} ${what}: what was stored in it may be lost, a new file begins`,
    );
  }

  /** Begins a new file in place of the newest, which is not what was written any more. */
  async #replace(nextId: number): Promise<void> {
    const { folder, disk, verify } = this.#options;
    await verify?.();
    const isNew = nextId > this.#newest.first; // two files cannot have one name
    const segment = isNew ? segmentAt(folder, nextId) : this.#newest;
    await disk.makeFolder(folder);
    const file = await disk.open(segment.path);
    if (!isNew) await moveTornEnd(disk, segment.path);
    this.#file.close();
    this.#file = file;
    if (isNew) this.#segments.push(segment);
    await disk.syncFolder(folder);
    await this.#begun();
    this.#size = this.#identity?.size ?? 0;
    this.#forgetBehind();
    this.#isLost = this.#suspect = false;
  }

  /** Takes note of a file that has just begun. */
  async #begun(): Promise<void> {
    this.#identity = await this.#options.disk.identityOf(this.#newest.path);
    this.#syncedWrites = this.#writes;
    this.#options.age?.restart();
    this.#options.onNewFile?.();
  }

  /** Cuts away what a failed write has left, so that nothing of it can appear among later records. */
  async #repair(): Promise<void> {
    try {
      await this.#cut(this.#file);
    } catch {
      // the handle may be what failed: once more with a new one, whose error counts
      await this.#cut(await this.#reopen());
    }
    if (this.#options.sync) await this.sync();
    this.#forgetBehind();
  }

  async #cut(file: LogFile): Promise<void> {
    await file.truncate(this.#size);
    if (this.#isStale) await file.clear(this.#size, this.#reach);
  }

  /** Nothing is behind `#size` any more, on the disk neither. */
  #forgetBehind(): void {
    this.#reach = this.#size;
    this.#isStale = false;
  }

  /** Opens the newest file anew: its handle may be dead (a network file system that was away). */
  async #reopen(): Promise<LogFile> {
    const { disk } = this.#options;
    const file = await disk.open(this.#newest.path);
    this.#file.close();
    this.#identity = await disk.identityOf(this.#newest.path);
    return this.#file = file;
  }

  async #syncClosed(): Promise<void> {
    const file = await this.#options.disk.open(this.#newest.path);
    try {
      if (this.#isDirty) await this.#cut(file);
      await this.#syncAnew(file);
      this.#forgetBehind();
    } finally {
      file.close();
    }
  }

  /** Writes once more what may be lost, and syncs it. */
  async #syncAnew(file: LogFile): Promise<void> {
    const place = this.place;
    const image = await this.#options.imageOf?.(place);
    if (image !== undefined) {
      const length = Math.max(0, place.offset - image.offset);
      writeAll(file, image.bytes.subarray(0, length), image.offset);
    }
    await file.syncData();
  }

  async #roll(first: number): Promise<void> {
    const { folder, disk, sync } = this.#options;
    const segment = segmentAt(folder, first);
    const file = await disk.open(segment.path);
    try {
      await disk.syncFolder(folder);
      await this.sync().catch((cause) => {
        if (sync) throw cause; // without sync nobody relies on it
      });
    } catch (cause) {
      file.close();
      throw cause;
    }
    this.#file.close();
    this.#file = file;
    this.#segments.push(segment);
    this.#size = 0;
    this.#forgetBehind();
    await this.#begun();
  }
}

/** Whether `cause` says that another program has changed a file. */
function isChanged(cause: unknown): boolean {
  return cause instanceof StorageError && cause.code === "log_changed";
}

/** Writes once more what a file shows between two bytes: a sync had to bring it to the disk. */
async function writeAnew(
  disk: Disk,
  path: string,
  file: LogFile,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  using shown = await disk.read(path);
  for (let at = Math.max(0, from); at < to;) {
    const piece = await shown!.read(at, Math.min(LOG_WINDOW_BYTES, to - at));
    if (piece.length === 0) break;
    writeAll(file, piece, at);
    at += piece.length;
  }
}
