/**
 * Small files that only their owner may read, such as secrets, bans and known servers. Each is read
 * and replaced as a whole. Errors only say why: the caller knows what it wanted to do with which file.
 *
 * @module
 */

import { isDescriptor } from "./descriptor_path.ts";
import { folderOf } from "./folder_of.ts";
import { syncFolder } from "./private_folder.ts";

/** A file cannot be used for what it holds, or is. What the system refuses is an error of the system. */
export class FileError extends Error {
  override readonly name = "FileError";
  /** What programs branch on. */
  readonly code:
    | "missing"
    | "too_long"
    | "not_text"
    | "not_a_file"
    | "not_ours"
    | "busy"
    | "deleted";
  /** The most bytes that are read; set when the file is longer. */
  readonly maxBytes: number | undefined;

  /** Makes the error; `maxBytes` is the bound of a file that is too long. */
  constructor(code: FileError["code"], maxBytes?: number, options?: ErrorOptions) {
    super(FILE_ERRORS[code], options);
    this.code = code;
    this.maxBytes = maxBytes;
  }
}

const FILE_ERRORS: Readonly<Record<FileError["code"], string>> = {
  missing: "there is no such file",
  too_long: "it is too long",
  not_text: "it is not UTF-8 text",
  not_a_file: "it is not a file",
  not_ours: "this program has not written it",
  busy: "another program uses it",
  deleted: "it was deleted, and has only a descriptor",
};

/** The size of the first read buffer. */
const READ_BYTES = 16 * 1024;

/** The names of standard input. Deno opens a file of such a name only with all permissions. */
const STDIN = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/**
 * Reads the text of a file, without a byte order mark. Resolves to `undefined` when there is no file.
 * It reads anything: a file, a link, a pipe, a device, standard input.
 *
 * @throws {FileError} when the file has more than `maxBytes`, or is not text in UTF-8.
 * @throws {Error} the system's error, when the file cannot be read.
 */
export async function readPrivateFile(path: string, maxBytes: number): Promise<string | undefined> {
  if (STDIN.includes(path)) return decode(await readBytes(Deno.stdin, maxBytes));
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch (cause) {
    if (await leadsNowhere(path, cause)) return undefined;
    // Deno opens the file of a descriptor only by its path, which is gone
    const isDeleted = isDescriptor(path) && cause instanceof Deno.errors.NotCapable;
    throw isDeleted ? new FileError("deleted", undefined, { cause }) : cause;
  }
  try {
    return decode(await readBytes(file, maxBytes));
  } finally {
    file.close();
  }
}

/**
 * Reads a file of this program's own. A pipe, a socket or a terminal of its name, from which perhaps nothing
 * ever comes, is refused at once.
 *
 * @throws {FileError} as {@linkcode readPrivateFile}, and for what holds no bytes of its own.
 * @throws {Error} the system's error, when the file cannot be read.
 */
export async function readOwnFile(path: string, maxBytes: number): Promise<string | undefined> {
  await refuseEndless(path);
  return await readPrivateFile(path, maxBytes);
}

/**
 * Refuses a path from which perhaps nothing ever comes.
 *
 * @throws {FileError} when that is so.
 */
export async function refuseEndless(path: string): Promise<void> {
  let found: Deno.FileInfo;
  try {
    found = await Deno.stat(path);
  } catch {
    return; // who opens it is told why
  }
  // who wants nothing kept links a file to the null device
  const isDevice = found.isCharDevice === true && await Deno.realPath(path) !== "/dev/null";
  if (isDevice || found.isFifo === true || found.isSocket === true) {
    throw new FileError("not_a_file");
  }
}

/** Whether a file could not be opened because there is none, also at the end of a link. */
async function leadsNowhere(path: string, cause: unknown): Promise<boolean> {
  if (cause instanceof Deno.errors.NotFound) return true;
  // Deno 2.6 refuses to follow a link that leads to no file
  return cause instanceof Deno.errors.FilesystemLoop && await statIfThere(path) === undefined;
}

/**
 * Does the same for a file that has to be there.
 *
 * @throws {FileError} also when it is missing.
 * @throws {Error} the system's error, when the file cannot be read.
 */
export async function requirePrivateFile(path: string, maxBytes: number): Promise<string> {
  const text = await readPrivateFile(path, maxBytes);
  if (text === undefined) throw new FileError("missing");
  return text;
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
      throw new FileError("too_long", maxBytes);
    }
    if (length === bytes.length) bytes = new Uint8Array(bytes.buffer.transfer(2 * length));
  }
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FileError("not_text", undefined, { cause });
  }
  // UTF-16 without a mark at its beginning is valid UTF-8, with a NUL beside every letter
  if (text.includes("\0")) throw new FileError("not_text");
  return text;
}

/**
 * Replaces the text of a file. After a crash or a power cut the file has the old text or the new one.
 * A link stays a link: the file that it points to is replaced.
 *
 * @throws {FileError} when a folder, a pipe or a device has this name.
 * @throws {Error} the system's error, when the file cannot be written.
 */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const target = await targetOf(path);
  await checkKind(target);
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
      // the first error matters more
    });
    throw cause;
  }
  await syncFolder(folderOf(target)).catch(() => {
    // the new text is there; this folder may be one that only lets itself be written to
  });
}

async function checkKind(path: string): Promise<void> {
  const found = await statIfThere(path);
  if (found?.isFile === false) throw new FileError("not_a_file");
}

/** The path at the end of all links from `path`. There may be no file yet. */
async function targetOf(path: string): Promise<string> {
  if (!(await statIfThere(path, Deno.lstat))?.isSymlink) return path;
  try {
    return await Deno.realPath(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
  const next = await Deno.readLink(path);
  const { isAbsolute, join } = await import("node:path"); // hardly ever needed
  return await targetOf(isAbsolute(next) ? next : join(folderOf(path), next));
}

/** The folders in which these files are written: for a link, the folder of the file that it points to. */
export async function foldersWritten(paths: readonly string[]): Promise<string[]> {
  // a link that cannot be followed is an error when the file is used
  return await Promise.all(
    paths.map(async (path) => folderOf(await targetOf(path).catch(() => path))),
  );
}

/** Removes a file if it exists. */
export async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
  }
}

/** Whether other users may read a file. False on Windows, which has no such modes. */
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
