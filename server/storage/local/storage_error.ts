/** Errors of the system as errors of the storage. */

import { StorageError } from "../backbone.ts";

/** `cause` as a StorageError: `path` could not be read or written. */
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
