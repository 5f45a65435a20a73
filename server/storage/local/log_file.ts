/** The file operations a log is written with: a parameter, so that tests can make them fail. */

import { StorageError } from "../backbone.ts";

/** A file of a log, open for writing. */
export interface LogFile {
  /**
   * Writes at byte `at`, the end of the file. May write fewer bytes than given; returns how many.
   *
   * @throws {StorageError} when the file ends somewhere else: someone else has changed it.
   *
   * Not asynchronous: bytes go to the system's cache in about 10 µs, and the way to a worker thread
   * and back costs more, a whole turn of a busy loop. (One record written and synced, p50: 0.37 ms
   * with both calls asynchronous, 0.30 ms with this one not, 0.25 ms with neither.)
   */
  write(bytes: Uint8Array, at: number): number;
  /**
   * Resolves when what was written is on the disk.
   *
   * Asynchronous: the loop reads the next messages meanwhile, and a disk that hangs holds up its own
   * room alone. (Synchronous it would save those 0.05 ms, and take 40 to 60 percent of the
   * throughput with 10 to 100 members and 64 messages on their way.)
   */
  syncData(): Promise<void>;
  /**
   * Cuts the file back to `bytes`.
   *
   * @throws {StorageError} when the file is shorter: someone else has changed it.
   */
  truncate(bytes: number): Promise<void>;
  close(): void;
}

/** Opens a file of a log, made when it is not there, for its owner alone. */
export type OpenLogFile = (path: string) => Promise<LogFile>;

/** Opens a file on the disk. */
export async function openLogFile(path: string): Promise<LogFile> {
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  return {
    write(bytes, at) {
      const size = file.seekSync(0, Deno.SeekMode.End);
      // in a file that was cut there would be a hole; in one that has grown something else is there.
      // Not opened for appending: Windows could not cut such a file
      if (size !== at) throw new StorageError("log_changed", { path, size, wanted: at });
      return file.writeSync(bytes);
    },
    syncData: () => file.syncData(),
    async truncate(bytes) {
      const size = file.seekSync(0, Deno.SeekMode.End);
      if (size < bytes) throw new StorageError("log_changed", { path, size, wanted: bytes });
      await file.truncate(bytes);
    },
    close: () => file.close(),
  };
}

/** `cause` as a StorageError: `what` could not be done with `path`. */
export function storageError(
  what: "read" | "write",
  path: string,
  cause: unknown,
): StorageError {
  if (cause instanceof StorageError) return cause;
  const code = what === "read" ? "unreadable" : isFull(cause) ? "full" : "unwritable";
  return new StorageError(code, { path }, { cause });
}

/** Whether `cause` says that the disk, or its owner's share of it, is full. */
function isFull(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
}
