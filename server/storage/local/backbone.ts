/**
 * The embedded backbone: rooms whose logs are files in one folder.
 *
 * What is in server/storage/local/ knows no members, sockets or dialects: only events, files and time.
 */

import {
  LOG_SEGMENT_BYTES,
  LOG_TAIL_BYTES,
  MAX_WARNED_PLACES,
  MIN_SEGMENTS_PER_AGE,
  RECENT_MESSAGES,
} from "../../limits.ts";
import { checkRoom } from "../../../protocol/text.ts";
import {
  type Backbone,
  type Opened,
  type Sink,
  type StorageHealth,
  type Stored,
} from "../backbone.ts";
import { exists } from "@std/fs";
import { ensurePrivateFolder } from "../../../runtime/private_folder.ts";
import { GroupCommit } from "./group_commit.ts";
import { isEmptyRoom } from "./empty_rooms.ts";
import { logName } from "./log_name.ts";
import { LocalJournal } from "./journal.ts";
import { OldFiles, type OpenLog } from "./old_files.ts";
import { beginning } from "./read_events.ts";
import type { Retention } from "./retention.ts";
import { DataLock } from "./data_lock.ts";
import { type Checked, LogWatch } from "./log_watch.ts";
import { RoomLog } from "./room_log.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { type OpenLogFile, openLogFile, storageError } from "./log_file.ts";
import type { OnDamage } from "./read_messages.ts";
import { moveTornEnd, recover } from "./recover.ts";
import { SegmentAge } from "./segment_age.ts";
import { listSegments, type Segment, segmentAt } from "./segments.ts";
import { TimesAhead } from "./times_ahead.ts";

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
  /** What may be removed of old logs: at the start, every hour, and when a new file begins. */
  readonly retention?: Retention;
  /** Opens the files that are written; for tests in which the disk fails. */
  readonly openFile?: OpenLogFile;
}

/**
 * Opens the backbone in a data folder.
 *
 * @throws {StorageError} when the folder cannot be used, or another server uses it.
 */
export async function openLocalBackbone(options: LocalBackboneOptions): Promise<Backbone> {
  const { data } = options;
  await makeFolder(data);
  const lock = await DataLock.take(options);
  try {
    await makeFolder(`${data}/rooms`);
  } catch (error) {
    lock.close();
    throw error;
  }
  const backbone = new LocalBackbone(options, lock);
  await backbone.removeOld();
  void backbone.clearEmptyRooms();
  return backbone;
}

