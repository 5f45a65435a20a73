/**
 * A model of a disk whose power may be cut, under the file operations that logs are written with.
 *
 * The system shows what was written. The disk has what was synced; of what was written since, it has
 * for each sector any of the versions there were, whichever the other sectors have; the length of a
 * file, and whether its folder has it, are as they were at any moment since the last sync. A sync that
 * failed leaves all that open for good: another sync does not bring it to the disk, and the system may
 * even show an older version from then on.
 */

import { basename, dirname } from "node:path";
import { assertEquals } from "@std/assert";
import type {
  Disk,
  FolderEntry,
  LogFile,
  ReadFile,
} from "../../../../server/storage/local/disk.ts";
import type { Chance } from "../../../e2e/support/chance.ts";
import { settled } from "../../../support/virtual_clock.ts";
import type { FileIdentity } from "../../../../server/storage/local/file_identity.ts";
import { osError } from "./os_error.ts";

/** What the disk writes whole or not at all, in bytes: a real one 512, and more is cut with less. */
const SECTOR_BYTES = 64;

/** A sector that may be different on the disk from what the system shows. */
interface Sector {
  /** What the disk may have, besides what is shown where a sync is to come. */
  readonly versions: Uint8Array[];
  /** Whether a sync would bring it to the disk. */
  dirty: boolean;
  /** Counts the writes to it. */
  writes: number;
}

let contents = 0;

/** The bytes of a file. */
class Content {
  readonly number = ++contents;
  shown: Uint8Array;
  readonly #sectors = new Map<number, Sector>();
  /** Lengths that the disk may have, the one that is shown last; numbered, to be told apart. */
  #lengths: { readonly n: number; readonly length: number }[];

  constructor(shown: Uint8Array) {
    this.shown = shown;
    this.#lengths = [{ n: 0, length: shown.length }];
  }

  write(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    this.#touch(Math.min(at, this.shown.length), end);
    if (end > this.shown.length) this.#resize(end);
    this.shown.set(bytes, at);
  }

  truncate(length: number): void {
    this.#touch(length, this.shown.length);
    this.#resize(length);
  }

