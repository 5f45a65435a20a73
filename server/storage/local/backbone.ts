/**
 * The embedded backbone: rooms whose logs are files in one folder.
 *
 * What is in server/storage/local/ knows no members, sockets or dialects: only events, files and time.
 */

import type { Clock } from "../../../runtime/clock.ts";
import { checkRoom } from "../../../protocol/names.ts";
import type { Backbone, StorageHealth } from "../backbone.ts";
import type { Opened, Sink, Stored } from "../journal.ts";
import { BatchWriter } from "./batch_writer.ts";
import { type FolderState, makeFolder, noteStart, noteStop } from "./data_folder.ts";
import { DataLock } from "./data_lock.ts";
import { type Disk, SYSTEM_DISK } from "./disk.ts";
import { isEmptyRoom } from "./empty_rooms.ts";
import { GroupCommit } from "./group_commit.ts";
import { type Checked, LogWatch } from "./log_watch.ts";
import { OldFiles, type OpenLog } from "./old_files.ts";
import { openRoom } from "./open_room.ts";
import type { Retention } from "./retention.ts";
import type { RoomLog } from "./room_log.ts";
import type { Searcher } from "./searcher.ts";
import { storageError } from "./storage_error.ts";
import { recoverWal } from "./wal_recovery.ts";
import { WriteAheadLog } from "./write_ahead_log.ts";

/** What an embedded backbone is opened with. */
export interface LocalBackboneOptions {
  /** The data folder; made when it is not there. */
  readonly data: string;
  /** Whether an event waits for the disk: without it a power cut may take the last ones. */
  readonly sync: boolean;
  readonly clock: Clock;
  /** Told of what an operator should know: torn and damaged records, a disk that is full. */
  readonly warn: (message: string) => void;
  /** Told of what goes as it should, and leaves a trace: files that are removed. */
  readonly info?: (message: string) => void;
  /** How large a file of a log grows, in bytes. */
  readonly segmentBytes?: number;
  /** How much of a log's end is read when it is opened, in bytes. */
  readonly tailBytes?: number;
  /** How much of a log's end a crash can have left unwritten, in bytes. */
  readonly tornBytes?: number;
  /** What may be removed of old logs: at the start, every hour, and when a new file begins. */
  readonly retention?: Retention;
  /** Where searches run; in this thread by default. */
  readonly search?: Searcher | undefined;
  /** Where the files are written. */
  readonly disk?: Disk;
  /** 32 random bits. */
  readonly random?: () => number;
  /** Size of each of the two files of the write-ahead log. */
  readonly walFileBytes?: number;
  /** After so many batches the write-ahead log is prepared. */
  readonly minWalBatches?: number;
  /** Bytes of a batch, about. */
  readonly batchBytes?: number;
}

/**
 * Opens the backbone in a data folder: writes what a crash has left in the write-ahead log to the logs
 * of the rooms, and removes what need not be kept.
 *
 * @throws {StorageError} when the folder cannot be used, or another server uses it.
 */
