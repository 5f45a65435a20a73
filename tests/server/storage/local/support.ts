/** What the tests of the log share: folders, files, and a disk that fails when it is told to. */

import type { Draft } from "../../../../server/storage/backbone.ts";
import {
  type LogFile,
  type OpenLogFile,
  openLogFile,
} from "../../../../server/storage/local/log_file.ts";
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

/** The error of a system call, as Deno throws it. */
export function osError(code: string): Error {
  return Object.assign(new Error(`${code} (made by a test)`), { code });
}

/** A disk on which each operation fails while its field holds an error. */
export class FaultyDisk {
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
  readonly open: OpenLogFile = async (path) => {
    this.calls.push("open");
    if (this.openNew) throw this.openNew;
    return this.#wrap(await openLogFile(path));
  };

  #wrap(file: LogFile): LogFile {
    const generation = this.#generation;
    const check = (error: Error | undefined) => {
      if (generation !== this.#generation) throw this.#stale;
      if (error) throw error;
    };
    return {
      write: (bytes, at) => {
        this.calls.push("write");
        check(this.write);
        if (this.roomBytes <= 0) throw osError("ENOSPC");
        const count = Math.min(bytes.length, this.roomBytes, this.pieceBytes);
        this.roomBytes -= count;
        return file.write(bytes.subarray(0, count), at);
      },
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
      close: () => file.close(),
    };
  }
}

/** Copies a folder, as a backup does. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyFolder(source, target);
    else if (entry.isFile) await Deno.copyFile(source, target); // sockets have no content
  }
}
