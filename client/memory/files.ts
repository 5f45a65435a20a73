/** The files of the user, as a parameter: read whole, replaced whole. */

import { folderOf } from "../../runtime/folder_of.ts";
import { takeLock } from "../../runtime/file_lock.ts";
import {
  readOwnFile,
  readPrivateFile,
  removeFile,
  replacePrivateFile,
} from "../../runtime/private_file.ts";
import { ensurePrivateFolder } from "../../runtime/private_folder.ts";

/** What the client needs of a file system. */
export interface Files {
  /** The text of a file of at most `maxBytes`; `undefined` when there is none. */
  readonly read: (path: string, maxBytes: number) => Promise<string | undefined>;
  /** Does the same for what the user names: also a pipe, a device, standard input. */
  readonly readAny: (path: string, maxBytes: number) => Promise<string | undefined>;
  /** Replaces a file: whatever happens meanwhile, it has the old text or the new one. */
  readonly replace: (path: string, text: string) => Promise<void>;
  /** Gives a file another name. */
  readonly rename: (from: string, to: string) => Promise<void>;
  /** Removes a file, if there is one. */
  readonly remove: (path: string) => Promise<void>;
  /**
   * Takes a lock that one process can have, and returns how to give it back; `undefined` when another
   * has it.
   */
  readonly lock: (path: string) => Promise<(() => void) | undefined>;
}

/** The system's files. What is written is for the user's own eyes. */
export const SYSTEM_FILES: Files = {
  read: readOwnFile,
  readAny: readPrivateFile,
  replace: async (path, text) => {
    await ensurePrivateFolder(folderOf(path));
    await replacePrivateFile(path, text);
  },
  rename: Deno.rename,
  remove: removeFile,
  lock: async (path) => {
    await ensurePrivateFolder(folderOf(path));
    const file = await takeLock(path);
    return file && (() => file.close());
  },
};