export async function openLocalBackbone(options: LocalBackboneOptions): Promise<Backbone> {
  const { data, disk = SYSTEM_DISK } = options;
  await makeFolder(disk, data);
  const lock = await DataLock.take({ ...options, disk });
  try {
    await makeFolder(disk, `${data}/rooms`);
    const state = await noteStart(disk, data);
    const writer = await openWriter({ ...options, disk, lock, state });
    const backbone = new LocalBackbone({ ...options, disk, lock, state, writer });
    await backbone.removeOld();
    void backbone.clearEmptyRooms();
    return backbone;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** @throws {StorageError} when the write-ahead log, or what it has for a room, cannot be used. */
async function openWriter(parts: Omit<Parts, "writer">): Promise<BatchWriter> {
  const { data, sync, warn, disk, lock, state, random = randomBits } = parts;
  const { walFileBytes, minWalBatches } = parts;
  const fileBytes = walFileBytes === undefined ? {} : { fileBytes: walFileBytes };
  const [folder, rooms] = [`${data}/wal`, `${data}/rooms`];
  const { hasStopped } = state;
  const shared = { folder, disk, ...fileBytes };
  const { nextSeq, isReusable, newest } = await recoverWal({ ...shared, rooms, warn, hasStopped });
  const wal = { ...shared, random, firstSeq: nextSeq };
  const writer = {
    ...{ ...wal, sync, warn, minWalBatches },
    makeFolder: () => makeFolder(disk, folder),
    failure: () => lock.failure,
  };
  if (!sync || !isReusable) return new BatchWriter(writer);
  try {
    return new BatchWriter(writer, await WriteAheadLog.reuse(wal, newest));
  } catch (cause) {
    throw storageError("write", folder, cause);
  }
}

function randomBits(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** What a backbone is made of. */
interface Parts extends LocalBackboneOptions {
  readonly disk: Disk;
  readonly lock: DataLock;
  readonly state: FolderState;
  readonly writer: BatchWriter;
}

class LocalBackbone implements Backbone {
  readonly #parts: Parts;
  readonly #commit: GroupCommit;
  readonly #rooms = new Map<string, Promise<{ readonly journal: { close(): Promise<void> } }>>();
  /** The logs of those rooms that are fully open. */
  readonly #logs = new Map<string, OpenLog & Checked>();
  readonly #watch = new LogWatch();
  /** Logs that were closed and could not be synced: the write-ahead log has what they may lack. */
  readonly #unsynced = new Map<string, RoomLog>();
  /** Rooms that have folders. */
  readonly #kept = new Set<string>();
  /** Rooms that are being looked at, and removed if nothing was ever said there. */
  readonly #clearing = new Map<string, Promise<void>>();
  #cleared: Promise<void> = Promise.resolve();
  readonly #oldFiles: OldFiles | undefined;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { writer, clock, batchBytes, retention, lock, info = () => {} } = parts;
    this.#commit = new GroupCommit({ writer, clock, batchBytes });
    const logOf = (room: string) =>
      lock.failure ? "busy" : this.#logs.get(room) ?? (this.#rooms.has(room) ? "busy" : undefined);
    this.#oldFiles = retention && new OldFiles({ ...parts, retention, info, logOf });
  }

  get waitingBytes(): number {
    return this.#commit.waitingBytes;
  }

  get health(): StorageHealth {
    const { failure, waitingMs } = this.#commit.health;
    return { failure: failure ?? this.#parts.lock.failed, waitingMs };
  }

  get rooms(): number {
    return this.#kept.size;
  }

  async has(room: string): Promise<boolean> {
    await this.#clearing.get(room);
    const folder = this.#folderOf(room);
    try {
      return await this.#parts.disk.list(folder) !== undefined;
    } catch (cause) {
      throw storageError("read", folder, cause);
    }
  }

  async open<By>(
    room: string,
    sink: Sink<By>,
    past: readonly Stored[] = [],
  ): Promise<Opened<By>> {
    // a room is the name of a folder here: who asked has checked it, and this makes sure
    const checked = checkRoom(room);
    if (!checked.ok || checked.value !== room) throw new RangeError(`No room name: "${room}"`);
    if (this.#closed) throw new Error("Cannot open a room: the backbone is closed");
    const { failure } = this.#parts.lock;
    if (failure !== undefined) throw failure;
    if (this.#rooms.has(room)) throw new Error(`Cannot open the room ${room} twice`);
    const opening = this.#open(room, sink, past);
    this.#rooms.set(room, opening);
    try {
      return await opening;
    } catch (error) {
      this.#rooms.delete(room);
      throw error;
    }
  }

  async check(): Promise<void> {
    if (this.#closed) return;
    const { lock, writer } = this.#parts;
    await lock.check();
    if (lock.failure !== undefined) return;
    await this.#watch.checkSome([...this.#logs.values()]);
    await writer.check();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#oldFiles?.stop();
    const { disk, data, lock, writer } = this.#parts;
    try {
      await this.#checkAll();
      const rooms = await Promise.allSettled(this.#rooms.values());
      const closed = await Promise.allSettled(
        rooms.map((room) => room.status === "fulfilled" && room.value.journal.close()),
      );
      await this.#oldFiles?.settled;
      await this.#cleared;
      await this.#commit.close();
      for (const log of this.#unsynced.values()) await log.sync();
      await writer.close();
      for (const room of closed) if (room.status === "rejected") throw room.reason;
      if (lock.failure === undefined) await noteStop(disk, data, await this.#doubtfulRooms());
    } finally {
      lock.close();
    }
  }

  /** @throws {StorageError} when nothing may be written any more. */
  async #verify(): Promise<void> {
    const { lock } = this.#parts;
    await lock.check();
    if (lock.failure !== undefined) throw lock.failure;
  }

  /** A last look, so that nothing that was stored is in no file without a word. */
  async #checkAll(): Promise<void> {
    const { lock } = this.#parts;
    await lock.check();
    if (lock.failure !== undefined) return;
    for (const log of this.#logs.values()) await log.check();
  }

  /** Removes the rooms in which nobody has ever said anything, one after the other. */
  clearEmptyRooms(): Promise<void> {
    return this.#cleared = this.#cleared.then(() => this.#clearEmptyRooms());
  }

  /** Removes what need not be kept of any room, open or not. A failure is a warning. */
  async removeOld(): Promise<void> {
    await this.#oldFiles?.remove();
  }

  #folderOf(room: string): string {
    return `${this.#parts.data}/rooms/${room}`;
  }

  async #roomNames(): Promise<string[]> {
    const found = await this.#parts.disk.list(`${this.#parts.data}/rooms`) ?? [];
    return found.filter(({ isFile }) => !isFile).map(({ name }) => name);
  }

  async #clearEmptyRooms(): Promise<void> {
    try {
      for (const name of await this.#roomNames()) {
        this.#kept.add(name);
        if (this.#closed || this.#rooms.has(name)) continue;
        const clearing = this.#clearIfEmpty(name);
        this.#clearing.set(name, clearing);
        await clearing;
        this.#clearing.delete(name);
      }
    } catch (cause) {
      this.#parts.warn(storageError("write", `${this.#parts.data}/rooms`, cause).message);
    }
  }

  async #clearIfEmpty(room: string): Promise<void> {
    const { disk } = this.#parts;
    try {
      if (!await isEmptyRoom(disk, this.#folderOf(room))) return;
      await disk.removeFolder(this.#folderOf(room));
      this.#kept.delete(room);
    } catch {
      // who opens the room is told why it cannot be read
    }
  }

  async #open<By>(room: string, sink: Sink<By>, past: readonly Stored[]): Promise<Opened<By>> {
    await this.#oldFiles?.settled; // a file found now must not be gone a moment later
    await this.#clearing.get(room);
    const isNew = !await this.has(room);
    await this.#unsynced.get(room)?.sync();
    this.#unsynced.delete(room);
    const { writer, lock, state: { doubtful } } = this.#parts;
    const isDoubtful = doubtful.has(room);
    doubtful.add(room); // until it is open: what is written meanwhile may not get to the disk
    const { log, journal, tail } = await openRoom<By>({
      ...this.#parts,
      commit: this.#commit,
      imageOf: (place) => writer.imageOf(place),
      failure: () => lock.failure,
      verify: () => this.#verify(),
      onNewFile: () => void this.removeOld(),
    }, {
      ...{ room, sink, isDoubtful, folder: this.#folderOf(room) },
      past: isNew ? past : undefined,
      onClosed: (log) => this.#forget(room, log),
    });
    doubtful.delete(room);
    this.#kept.add(room);
    this.#logs.set(room, {
      get newest() {
        return log.place.segment;
      },
      check: () => log.check(),
      forget: (removed) => log.forget(removed),
      renew: () => journal.renew(),
    });
    return { journal, tail };
  }

  #forget(room: string, log: RoomLog): void {
    this.#rooms.delete(room);
    this.#logs.delete(room);
    if (log.isSynced) return;
    this.#unsynced.set(room, log);
    this.#parts.state.doubtful.add(room);
  }

  async #doubtfulRooms(): Promise<string[]> {
    const { doubtful } = this.#parts.state;
    return (await this.#roomNames()).filter((room) => doubtful.has(room));
  }
}
