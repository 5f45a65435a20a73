/** A room's log on disk: bytes go to the end of its newest file, and a failure leaves no trace. */

import { ensurePrivateFolder, syncFolder } from "../../../runtime/private_folder.ts";
import { type LogFile, type OpenLogFile, storageError } from "./log_file.ts";
import { StorageError } from "../backbone.ts";
import { type FileIdentity, identityOf, isSameFile } from "./file_identity.ts";
import { moveTornEnd } from "./recover.ts";
import type { SegmentAge } from "./segment_age.ts";
import { type Segment, segmentAt } from "./segments.ts";

/** What a log is made of. */
export interface LogOptions {
  readonly folder: string;
  /** Whether every append waits for the disk. */
  readonly sync: boolean;
  /** A new file begins when the newest has grown past this. */
  readonly segmentBytes: number;
  /** A new file begins when the newest has grown too old; absent where age does not matter. */
  readonly age?: SegmentAge | undefined;
  readonly openFile: OpenLogFile;
  /** Why nothing may be written any more, if so. */
  readonly failure?: () => StorageError | undefined;
  /** Finds out whether anything may be written. Rejects when not. */
  readonly verify?: () => Promise<void>;
  readonly warn?: (message: string) => void;
  /** Told when a new file has begun. */
  readonly onNewFile?: () => void;
}

/** The writing end of a room's log. One append at a time. */
export class RoomLog {
  readonly #options: LogOptions;
  #segments: Segment[];
  #file: LogFile;
  #size: number;
  /** Bytes that nobody vouches for may stand behind `#size`. */
  #dirty = false;
  /** The newest file as it was when it was opened; `undefined` when that is not known. */
  #identity: FileIdentity | undefined;
  /** Another program has taken the newest file away: the next append begins a new one. */
  #isLost = false;

  private constructor(options: LogOptions, segments: Segment[], file: LogFile, size: number) {
    this.#options = options;
    this.#segments = segments;
    this.#file = file;
    this.#size = size;
  }

  /**
   * Opens the newest of `segments` for writing, the first of all when there is none.
   *
   * @throws {StorageError} when that is impossible.
   */
  static async open(options: LogOptions, segments: readonly Segment[]): Promise<RoomLog> {
    const newest = segments.at(-1) ?? segmentAt(options.folder, 1);
    try {
      const file = await options.openFile(newest.path);
      if (segments.length === 0) await syncFolder(options.folder);
      const { size } = await Deno.stat(newest.path);
      const all = segments.length === 0 ? [newest] : [...segments];
      const log = new RoomLog(options, all, file, size);
      log.#identity = await identityOf(newest.path);
      return log;
    } catch (cause) {
      throw storageError("write", newest.path, cause);
    }
  }

  /** The files, oldest first. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** How much of the newest file is durable. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends whole records, durable when it resolves. `nextId` is the id that the next message has:
   * the name of a new file, if one begins.
   *
   * @throws {StorageError} when it failed; then the log is as it was before, or is made so by the
   * next append.
   */
  async append(records: Uint8Array, nextId: number): Promise<void> {
    const failure = this.#options.failure?.();
    if (failure !== undefined) throw failure;
    try {
      if (this.#isLost) await this.#replace(nextId);
      if (this.#dirty) await this.#repair();
      if (this.#isFull(nextId)) await this.#roll(nextId);
      this.#dirty = true;
      this.#write(records);
      if (this.#options.sync) await this.#file.syncData();
    } catch (cause) {
      if (isChanged(cause)) this.#lose("was changed by another program");
      else if (!this.#isLost) await this.#tryRepair();
      throw storageError("write", this.#newest.path, cause);
    }
    this.#dirty = false;
    this.#size += records.length;
  }

  /** Finds out whether another program has removed, replaced or cut the newest file. */
  async check(): Promise<void> {
    const file = this.#file;
    const size = this.#size;
    if (this.#identity === undefined || this.#isLost) return;
    let found: FileIdentity | undefined;
    try {
      found = await identityOf(this.#newest.path);
    } catch {
      return; // a network file system that is away for a while: whoever writes is told
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

  /** Lets go of the file; what was appended is on disk then, even if appends do not wait for it. */
  async close(): Promise<void> {
    try {
      await this.#file.syncData();
    } finally {
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

  #write(records: Uint8Array): void {
    for (let done = 0; done < records.length;) {
      const count = this.#file.write(records.subarray(done), this.#size + done);
      if (count === 0) throw new Error("the system writes no more bytes");
      done += count;
    }
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
    const { folder, openFile, verify } = this.#options;
    await verify?.();
    const isNew = nextId > this.#newest.first; // two files cannot have one name
    const segment = isNew ? segmentAt(folder, nextId) : this.#newest;
    await ensurePrivateFolder(folder);
    const file = await openFile(segment.path);
    if (!isNew) await moveTornEnd(segment.path);
    this.#file.close();
    this.#file = file;
    if (isNew) this.#segments.push(segment);
    await syncFolder(folder);
    this.#identity = await identityOf(segment.path);
    this.#size = this.#identity?.size ?? 0;
    this.#dirty = this.#isLost = false;
    this.#options.age?.restart();
    this.#options.onNewFile?.();
  }

  /** Cuts away what a failed append left behind. */
  async #repair(): Promise<void> {
    if (!this.#dirty) return;
    try {
      await this.#file.truncate(this.#size);
    } catch {
      // the handle itself may be dead (a network file system that was away): with a fresh one
      const file = await this.#options.openFile(this.#newest.path);
      this.#file.close();
      this.#file = file;
      this.#identity = await identityOf(this.#newest.path);
      await file.truncate(this.#size);
    }
    this.#dirty = false;
  }

  async #roll(first: number): Promise<void> {
    const { folder, openFile } = this.#options;
    const segment = segmentAt(folder, first);
    const file = await openFile(segment.path);
    await this.close().catch(() => {
      // with sync on, each append has made its bytes durable; with sync off nobody relies on it
    });
    this.#file = file;
    this.#identity = await identityOf(segment.path);
    this.#segments.push(segment);
    this.#size = 0;
    this.#options.age?.restart();
    await syncFolder(folder);
    this.#options.onNewFile?.();
  }
}

/** Whether `cause` says that another program has changed a file. */
function isChanged(cause: unknown): boolean {
  return cause instanceof StorageError && cause.code === "log_changed";
}