/** @throws {StorageError} when it cannot be made. */
async function makeFolder(path: string): Promise<void> {
  try {
    await ensurePrivateFolder(path);
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}

/** @throws {StorageError} when the name of the log cannot be read or written. */
async function nameOf(folder: string): Promise<string> {
  try {
    return await logName(folder);
  } catch (cause) {
    throw storageError("write", `${folder}/log-name`, cause);
  }
}

class LocalBackbone implements Backbone {
  readonly #options: LocalBackboneOptions;
  readonly #lock: DataLock;
  readonly #watch = new LogWatch();
  readonly #rooms = new Map<string, Promise<{ readonly journal: { close(): Promise<void> } }>>();
  readonly #commit: GroupCommit;
  /** The logs of those rooms that are fully open. */
  readonly #logs = new Map<string, OpenLog & Checked>();
  /** Rooms that have folders. */
  readonly #kept = new Set<string>();
  /** Rooms that are being looked at, and removed if nothing was ever said there. */
  readonly #clearing = new Map<string, Promise<void>>();
  #cleared: Promise<void> = Promise.resolve();
  readonly #oldFiles: OldFiles | undefined;
  #closed = false;

  constructor(options: LocalBackboneOptions, lock: DataLock) {
    this.#options = options;
    this.#lock = lock;
    this.#commit = new GroupCommit(options.clock);
    const { retention, info = () => {} } = options;
    const logOf = (room: string) =>
      this.#lock.failure
        ? "busy"
        : this.#logs.get(room) ?? (this.#rooms.has(room) ? "busy" : undefined);
    this.#oldFiles = retention && new OldFiles({ ...options, retention, info, logOf });
  }

  get health(): StorageHealth {
    const { failure, waitingMs } = this.#commit.health;
    return { failure: failure ?? this.#lock.failed, waitingMs };
  }

  get rooms(): number {
    return this.#kept.size;
  }

  async has(room: string): Promise<boolean> {
    await this.#clearing.get(room);
    const folder = `${this.#options.data}/rooms/${room}`;
    try {
      return await exists(folder);
    } catch (cause) {
      throw storageError("read", folder, cause);
    }
  }

  async open<By>(
    room: string,
    sink: Sink<By>,
    past: readonly Stored[] = [],
  ): Promise<Opened<By>> {
    // a room is a folder's name here: whoever asked has checked it, and this makes sure
    const checked = checkRoom(room);
    if (!checked.ok || checked.value !== room) throw new RangeError(`No room name: "${room}"`);
    if (this.#closed) throw new Error("Cannot open a room: the backbone is closed");
    if (this.#lock.failure !== undefined) throw this.#lock.failure;
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
    await this.#lock.check();
    if (this.#lock.failure === undefined) await this.#watch.checkSome([...this.#logs.values()]);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#oldFiles?.stop();
    await this.#checkAll();
    try {
      const rooms = await Promise.allSettled(this.#rooms.values());
      await Promise.all(
        rooms.map((room) => room.status === "fulfilled" && room.value.journal.close()),
      );
      await this.#oldFiles?.settled;
      await this.#cleared;
    } finally {
      this.#lock.close();
    }
  }

  /** @throws {StorageError} when nothing may be written any more. */
  async #verify(): Promise<void> {
    await this.#lock.check();
    if (this.#lock.failure !== undefined) throw this.#lock.failure;
  }

  /** A last look, so that nothing that was stored is in no file without a word. */
  async #checkAll(): Promise<void> {
    await this.#lock.check();
    if (this.#lock.failure !== undefined) return;
    for (const log of this.#logs.values()) await log.check();
  }

  /** Removes the rooms in which nobody has ever said anything, one after the other. */
  clearEmptyRooms(): Promise<void> {
    return this.#cleared = this.#cleared.then(() => this.#clearEmptyRooms());
  }

  async #clearEmptyRooms(): Promise<void> {
    const rooms = `${this.#options.data}/rooms`;
    try {
      for await (const { name } of Deno.readDir(rooms)) {
        this.#kept.add(name);
        if (this.#closed || this.#rooms.has(name)) continue;
        const clearing = this.#clearIfEmpty(rooms, name);
        this.#clearing.set(name, clearing);
        await clearing;
        this.#clearing.delete(name);
      }
    } catch (cause) {
      this.#options.warn(storageError("write", rooms, cause).message);
    }
  }

  async #clearIfEmpty(rooms: string, name: string): Promise<void> {
    const folder = `${rooms}/${name}`;
    try {
      if (!await isEmptyRoom(folder)) return;
      await Deno.remove(folder, { recursive: true });
      this.#kept.delete(name);
    } catch {
      // whoever opens the room is told why it cannot be read
    }
  }

  /** Removes what need not be kept of any room, open or not. A failure is a warning. */
  async removeOld(): Promise<void> {
    await this.#oldFiles?.remove();
  }

  async #open<By>(room: string, sink: Sink<By>, past: readonly Stored[]): Promise<Opened<By>> {
    const folder = `${this.#options.data}/rooms/${room}`;
    await this.#oldFiles?.settled; // a file found now must not be gone a moment later
    await this.#clearing.get(room);
    const isNew = !await this.has(room);
    await makeFolder(folder);
    if (isNew) {
      this.#kept.add(room);
      if (past.length > 0) await writeFirstRecords(folder, past);
    }
    const { clock, sync, warn, openFile = openLogFile } = this.#options;
    const { segmentBytes = LOG_SEGMENT_BYTES, tailBytes = LOG_TAIL_BYTES } = this.#options;
    const onDamage = warnOnce(warn);
    const { segments, recovered } = await this.#recover(folder, tailBytes, onDamage);
    const name = await nameOf(folder);
    const onNewFile = () => void this.removeOld();
    const log = await RoomLog.open({
      ...{ folder, sync, segmentBytes, openFile, onNewFile, warn },
      failure: () => this.#lock.failure,
      verify: () => this.#verify(),
      age: await this.#ageOf(segments.at(-1)),
    }, segments);
    const { last, lastMs, tail } = recovered;
    const onClosed = () => void (this.#rooms.delete(room), this.#logs.delete(room));
    const commit = this.#commit;
    const shared = { commit, clock, warn, timesAhead: new TimesAhead(folder, warn) };
    const journal = new LocalJournal(log, {
      ...shared,
      name,
      sink,
      onDamage,
      onClosed,
      last,
      lastMs,
    });
    this.#logs.set(room, {
      check: () => log.check(),
      forget: (removed) => log.forget(removed),
      renew: () => journal.renew(),
    });
    return { journal, tail };
  }

  async #ageOf(newest: Segment | undefined): Promise<SegmentAge | undefined> {
    const { clock, retention: { ms } = {} } = this.#options;
    if (ms === undefined) return undefined;
    return new SegmentAge(ms / MIN_SEGMENTS_PER_AGE, clock, newest && await beginning(newest));
  }

  async #recover(folder: string, tailBytes: number, onDamage: OnDamage) {
    try {
      const segments = await listSegments(folder);
      await this.#moveTornEnd(segments.at(-1));
      const bounds = { bytes: tailBytes, messages: RECENT_MESSAGES };
      return { segments, recovered: await recover(segments, bounds, onDamage) };
    } catch (cause) {
      throw storageError("read", folder, cause);
    }
  }

  async #moveTornEnd(newest: Segment | undefined): Promise<void> {
    const bytes = newest ? await moveTornEnd(newest.path) : 0;
    if (!newest || bytes === 0) return;
    const where = `${newest.path}.torn`;
    this.#options.warn(
      `The log ${newest.path} ended in ${bytes} bytes of an unfinished record: moved to ${where}`,
    );
  }
}

/** @throws {StorageError} when they cannot be written. */
async function writeFirstRecords(folder: string, past: readonly Stored[]): Promise<void> {
  const { path } = segmentAt(folder, 1);
  try {
    const text = past.map(({ line }) => line).join("");
    await Deno.writeTextFile(path, text, { createNew: true, mode: 0o600 });
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}

function warnOnce(warn: (message: string) => void): OnDamage {
  const warned = new Set<string>();
  return (path, offset) => {
    const place = `${path}:${offset}`;
    if (warned.has(place)) return;
    if (warned.size >= MAX_WARNED_PLACES) warned.clear();
    warned.add(place);
    warn(`The log ${path} is damaged at byte ${offset}: the record there is left out`);
  };
}
