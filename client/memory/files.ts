/** Small files of the user: read whole, replaced whole. */

import { ensureDir } from "@std/fs/ensure-dir";
import { takeLock } from "../../runtime/file_lock.ts";
import { folderOf } from "./places.ts";

/** What the client needs of a file system. */
export interface Files {
  /** The text of a file of at most `maxBytes`; `undefined` when there is none. */
  readonly read: (path: string, maxBytes: number) => Promise<string | undefined>;
  /** Replaces a file, so that there is the old text or the new one, whatever happens meanwhile. */
  readonly replace: (path: string, text: string) => Promise<void>;
  /** Removes a file, if there is one. */
  readonly remove: (path: string) => Promise<void>;
  /**
   * Takes a lock that one process can have; what is returned gives it back. `undefined` when
   * another has it.
   */
  readonly lock: (path: string) => Promise<(() => void) | undefined>;
}

/** The system's files. What is written is for the user's own eyes. */
export const SYSTEM_FILES: Files = { read, replace, remove, lock };

async function read(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile || size > maxBytes) {
      throw new RangeError(`Cannot use ${path}: it is no file of at most ${maxBytes} bytes`);
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function replace(path: string, text: string): Promise<void> {
  await ensureFolderOf(path);
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await remove(temporary);
    throw error;
  }
}

async function remove(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function lock(path: string): Promise<(() => void) | undefined> {
  await ensureFolderOf(path);
  const file = await takeLock(path);
  return file && (() => file.close());
}

async function ensureFolderOf(path: string): Promise<void> {
  await ensureDir(folderOf(path));
}
