/**
 * The disk under the logs, as a parameter: tests make its operations fail, lose what was not synced, and
 * stop at any moment.
 */

import { refuseEndless } from "../../../runtime/private_file.ts";
import { takeLock } from "../../../runtime/file_lock.ts";
import { ensurePrivateFolder, syncFolder } from "../../../runtime/private_folder.ts";
import { StorageError } from "../backbone.ts";
import { type FileIdentity, identityOf } from "./file_identity.ts";

/** A file of a log, open for writing. */
export interface LogFile {
  /** How many bytes it has. */
  size(): Promise<number>;
  /**
   * Writes at byte `at`, the end of the file. May write fewer bytes than given; returns how many.
   *
   * @throws {StorageError} `log_changed` when the file ends somewhere else: another program has changed
   * it.
   */
  append(bytes: Uint8Array, at: number): number;
  /**
   * Writes at byte `at`. May write fewer bytes than given; returns how many.
   *
   * Not asynchronous: bytes go to the system's cache in 1 to 10 µs. The way to a worker thread and
   * back costs more, a whole turn of a busy event loop.
   */
  write(bytes: Uint8Array, at: number): number;
  /**
   * Resolves when what was written before is on the disk. After a failure nothing that was not
   * synced before can be trusted: the system may have dropped it and report success the next time.
   *
   * Asynchronous: the event loop reads the next messages meanwhile. (A synchronous call would save
   * 0.05 ms, and cost 40 to 60 percent of the throughput with 10 to 100 members.)
   */
  syncData(): Promise<void>;
  /**
   * Cuts the file back to `bytes`.
   *
   * @throws {StorageError} when the file is shorter: another program has changed it.
   */
  truncate(bytes: number): Promise<void>;
  /**
   * Makes the disk forget what it may have between byte `end`, the end of the file, and byte `reach`. When
   * that is synced, zeros are there if the file grows again, also after a sync that failed.
   */
  clear(end: number, reach: number): Promise<void>;
  close(): void;
}

/** A file of a log, open for reading. */
export interface ReadFile extends Disposable {
  /** How many bytes it has. */
  size(): Promise<number>;
  /** When it was last written by the clock of that time, in milliseconds since 1970. */
  writtenMs(): Promise<number>;
  /** Reads `length` bytes from byte `start` on, fewer where the file ends before. */
  read(start: number, length: number): Promise<Uint8Array>;
}

/** Something in a folder. */
export type FolderEntry = Pick<Deno.DirEntry, "name" | "isFile">;

/** Where logs are kept. Each operation fails with the system's error. */
export interface Disk {
  /** Makes a folder that only its owner may read, unless it is there. */
  makeFolder(path: string): Promise<void>;
  /** What is in a folder; `undefined` when that is not there. */
  list(path: string): Promise<readonly FolderEntry[] | undefined>;
  /** Which file or folder a path leads to; `undefined` when it leads to none that may be used. */
  identityOf(path: string): Promise<FileIdentity | undefined>;
  /** Takes the lock at `path`, which closing gives back; `undefined` when another process has it. */
  lock(path: string): Promise<{ close(): void } | undefined>;
  /** Opens a file for writing; makes it when it is not there. */
  open(path: string): Promise<LogFile>;
  /** Opens a file for reading; `undefined` when it is not there. */
  read(path: string): Promise<ReadFile | undefined>;
  /** Removes a file. Durable only when its folder is synced. */
  remove(path: string): Promise<void>;
  /** Removes a folder and what is in it. */
  removeFolder(path: string): Promise<void>;
  /** Makes durable which files are in a folder. */
  syncFolder(path: string): Promise<void>;
}

/** The disk of the machine. New files are for their owner alone. */
export const SYSTEM_DISK: Disk = {
  makeFolder: ensurePrivateFolder,
  list: (path) => ifThere(() => Array.fromAsync(Deno.readDir(path))),
  identityOf,
  lock: takeLock,
  open: async (path) => {
    const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
    return new SystemFile(path, file);
  },
  read: (path) =>
    ifThere(async () => {
      await refuseEndless(path);
      return new SystemFile(path, await Deno.open(path, { read: true }));
    }),
  remove: (path) => Deno.remove(path),
  removeFolder: (path) => Deno.remove(path, { recursive: true }),
  syncFolder,
};

/** What `look` finds; `undefined` where there is nothing. */
async function ifThere<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}

class SystemFile implements LogFile, ReadFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  async size(): Promise<number> {
    return (await this.#file.stat()).size;
  }

  async writtenMs(): Promise<number> {
    return (await this.#file.stat()).mtime?.getTime() ?? Infinity;
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    this.#file.seekSync(start, Deno.SeekMode.Start);
    while (filled < length) {
      const count = await this.#file.read(bytes.subarray(filled));
      if (count === null) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  }

  append(bytes: Uint8Array, at: number): number {
    const size = this.#file.seekSync(0, Deno.SeekMode.End);
    // in a file that was cut there would be a hole; in one that has grown something else is there
    if (size !== at) throw this.#changed(size, at);
    return this.#file.writeSync(bytes);
  }

  write(bytes: Uint8Array, at: number): number {
    // not opened for appending: Windows could not cut such a file
    this.#file.seekSync(at, Deno.SeekMode.Start);
    return this.#file.writeSync(bytes);
  }

  syncData(): Promise<void> {
    return this.#file.syncData();
  }

  async truncate(bytes: number): Promise<void> {
    const size = this.#file.seekSync(0, Deno.SeekMode.End);
    if (size < bytes) throw this.#changed(size, bytes);
    await this.#file.truncate(bytes);
  }

  // deno-lint-ignore require-await -- a caller is told of a failure in one way
  async clear(end: number, reach: number): Promise<void> {
    // a hole: it costs no space and no write, and the file system gives it up again
    this.#file.truncateSync(reach);
    this.#file.truncateSync(end);
  }

  close(): void {
    this.#file.close();
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #changed(size: number, wanted: number): StorageError {
    return new StorageError("log_changed", { path: this.#path, size, wanted });
  }
}

/**
 * Writes all of `bytes` at byte `at`.
 *
 * @throws {Error} what the system says; some of the bytes may be written then.
 */
export function writeAll(file: LogFile, bytes: Uint8Array, at: number): void {
  all(bytes, (rest, done) => file.write(rest, at + done));
}

/**
 * Writes all of `bytes` at byte `at`, which must be the end of the file.
 *
 * @throws {Error} what the system says; some of the bytes may be written then.
 */
export function appendAll(file: LogFile, bytes: Uint8Array, at: number): void {
  all(bytes, (rest, done) => file.append(rest, at + done));
}

function all(bytes: Uint8Array, write: (rest: Uint8Array, done: number) => number): void {
  for (let done = 0; done < bytes.length;) {
    const count = write(done === 0 ? bytes : bytes.subarray(done), done);
    if (count === 0) throw new Error("the system writes no more bytes");
    done += count;
  }
}
