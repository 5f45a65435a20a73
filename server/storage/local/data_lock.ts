/** The lock of the data folder: one server at a time uses it, also when somebody removes the lock. */

import type { Clock } from "../../../runtime/clock.ts";
import { StorageError } from "../backbone.ts";
import type { Disk } from "./disk.ts";
import { type FileIdentity, isSameFile } from "./file_identity.ts";
import { storageError } from "./storage_error.ts";

/** What a lock needs. */
export interface DataLockOptions {
  /** The data folder. */
  readonly data: string;
  readonly disk: Disk;
  readonly clock: Pick<Clock, "date">;
  readonly warn: (message: string) => void;
}

/** A lock that was taken. */
export class DataLock {
  readonly #options: DataLockOptions;
  readonly #folder: FileIdentity | undefined;
  #file: { close(): void };
  #identity: FileIdentity | undefined;
  #failed: { readonly since: number; readonly cause: StorageError } | undefined;

  private constructor(
    options: DataLockOptions,
    file: { close(): void },
    [folder, identity]: (FileIdentity | undefined)[],
  ) {
    this.#options = options;
    this.#file = file;
    this.#folder = folder;
    this.#identity = identity;
  }

  /**
   * Takes the lock of the folder.
   *
   * @throws {StorageError} `locked` when another server has it.
   */
  static async take(options: DataLockOptions): Promise<DataLock> {
    const { data, disk } = options;
    const path = `${data}/lock`;
    let file: { close(): void } | undefined;
    try {
      file = await disk.lock(path);
      const identities = await Promise.all([disk.identityOf(data), disk.identityOf(path)]);
      if (file !== undefined) return new DataLock(options, file, identities);
    } catch (cause) {
      file?.close();
      throw storageError("write", path, cause);
    }
    throw new StorageError("locked", { path });
  }

  /** Why the folder must not be written to, if so. That does not change any more. */
  get failure(): StorageError | undefined {
    return this.#failed?.cause;
  }

  /** The same with the time since when, in milliseconds since 1970. */
  get failed(): { readonly since: number; readonly cause: StorageError } | undefined {
    return this.#failed;
  }

  /**
   * Finds out whether the lock is still the one of the folder. A lock that was removed is taken once more,
   * unless another server has one by now.
   */
  async check(): Promise<void> {
    if (this.#failed !== undefined) return;
    const { data, disk } = this.#options;
    try {
      if (!isSameFile(this.#folder, await disk.identityOf(data))) {
        return this.#fail(new StorageError("folder_changed", { path: data }));
      }
      if (!isSameFile(this.#identity, await disk.identityOf(`${data}/lock`))) await this.#retake();
    } catch {
      // a network file system that is away for a while: the next write reports it
    }
  }

  /** Gives the lock back. */
  close(): void {
    this.#file.close();
  }

  async #retake(): Promise<void> {
    const { data, disk } = this.#options;
    const path = `${data}/lock`;
    const file = await disk.lock(path);
    if (file === undefined) return this.#fail(new StorageError("locked", { path }));
    this.#file.close();
    this.#file = file;
    this.#identity = await disk.identityOf(path);
    this.#options.warn(`The file ${path} was removed or replaced: it is locked anew`);
  }

  #fail(cause: StorageError): void {
    this.#failed = { since: this.#options.clock.date(), cause };
    this.#options.warn(`${cause.message}: nothing is stored any more`);
  }
}