  /** Grows with zeros: what the disk may have had there is overwritten like any other sector. */
  grow(length: number): void {
    for (const at of [...this.#sectors.keys()]) {
      const from = Math.max(at * SECTOR_BYTES, this.shown.length);
      this.#touch(from, Math.min((at + 1) * SECTOR_BYTES, length));
    }
    this.#resize(length);
  }

  /** Begins a sync; what it returns ends it. */
  sync(): { done(): void; failed(chance: Chance): void } {
    const covered = [...this.#sectors].filter(([, { dirty }]) => dirty)
      .map(([at, sector]) => ({ at, sector, writes: sector.writes, old: sector.versions.length }));
    const length = this.#lengths.at(-1)!.n;
    const isSame = ({ at, sector, writes }: typeof covered[number]) =>
      this.#sectors.get(at) === sector && sector.writes === writes;
    return {
      done: () => {
        for (const change of covered) {
          if (isSame(change)) this.#sectors.delete(change.at);
          // written meanwhile: the disk has it as it was when the sync began, or later
          else if (this.#sectors.get(change.at) === change.sector) {
            change.sector.versions.splice(0, change.old);
          }
        }
        this.#lengths = this.#lengths.filter(({ n }) => n >= length);
      },
      failed: (chance) => {
        const drops = chance.below(3) === 0;
        for (const { at, sector } of covered.filter(isSame)) {
          const shown = this.#at(at);
          if (drops && chance.below(2) === 0) this.#show(at, chance.pick(sector.versions));
          sector.versions.push(shown);
          sector.dirty = false;
        }
      },
    };
  }

  /** What the disk has after a cut. */
  afterCut(chance: Chance): Uint8Array {
    const content = new Uint8Array(chance.pick(this.#lengths).length);
    content.set(this.shown.subarray(0, content.length));
    for (const [at, { versions, dirty }] of this.#sectors) {
      const version = chance.pick(dirty ? [...versions, this.#at(at)] : versions);
      const sector = content.subarray(at * SECTOR_BYTES, (at + 1) * SECTOR_BYTES);
      sector.fill(0);
      sector.set(version.subarray(0, sector.length));
    }
    return content;
  }

  /** Keeps the versions of sectors that are about to change. */
  #touch(from: number, to: number): void {
    for (let at = Math.floor(from / SECTOR_BYTES); at * SECTOR_BYTES < to; at++) {
      const known = this.#sectors.get(at);
      const sector = known ?? { versions: [], dirty: false, writes: 0 };
      // after a failed sync the version shown is among the others already
      if (known === undefined || sector.dirty) sector.versions.push(this.#at(at));
      sector.dirty = true;
      sector.writes++;
      this.#sectors.set(at, sector);
    }
  }

  #resize(length: number): void {
    const resized = new Uint8Array(length);
    resized.set(this.shown.subarray(0, length));
    this.shown = resized;
    this.#lengths.push({ n: this.#lengths.at(-1)!.n + 1, length });
  }

  #at(sector: number): Uint8Array {
    return this.shown.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
  }

  #show(sector: number, version: Uint8Array): void {
    const shown = this.shown.subarray(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
    shown.fill(0);
    shown.set(version.subarray(0, shown.length));
  }
}

/** A name in a folder. */
interface Entry {
  /** The file there now. */
  content: Content | undefined;
  /** Whether the folder on the disk may not have it yet. */
  isNew: boolean;
  /** Files that were removed, and may still be there on the disk. */
  readonly removed: Content[];
}

/** How often operations fail, in percent. */
export interface Faults {
  /** Writes that take some of the bytes only. */
  readonly short: number;
  readonly write: number;
  readonly sync: number;
  readonly other: number;
  /** Bytes by which files can grow before the disk is full. */
  space: number;
}

/** A disk on which nothing fails. */
export const NO_FAULTS: Faults = { short: 0, write: 0, sync: 0, other: 0, space: Infinity };

/** A machine with a disk in memory, on which one process after the other runs. */
export class Machine {
  readonly chance: Chance;
  /** Told of each operation, for those who replay a schedule. */
  readonly trace: (line: string) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #folders = new Set<string>();
  faults: Faults = NO_FAULTS;
  /** Files whose syncs fail, whatever else does. */
  readonly badFiles = new Set<string>();
  /** Whether a sync has failed since the last cut. */
  hasFailedSync = false;

  constructor(chance: Chance, trace: (line: string) => void) {
    this.chance = chance;
    this.trace = trace;
  }

  /** Cuts the power: the files are what is on the disk then. No process may be running. */
  cut(): void {
    for (const [path, { content, isNew, removed }] of this.#entries) {
      const candidates: (Content | undefined)[] = [...removed];
      if (content !== undefined) candidates.push(content);
      if (content === undefined || isNew) candidates.push(undefined);
      const found = this.chance.pick(candidates)?.afterCut(this.chance);
      if (found?.length !== content?.shown.length) {
        this.trace(`  ${path} has ${found?.length ?? "gone"}, not ${content?.shown.length}`);
      }
      if (found === undefined) this.#entries.delete(path);
      else {
        this.#folders.add(dirname(path));
        this.#entries.set(path, entryOf(new Content(found)));
      }
    }
    this.hasFailedSync = false;
  }

  addFolder(path: string): void {
    this.#folders.add(path);
  }

  /** Which file or folder is at `path`. */
  identityOf(path: string): FileIdentity | undefined {
    if (this.#folders.has(path)) return { dev: 0, ino: 0, size: 0 };
    const content = this.#entries.get(path)?.content;
    return content && { dev: 1, ino: content.number, size: content.shown.length };
  }

  /** Removes a folder and its files. */
  removeFolder(folder: string): void {
    this.#folders.delete(folder);
    for (const [path, entry] of this.#entries) {
      if (dirname(path) === folder) this.remove(entry);
    }
  }

  remove(entry: Entry): void {
    if (entry.content === undefined) return;
    this.faults.space += entry.content.shown.length;
    entry.removed.push(entry.content);
    entry.content = undefined;
  }

  /** What is in a folder, if it is there. */
  list(folder: string): FolderEntry[] | undefined {
    if (!this.#folders.has(folder)) return undefined;
    const files = this.#entries.entries().filter(([, { content }]) => content !== undefined)
      .map(([path]) => ({ path, isFile: true }));
    const folders = this.#folders.values().map((path) => ({ path, isFile: false }));
    return [...files, ...folders].filter(({ path }) => dirname(path) === folder)
      .map(({ path, ...kind }) => ({ name: basename(path), ...kind }));
  }

  /** The name at `path`, with what is there. */
  entry(path: string): Entry {
    const known = this.#entries.get(path);
    if (known !== undefined) return known;
    const entry = entryOf(undefined);
    this.#entries.set(path, entry);
    return entry;
  }

  /** Makes certain which files are in a folder. */
  syncFolder(folder: string): void {
    for (const [path, entry] of this.#entries) {
      if (dirname(path) !== folder) continue;
      entry.isNew = false;
      entry.removed.length = 0;
    }
  }
}

function entryOf(content: Content | undefined): Entry {
  return { content, isNew: false, removed: [] };
}

/** A process that has died gets no further with what it does. */
export class Dead extends Error {
  override readonly name = "Dead";
}

/** The disk as one process sees it. After its death nothing that it does has any effect. */
export class ModelDisk implements Disk {
  readonly machine: Machine;
  #left: number;

  /** @param operations After so many the process dies, maybe in the midst of the last one. */
  constructor(machine: Machine, operations = Infinity) {
    this.machine = machine;
    this.#left = operations;
  }

  /** Whether the process has died. */
  get isDead(): boolean {
    return this.#left <= 0;
  }

  /** Kills the process. */
  die(): void {
    this.#left = 0;
  }

  async makeFolder(path: string): Promise<void> {
    await this.step(`make folder ${path}`);
    this.machine.addFolder(path);
  }

  async list(path: string): Promise<FolderEntry[] | undefined> {
    await this.wait();
    return this.machine.list(path);
  }

  identityOf(path: string): Promise<FileIdentity | undefined> {
    return Promise.resolve(this.machine.identityOf(path));
  }

  lock(): Promise<{ close(): void }> {
    return Promise.resolve({ close: () => {} });
  }

  async open(path: string): Promise<LogFile> {
    await this.step(`open ${path}`);
    const entry = this.machine.entry(path);
    if (entry.content === undefined) {
      entry.content = new Content(new Uint8Array());
      entry.isNew = true;
    }
    return new ModelFile(this, path, entry.content);
  }

  async read(path: string): Promise<ReadFile | undefined> {
    await this.wait();
    const { content } = this.machine.entry(path);
    return content && new ModelFile(this, path, content);
  }

  async remove(path: string): Promise<void> {
    await this.step(`remove ${path}`);
    const entry = this.machine.entry(path);
    if (entry.content === undefined) throw new Deno.errors.NotFound(path);
    this.machine.remove(entry);
  }

  async removeFolder(path: string): Promise<void> {
    await this.step(`remove folder ${path}`);
    this.machine.removeFolder(path);
  }

  async syncFolder(path: string): Promise<void> {
    await this.step(`sync folder ${path}`);
    this.machine.syncFolder(path);
  }

  /** Lets others go between, as they like. */
  async wait(): Promise<void> {
    for (let turns = this.machine.chance.below(3); turns > 0; turns--) await settled();
    if (this.isDead) throw new Dead();
  }

  /** Waits, and counts an operation, which may be the last one or fail. */
  async step(what: string): Promise<void> {
    await this.wait();
    this.count();
    if (this.isDead) throw new Dead();
    const fails = this.hits(this.machine.faults.other);
    this.machine.trace(`${what}${fails ? " FAILS" : ""}`);
    if (fails) throw osError("EIO");
  }

  /** Counts an operation. */
  count(): void {
    if (this.isDead) throw new Dead();
    this.#left--;
  }

  hits(percent: number): boolean {
    return percent > 0 && this.machine.chance.below(100) < percent;
  }
}

/** A file that is open. */
class ModelFile implements LogFile, ReadFile {
  readonly #disk: ModelDisk;
  readonly #path: string;
  readonly #content: Content;
  #closed = false;

  constructor(disk: ModelDisk, path: string, content: Content) {
    this.#disk = disk;
    this.#path = path;
    this.#content = content;
  }

  async size(): Promise<number> {
    await this.#disk.wait();
    return this.#content.shown.length;
  }

  writtenMs(): Promise<number> {
    return Promise.resolve(0);
  }

  async read(start: number, length: number): Promise<Uint8Array> {
    await this.#disk.wait();
    return this.#content.shown.slice(start, start + length);
  }

  append(bytes: Uint8Array, at: number): number {
    const { length } = this.#content.shown;
    if (length !== at) throw new Error(`${this.#path} ends at ${length}, not ${at}`);
    return this.write(bytes, at);
  }

  write(bytes: Uint8Array, at: number): number {
    this.#checkOpen();
    const { machine } = this.#disk;
    const { faults, chance } = machine;
    this.#disk.count();
    if (this.#disk.hits(faults.write)) throw osError("EIO");
    const size = this.#content.shown.length;
    const grows = Math.max(0, at + bytes.length - size);
    if (grows > 0 && faults.space <= 0) throw osError("ENOSPC");
    const most = Math.min(bytes.length, bytes.length - grows + faults.space);
    // some writes are short, and a death may come in the midst of one
    const isShort = this.#disk.isDead || this.#disk.hits(faults.short);
    const count = isShort ? 1 + chance.below(most) : most;
    faults.space -= Math.max(0, at + count - size);
    this.#content.write(bytes.subarray(0, count), at);
    machine.trace(`write ${this.#path} at ${at}: ${count} of ${bytes.length} ${textOf(bytes)}`);
    if (this.#disk.isDead) throw new Dead();
    return count;
  }

  async syncData(): Promise<void> {
    this.#checkOpen();
    const { machine } = this.#disk;
    const sync = this.#content.sync();
    await this.#disk.wait();
    this.#disk.count();
    if (this.#disk.isDead) throw new Dead();
    if (!machine.badFiles.has(this.#path) && !this.#disk.hits(machine.faults.sync)) {
      machine.trace(`sync ${this.#path}`);
      return sync.done();
    }
    machine.trace(`sync ${this.#path} FAILS`);
    machine.hasFailedSync = true;
    sync.failed(machine.chance);
    throw osError("EIO");
  }

  async truncate(length: number): Promise<void> {
    this.#checkOpen();
    await this.#disk.step(`truncate ${this.#path} to ${length}`);
    const size = this.#content.shown.length;
    if (size < length) throw new Error(`Cannot cut ${size} bytes to ${length}`);
    this.#disk.machine.faults.space += size - length;
    this.#content.truncate(length);
  }

  async clear(end: number, reach: number): Promise<void> {
    this.#checkOpen();
    assertEquals(end, this.#content.shown.length);
    await this.#disk.step(`grow ${this.#path} to ${reach}`);
    this.#content.grow(reach);
    await this.#disk.step(`truncate ${this.#path} to ${end}`);
    this.#content.truncate(end);
  }

  close(): void {
    if (this.#closed) throw new Error("a file is closed twice");
    this.#closed = true;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #checkOpen(): void {
    if (this.#closed) throw new Error("a file is used that is closed");
  }
}

/** Bytes as a person reads them in a trace. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes.subarray(0, 150)).replace(/[^ -~]+/g, "·");
}
