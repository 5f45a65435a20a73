/** What the tests of the log share: folders, files, and a disk that fails when it is told to. */

import type { Draft } from "../../../../server/storage/journal.ts";
import { BatchWriter } from "../../../../server/storage/local/batch_writer.ts";
import { GroupCommit } from "../../../../server/storage/local/group_commit.ts";
import { Chance } from "../../../e2e/support/chance.ts";
import { osError } from "./os_error.ts";
import { Machine, ModelDisk } from "./power_cut_disk.ts";
import { VirtualClock } from "../../../support/virtual_clock.ts";
import { type Disk, type LogFile, SYSTEM_DISK } from "../../../../server/storage/local/disk.ts";
import { record } from "../../../../server/storage/local/record.ts";

/** A folder of its own, gone at the end. */
export async function tempFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await Deno.makeTempDir({ prefix: "chat-log-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** For logs of which nothing is to be said. */
export function failOnWarning(message: string): never {
  throw new Error(`Unexpected warning: ${message}`);
}

/** For reads that must find no damage. */
export function failOnDamage(path: string, offset: number): never {
  throw new Error(`Unexpected damage: ${path} at ${offset}`);
}

/** The record of message `id`. */
export function message(id: number, text = `text ${id}`): string {
  const draft: Draft = { type: "msg", nick: "ann", text, cid: `c${id}` };
  return record(draft, id, new Date(1_000_000 + id * 1000).toISOString()).line;
}

/** The record of someone's coming, `ms` after 1970. */
export function joined(ms: number, nick = "bob"): string {
  return record({ type: "joined", nick }, 0, new Date(ms).toISOString()).line;
}

/** A disk on which each operation fails while its field holds an error. */
export class FaultyDisk implements Disk {
  write: Error | undefined;
  sync: Error | undefined;
  truncate: Error | undefined;
  openNew: Error | undefined;
  /** How many bytes fit until the disk is full. */
  roomBytes = Infinity;
  /** The most bytes one write takes. */
  pieceBytes = Infinity;
  /** While set, syncs wait for it. */
  gate: Promise<void> | undefined;
  readonly calls: string[] = [];
  #generation = 0;
  #stale: Error | undefined;

  /** From now on the files that are open fail with `error`; those opened later do not. */
  killHandles(error: Error): void {
    this.#generation++;
    this.#stale = error;
  }

  /** Opens files on this disk. */
  readonly makeFolder = SYSTEM_DISK.makeFolder;
  readonly list = SYSTEM_DISK.list;
  readonly identityOf = SYSTEM_DISK.identityOf;
  readonly lock = SYSTEM_DISK.lock;
  readonly read = SYSTEM_DISK.read;
  readonly remove = SYSTEM_DISK.remove;
  readonly removeFolder = SYSTEM_DISK.removeFolder;
  readonly syncFolder = SYSTEM_DISK.syncFolder;

  async open(path: string): Promise<LogFile> {
    this.calls.push("open");
    if (this.openNew) throw this.openNew;
    return this.#wrap(await SYSTEM_DISK.open(path));
  }

  #wrap(file: LogFile): LogFile {
    const generation = this.#generation;
    const check = (error: Error | undefined) => {
      if (generation !== this.#generation) throw this.#stale;
      if (error) throw error;
    };
    const taken = (bytes: Uint8Array) => {
      this.calls.push("write");
      check(this.write);
      if (this.roomBytes <= 0) throw osError("ENOSPC");
      const count = Math.min(bytes.length, this.roomBytes, this.pieceBytes);
      this.roomBytes -= count;
      return bytes.subarray(0, count);
    };
    return {
      size: () => file.size(),
      append: (bytes, at) => file.append(taken(bytes), at),
      write: (bytes, at) => file.write(taken(bytes), at),
      syncData: async () => {
        this.calls.push("sync");
        await this.gate;
        check(this.sync);
        await file.syncData();
      },
      truncate: async (bytes) => {
        this.calls.push("truncate");
        check(this.truncate);
        await file.truncate(bytes);
      },
      clear: async (end, reach) => {
        check(this.truncate);
        await file.clear(end, reach);
      },
      close: () => file.close(),
    };
  }
}

/** A group commit without a write-ahead log. */
export function directCommit(disk: Disk, folder: string): GroupCommit {
  const makeFolder = () => Deno.mkdir(folder, { recursive: true });
  const options = { folder, disk, random: () => 7, firstSeq: 1, makeFolder, sync: true };
  const writer = new BatchWriter({ ...options, warn: failOnWarning, minWalBatches: Infinity });
  return new GroupCommit({ writer, clock: new VirtualClock() });
}

/** A disk in memory, and what was done with it. */
export function modelDisk(seed = 1) {
  const trace: string[] = [];
  const machine = new Machine(new Chance(seed), (line) => void trace.push(line));
  return { machine, disk: new ModelDisk(machine), trace };
}

/** What a file on a disk has. */
export async function readFile(disk: Disk, path: string): Promise<Uint8Array | undefined> {
  using file = await disk.read(path);
  return await file?.read(0, await file.size());
}

/** Copies a folder, as a backup does. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyFolder(source, target);
    else if (entry.isFile) await Deno.copyFile(source, target); // a socket has nothing to be copied
  }
}
