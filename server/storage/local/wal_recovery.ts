/**
 * The start after a crash: what the write-ahead log has and the logs of the rooms may lack is written
 * there. A log that goes on behind that, or was removed, is left as it is: the data folder may be a
 * copy, made of one file after the other while the server ran.
 */

import { MAX_REPLAYS_AT_ONCE, WAL_FILE_BYTES, WAL_SECTOR_BYTES } from "../../limits.ts";
import { type Disk, writeAll } from "./disk.ts";
import { segmentAt } from "./segments.ts";
import { storageError } from "./storage_error.ts";
import {
  decodeHeader,
  decodeRecords,
  mayHaveRecords,
  type WalHeader,
  type WalRecord,
} from "./wal_format.ts";
import { imageOf } from "./wal_image.ts";
import { removeWal, walPaths } from "./write_ahead_log.ts";

/** What recovery needs. */
export interface RecoveryOptions {
  /** The folder of the write-ahead log. */
  readonly folder: string;
  /** The folder with a folder for each room. */
  readonly rooms: string;
  readonly disk: Disk;
  /** Whether the server before has stopped by itself: then the files are what they seem. */
  readonly hasStopped: boolean;
  readonly warn: (message: string) => void;
  /** Size of each of the two files. */
  readonly fileBytes?: number;
}

/** How the write-ahead log goes on. */
export interface RecoveredWal {
  /** Sequence number of the next record. */
  readonly nextSeq: number;
  /** Whether its two files are there and can be used. */
  readonly isReusable: boolean;
  /** The file that was begun last, if any was. */
  readonly newest: string | undefined;
}

/** A file of the write-ahead log, and what it begins with. */
interface Used {
  readonly path: string;
  readonly header: WalHeader;
  readonly isEmpty: boolean;
}

/**
 * Writes to the logs of the rooms what they may lack, and syncs it. Then the files are removed, unless
 * the server before has stopped by itself: what the system shows of them may not be what the disk has,
 * and what a later power cut brings back must not count.
 *
 * @throws {StorageError} when something cannot be read or written.
 */
export async function recoverWal(options: RecoveryOptions): Promise<RecoveredWal> {
  const { folder, disk, hasStopped, fileBytes = WAL_FILE_BYTES } = options;
  if (!await isThere(disk, folder)) return { nextSeq: 1, isReusable: false, newest: undefined };
  const paths = walPaths(folder);
  const used = (await Promise.all(paths.map((path) => look(disk, path)))).filter((file) =>
    file !== undefined
  );
  used.sort((a, b) => b.header.firstSeq - a.header.firstSeq);
  const [newest, older] = used;
  const records = newest === undefined ? [] : await recordsOf(disk, newest, older, options.warn);
  await replay(records, options);
  const nextSeq = (records.at(-1)?.seq ?? newest?.header.firstSeq ?? 0) + 1;
  const sizes = await Promise.all(paths.map((path) => sizeOf(disk, path)));
  if (hasStopped && records.length === 0 && sizes.every((size) => size === fileBytes)) {
    return { nextSeq, isReusable: true, newest: newest?.path };
  }
  // also what a killed process has removed: it could come back after a power cut
  await removeWal(disk, folder, [...used.map(({ path }) => path).reverse(), ...paths]);
  return { nextSeq, isReusable: false, newest: undefined };
}

async function isThere(disk: Disk, folder: string): Promise<boolean> {
  try {
    return await disk.list(folder) !== undefined;
  } catch (cause) {
    throw storageError("read", folder, cause);
  }
}

async function look(disk: Disk, path: string): Promise<Used | undefined> {
  try {
    using file = await disk.read(path);
    if (file === undefined) return undefined;
    const bytes = await file.read(0, 2 * WAL_SECTOR_BYTES);
    const header = decodeHeader(bytes);
    return header && { path, header, isEmpty: !mayHaveRecords(bytes, header) };
  } catch (cause) {
    throw storageError("read", path, cause);
  }
}

async function sizeOf(disk: Disk, path: string): Promise<number | undefined> {
  using file = await disk.read(path);
  return await file?.size();
}

/** The records that the logs of the rooms may lack, in order. */
async function recordsOf(
  disk: Disk,
  newest: Used,
  older: Used | undefined,
  warn: (message: string) => void,
): Promise<WalRecord[]> {
  const { firstSeq } = newest.header;
  const records = await readRecords(disk, newest);
  const checkpoint = Math.max(newest.header.checkpoint, records.at(-1)?.checkpoint ?? 0);
  if (checkpoint >= firstSeq) return records;
  const before = older === undefined ? [] : await readRecords(disk, older, firstSeq);
  if (before.at(-1)?.seq !== firstSeq - 1) {
    warn(`The write-ahead log beside ${newest.path} is damaged: the last messages may be missing`);
  }
  return [...before.filter(({ seq }) => seq >= checkpoint), ...records];
}

async function readRecords(
  disk: Disk,
  { path, header, isEmpty }: Used,
  endSeq?: number,
): Promise<WalRecord[]> {
  if (isEmpty) return [];
  try {
    using file = await disk.read(path);
    return file ? [...decodeRecords(await file.read(0, await file.size()), header, endSeq)] : [];
  } catch (cause) {
    throw storageError("read", path, cause);
  }
}

/** Writes the records to the logs of the rooms, some logs at a time. */
async function replay(records: readonly WalRecord[], options: RecoveryOptions): Promise<void> {
  const { rooms } = options;
  const pathOf = ({ room, segment }: WalRecord) => segmentAt(`${rooms}/${room}`, segment).path;
  const logs = [...Map.groupBy(records, pathOf)];
  const worker = async () => {
    for (let log = logs.pop(); log !== undefined; log = logs.pop()) await replayLog(log, options);
  };
  await Promise.all(Array.from({ length: MAX_REPLAYS_AT_ONCE }, worker));
}

async function replayLog(
  [path, records]: readonly [string, readonly WalRecord[]],
  { disk, warn }: RecoveryOptions,
): Promise<void> {
  const { offset, bytes } = imageOf(records);
  try {
    const size = await sizeOf(disk, path);
    if (size === undefined) return; // removed, by retention or by the operator
    if (size < offset) {
      return warn(`The log ${path} is shorter than the write-ahead log expects: it stays as it is`);
    }
    const file = await disk.open(path);
    try {
      // also what is there already: after a failed sync the system shows what the disk may not have
      writeAll(file, bytes, offset);
      await file.syncData();
    } finally {
      file.close();
    }
  } catch (cause) {
    throw storageError("write", path, cause);
  }
}
