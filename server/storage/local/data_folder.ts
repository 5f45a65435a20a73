/** The data folder, and how the server before has left it. */

import { type Disk, writeAll } from "./disk.ts";
import { storageError } from "./storage_error.ts";

/**
 * Makes a folder for its owner alone, unless it is there.
 *
 * @throws {StorageError} when it cannot be made.
 */
export async function makeFolder(disk: Disk, path: string): Promise<void> {
  try {
    await disk.makeFolder(path);
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}

/** Rooms of which the system may show what is not on the disk, since a sync may have failed. */
export class DoubtfulRooms {
  readonly #all: boolean;
  readonly #others: Set<string>;

  /** @param all Whether all rooms are doubtful but `others`, or none but these. */
  constructor(all: boolean, others: Iterable<string> = []) {
    this.#all = all;
    this.#others = new Set(others);
  }

  has(room: string): boolean {
    return this.#all !== this.#others.has(room);
  }

  add(room: string): void {
    if (this.#all) this.#others.delete(room);
    else this.#others.add(room);
  }

  delete(room: string): void {
    if (this.#all) this.#others.add(room);
    else this.#others.delete(room);
  }
}

/** What the server before has left. */
export interface FolderState {
  /** Whether it has stopped by itself. */
  readonly hasStopped: boolean;
  readonly doubtful: DoubtfulRooms;
}

/** The end of the list, without which it is not whole. */
const END = "\nend\n";

/**
 * Notes that a server has begun to use the folder. Returns what the one before has left.
 *
 * @throws {StorageError} when that cannot be noted.
 */
export async function noteStart(disk: Disk, data: string): Promise<FolderState> {
  const path = stoppedPath(data);
  try {
    using file = await disk.read(path);
    if (file === undefined) return killed();
    const text = new TextDecoder().decode(await file.read(0, await file.size()));
    await disk.remove(path);
    if (!text.endsWith(END)) return killed();
    const rooms = text.slice(0, -END.length).split("\n");
    return { hasStopped: true, doubtful: new DoubtfulRooms(false, rooms) };
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}

/** Notes that the server has stopped by itself, with everything synced but what is doubtful. */
export async function noteStop(
  disk: Disk,
  data: string,
  doubtful: readonly string[],
): Promise<void> {
  try {
    const file = await disk.open(stoppedPath(data));
    try {
      writeAll(file, new TextEncoder().encode(doubtful.join("\n") + END), 0);
    } finally {
      file.close();
    }
  } catch {
    // the next start is only slower
  }
}

function killed(): FolderState {
  return { hasStopped: false, doubtful: new DoubtfulRooms(true) };
}

function stoppedPath(data: string): string {
  return `${data}/stopped`;
}
