/**
 * Small files for their owner alone: secrets, decisions, what must outlive a crash. They are read whole
 * and replaced whole. Errors only say why: the caller knows what it wanted to do, and with which file.
 *
 * @module
 */

import { dirname, isAbsolute, join } from "node:path";
import { syncFolder } from "./private_folder.ts";

/** How much is read at first. */
const READ_BYTES = 16 * 1024;

/** The names of standard input: Deno opens no file under them without all permissions. */
const STDIN = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/**
 * The text of a file, without a byte order mark; `undefined` when there is none. Anything readable
 * will do: a file, a link, a pipe, a device, standard input.
 *
 * @throws {RangeError} when there are more than `maxBytes`.
 * @throws {TypeError} when the bytes are no UTF-8.
 * @throws {Error} what the system says, when it cannot be read.
 */
export async function readPrivateFile(path: string, maxBytes: number): Promise<string | undefined> {
  if (STDIN.includes(path)) return decode(await readBytes(Deno.stdin, maxBytes));
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
  try {
    return decode(await readBytes(file, maxBytes));
  } finally {
    file.close();
  }
}

async function readBytes(
  file: { read(into: Uint8Array): Promise<number | null> },
  maxBytes: number,
): Promise<Uint8Array> {
  let bytes = new Uint8Array(READ_BYTES);
  for (let length = 0;;) {
    const count = await file.read(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length > maxBytes) {
      throw new RangeError(`it has more than ${maxBytes} bytes`);
    }
    if (length === bytes.length) bytes = new Uint8Array(bytes.buffer.transfer(2 * length));
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/**
 * Replaces a file, so that there is the old text or the new one, whatever happens meanwhile, a power
 * cut too. Where `path` is a link, the file that it leads to is replaced.
 *
 * @throws {TypeError} when something else than a file is there: a folder, a pipe, a device.
 * @throws {Error} what the system says, when it cannot be written.
 */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const target = await targetOf(path);
  await refuseOthers(target);
  const draft = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    {
      using file = await Deno.open(draft, { write: true, createNew: true, mode: 0o600 });
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    }
    await Deno.rename(draft, target);
  } catch (cause) {
    await removeFile(draft).catch(() => {
      // what went wrong first matters more
    });
    throw cause;
  }
  await syncFolder(dirname(target));
}

async function refuseOthers(path: string): Promise<void> {
  const found = await statIfThere(path);
  if (found?.isFile === false) throw new TypeError("it is not a file");
}

/** The file that `path` leads to, through all links; there may be none yet. */
async function targetOf(path: string): Promise<string> {
  if (!(await statIfThere(path, Deno.lstat))?.isSymlink) return path;
  try {
    return await Deno.realPath(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  const next = await Deno.readLink(path);
  return await targetOf(isAbsolute(next) ? next : join(dirname(path), next));
}

/** The folders that replacing these files writes to: where a file is a link, not that of the link. */
export async function foldersWritten(paths: readonly string[]): Promise<string[]> {
  // a link that leads nowhere, in a circle say, is found out when it is used
  return await Promise.all(
    paths.map(async (path) => dirname(await targetOf(path).catch(() => path))),
  );
}

/** Removes a file, if there is one. */
export async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

/** Whether others than the owner may read a file; false where the system knows no such thing. */
export async function isOpenToOthers(path: string): Promise<boolean> {
  if (STDIN.includes(path)) return false;
  const { isFile, mode } = await Deno.stat(path);
  return isFile && mode !== null && (mode & 0o077) !== 0;
}

async function statIfThere(path: string, stat = Deno.stat): Promise<Deno.FileInfo | undefined> {
  try {
    return await stat(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw cause;
  }
}
