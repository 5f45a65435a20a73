/** One of the two files of the write-ahead log. */

import { WAL_PIECE_BYTES, WAL_SECTOR_BYTES } from "../../limits.ts";
import { type Disk, type LogFile, writeAll } from "./disk.ts";
import type { RoomLog } from "./room_log.ts";
import { type FileIdentity, isSameFile } from "./file_identity.ts";
import { storageError } from "./storage_error.ts";
import { decodeRecords, encodeHeader, type WalHeader, type WalRecord } from "./wal_format.ts";

/** A file of fixed size that is written from its beginning, again and again. */
export class WalFile {
  readonly path: string;
  readonly #disk: Disk;
  readonly #file: LogFile;
  readonly #bytes: number;
  readonly #identity: FileIdentity | undefined;
  #header: WalHeader | undefined;
  /** Where the next record goes. */
  #end = 0;
  #closed = false;
  /** Logs of rooms that have records here and may not be synced. */
  unsynced = new Set<RoomLog>();

  private constructor(
    disk: Disk,
    path: string,
    file: LogFile,
    bytes: number,
    identity: FileIdentity | undefined,
  ) {
    this.path = path;
    this.#disk = disk;
    this.#file = file;
    this.#bytes = bytes;
    this.#identity = identity;
  }

  /** Opens a file that is there already with its full size. */
  static async open(disk: Disk, path: string, bytes: number): Promise<WalFile> {
    const file = await disk.open(path);
    return new WalFile(disk, path, file, bytes, await disk.identityOf(path));
  }

  /**
   * Makes a file and fills it with zeros, a piece at a time, so that nothing else waits long for the
   * disk. Overwriting it changes nothing in the file system but its bytes.
   *
   * @throws {Error} what the system says; the file is removed then.
   */
  static async prepare(disk: Disk, path: string, bytes: number): Promise<WalFile> {
    const file = await disk.open(path);
    try {
      await file.truncate(0);
      for (let at = 0; at < bytes; at += WAL_PIECE_BYTES) {
        writeAll(file, new Uint8Array(Math.min(WAL_PIECE_BYTES, bytes - at)), at);
        await file.syncData();
      }
      return new WalFile(disk, path, file, bytes, await disk.identityOf(path));
    } catch (cause) {
      file.close();
      await disk.remove(path).catch(() => {
        // what went wrong first matters more
      });
      throw cause;
    }
  }

  /** What the file begins with; `undefined` until it is used. */
  get header(): WalHeader | undefined {
    return this.#header;
  }

  /** Whether no record is in it. */
  get isEmpty(): boolean {
    return this.#end <= WAL_SECTOR_BYTES;
  }

  /** Whether its path still leads to it, whole: another program may have taken it away. */
  async isThere(): Promise<boolean> {
    const now = await this.#disk.identityOf(this.path);
    return now !== undefined && isSameFile(now, this.#identity) && now.size >= this.#bytes;
  }

  /** Whether so many bytes more fit. */
  fits(bytes: number): boolean {
    return this.#end + bytes <= this.#bytes;
  }

  /**
   * Uses the file from its beginning on. What was in it does not count any more.
   *
   * @throws {StorageError} when it cannot be written.
   */
  async begin(header: WalHeader): Promise<void> {
    await this.#write(encodeHeader(header), 0);
    this.#header = header;
    this.#end = WAL_SECTOR_BYTES;
  }

  /**
   * Writes records behind those that are there. They are durable when it resolves.
   *
   * @throws {StorageError} when it failed: the file must not be written to any more.
   */
  async append(records: Uint8Array): Promise<void> {
    await this.#write(records, this.#end);
    this.#end += records.length;
  }

  /** Reads the records back, up to sequence number `endSeq`. */
  async read(endSeq: number): Promise<WalRecord[]> {
    const header = this.#header;
    using file = header && await this.#disk.read(this.path);
    return file ? [...decodeRecords(await file.read(0, this.#end), header!, endSeq)] : [];
  }

  /** Closes the file, once. */
  close(): void {
    if (!this.#closed) this.#file.close();
    this.#closed = true;
  }

  async #write(bytes: Uint8Array, at: number): Promise<void> {
    try {
      writeAll(this.#file, bytes, at);
      await this.#file.syncData();
    } catch (cause) {
      throw storageError("write", this.path, cause);
    }
  }
}
