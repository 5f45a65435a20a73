/** Removes what need not be kept of any room: at the start, every hour, and when a new file begins. */

import type { Clock } from "../../../runtime/clock.ts";
import { CLOCK_CONFIRMED_MS, RETENTION_INTERVAL_MS } from "../../limits.ts";
import { readDoubt, writeDoubt } from "./clock_doubt.ts";
import type { Disk } from "./disk.ts";
import { storageError } from "./storage_error.ts";
import { beginFileBehind, oldNewestFile, removeOld, type Retention } from "./retention.ts";
import { lookAt, newestTime } from "./segment_times.ts";
import { listSegments, type Segment } from "./segments.ts";
import { type Doubt, TrustedClock } from "./trusted_clock.ts";

/** A log that is open while its old files are removed. */
export interface OpenLog {
  /** The first id of the file that is being written. */
  readonly newest: number;
  /** Forgets files which have been removed. */
  forget(removed: readonly Segment[]): void;
  /** Begins a new file, if the newest is old. */
  renew(): void;
}

/** What the removal of old files needs. */
export interface OldFilesOptions {
  readonly data: string;
  readonly disk: Disk;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  /** Told of each file that was removed. */
  readonly info: (message: string) => void;
  /** The open log of a room; "busy" while its files must not be touched. */
  readonly logOf: (room: string) => OpenLog | "busy" | undefined;
}

/** The old files of all rooms. */
export class OldFiles {
  readonly #options: OldFilesOptions;
  #clock: TrustedClock | undefined;
  #cancel: () => void = () => {};
  #removing: Promise<void> = Promise.resolve();

  constructor(options: OldFilesOptions) {
    this.#options = options;
    this.#removeLater();
  }

  /** Resolves when no file is being removed. */
  get settled(): Promise<void> {
    return this.#removing;
  }

  /** Removes what need not be kept now. A failure is a warning. */
  remove(): Promise<void> {
    return this.#removing = this.#removing.then(() => this.#remove()).catch((cause) => {
      this.#options.warn(storageError("write", this.#rooms, cause).message);
    });
  }

  /** Stops removing files every hour. */
  stop(): void {
    this.#cancel();
  }

  get #rooms(): string {
    return `${this.#options.data}/rooms`;
  }

  #removeLater(): void {
    this.#cancel = this.#options.clock.after(RETENTION_INTERVAL_MS, () => {
      this.#removeLater();
      void this.remove();
    });
  }

  async #remove(): Promise<void> {
    const { retention: { ms }, clock } = this.#options;
    const now = ms === undefined ? clock.date() : await this.#certainTime(ms);
    for (const name of await this.#roomNames()) {
      try {
        await this.#removeOf(name, now);
      } catch (cause) {
        this.#options.warn(storageError("write", `${this.#rooms}/${name}`, cause).message);
      }
    }
  }

  async #removeOf(room: string, now: number): Promise<void> {
    const { disk, retention, logOf, info } = this.#options;
    const folder = `${this.#rooms}/${room}`;
    const log = logOf(room);
    if (log === "busy") return;
    const newest = retention.ms === undefined
      ? undefined
      : await oldNewestFile(disk, folder, retention.ms, now);
    if (newest !== undefined && log === undefined) await beginFileBehind(disk, folder, newest);
    if (newest !== undefined) log?.renew();
    const removed = await removeOld(disk, { folder, newest: log?.newest }, retention, now);
    log?.forget(removed);
    for (const { path, size } of removed) {
      info(`Removed ${path}, ${size} bytes: it is more than --keep allows`);
    }
  }

  /** The time that what is removed is judged by. */
  async #certainTime(ageMs: number): Promise<number> {
    const path = `${this.#options.data}/clock.json`;
    const { clock } = this.#options;
    this.#clock ??= new TrustedClock({
      clock,
      ageMs,
      knownMs: await this.#newestTime(),
      doubt: await readDoubt(path).catch((cause) =>
        Promise.reject(storageError("read", path, cause))
      ),
    });
    const before = this.#clock.doubt;
    const now = this.#clock.read();
    const { doubt } = this.#clock;
    if (doubt !== before) {
      await writeDoubt(path, doubt);
      this.#tell(doubt);
    }
    return now;
  }

  #tell(doubt: Doubt | undefined): void {
    const { warn, info, clock } = this.#options;
    const time = (ms: number) => new Date(ms).toISOString();
    if (doubt === undefined) return info(`The clock is believed: it says ${time(clock.date())}`);
    const hours = CLOCK_CONFIRMED_MS / 3_600_000;
    warn(
      `The clock says ${time(doubt.clockMs)}, and the newest record is of ${
        time(doubt.knownMs)
      }: ` +
        `--keep goes by the record until the clock has gone on for ${hours} hours`,
    );
  }

  async #roomNames(): Promise<string[]> {
    const found = await this.#options.disk.list(this.#rooms) ?? [];
    return found.filter(({ isFile }) => !isFile).map(({ name }) => name);
  }

  /** The newest time that any log tells of. */
  async #newestTime(): Promise<number | undefined> {
    let newest = -Infinity;
    for (const name of await this.#roomNames()) {
      const time = await this.#newestTimeOf(`${this.#rooms}/${name}`);
      newest = Math.max(newest, time ?? -Infinity);
    }
    return newest === -Infinity ? undefined : newest;
  }

  async #newestTimeOf(folder: string): Promise<number | undefined> {
    try {
      const { disk } = this.#options;
      return await newestTime(disk, await lookAt(disk, await listSegments(disk, folder)));
    } catch {
      return undefined; // the search for its old files warns of that
    }
  }
}
