/**
 * The format of the write-ahead log. A file of it is a header of one sector, then records without
 * gaps. Numbers are little-endian; those that may be large are doubles, exact up to 2^53.
 *
 *     header: magic "chatwal1" · u32 checksum · u32 salt · f64 first sequence number · f64 checkpoint
 *     record: u32 checksum · u32 bytes of the data · f64 sequence number · f64 checkpoint
 *             · f64 first id of the segment · f64 place in it · u16 bytes of the room's name · name · data
 *
 * Checksums are CRC-32 (ISO 3309) of all that follows them. That of a record begins with the file's
 * salt, which is another one each time the file is used again: a record of an earlier use is invalid,
 * wherever it stands.
 */

import { crc32 } from "node:zlib";
import { MAX_ROOM_CHARS } from "../../../protocol/limits.ts";
import { WAL_SECTOR_BYTES } from "../../limits.ts";

/** What a file of the write-ahead log begins with. */
export interface WalHeader {
  /** Sequence number of the first record in the file. */
  readonly firstSeq: number;
  /** Records before this sequence number are in the rooms' logs, synced. */
  readonly checkpoint: number;
  /** 32 random bits. */
  readonly salt: number;
}

/** Where in the logs of the rooms something stands. */
export interface Place {
  readonly room: string;
  /** First id of the segment: it names the file. */
  readonly segment: number;
  /** Byte of the file. */
  readonly offset: number;
}

/**
 * Data that was appended to a room's log. All that earlier records have at this place or behind it
 * does not count any more: no data at all takes it back.
 */
export interface WalRecord extends Place {
  readonly seq: number;
  /** Records before this sequence number were in the rooms' logs, synced. */
  readonly checkpoint: number;
  readonly data: Uint8Array;
}

const MAGIC = new TextEncoder().encode("chatwal1");
const RECORD_HEAD_BYTES = 42;

/** Bytes of UTF-8 that a character of a room's name takes at the most. */
const MAX_CHAR_BYTES = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The header as a sector. */
export function encodeHeader({ firstSeq, checkpoint, salt }: WalHeader): Uint8Array {
  const bytes = new Uint8Array(WAL_SECTOR_BYTES);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer);
  view.setUint32(12, salt, true);
  view.setFloat64(16, firstSeq, true);
  view.setFloat64(24, checkpoint, true);
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

/** Decodes a header; `undefined` when it is not one. */
export function decodeHeader(bytes: Uint8Array): WalHeader | undefined {
  if (bytes.length < WAL_SECTOR_BYTES) return undefined;
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(8, true) !== crc32(bytes.subarray(12, WAL_SECTOR_BYTES))) return undefined;
  return {
    salt: view.getUint32(12, true),
    firstSeq: view.getFloat64(16, true),
    checkpoint: view.getFloat64(24, true),
  };
}

/** Whether a file may have records, told by its first two sectors. */
export function mayHaveRecords(bytes: Uint8Array, { firstSeq }: WalHeader): boolean {
  if (bytes.length < WAL_SECTOR_BYTES + RECORD_HEAD_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return view.getFloat64(WAL_SECTOR_BYTES + 8, true) === firstSeq;
}

/** Bytes that a record takes, at the most. */
export function maxRecordBytes(data: Uint8Array): number {
  return RECORD_HEAD_BYTES + MAX_ROOM_CHARS * MAX_CHAR_BYTES + data.length;
}

/** Encodes a record at byte `at` of `into`; returns the byte after it. */
export function encodeRecord(
  into: Uint8Array,
  at: number,
  { seq, checkpoint, room, segment, offset, data }: WalRecord,
  salt: number,
): number {
  const view = new DataView(into.buffer, into.byteOffset);
  const name = encoder.encodeInto(room, into.subarray(at + RECORD_HEAD_BYTES)).written;
  const end = at + RECORD_HEAD_BYTES + name + data.length;
  into.set(data, end - data.length);
  view.setUint32(at + 4, data.length, true);
  view.setFloat64(at + 8, seq, true);
  view.setFloat64(at + 16, checkpoint, true);
  view.setFloat64(at + 24, segment, true);
  view.setFloat64(at + 32, offset, true);
  view.setUint16(at + 40, name, true);
  view.setUint32(at, crc32(into.subarray(at + 4, end), salt), true);
  return end;
}

/**
 * Yields the records of a file, given whole or its beginning, until the first that is not valid, or
 * `endSeq`. Their data are views of `bytes`.
 */
export function* decodeRecords(
  bytes: Uint8Array,
  { firstSeq, salt }: WalHeader,
  endSeq = Infinity,
): Generator<WalRecord, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = WAL_SECTOR_BYTES;
  for (let seq = firstSeq; seq < endSeq; seq++) {
    if (at + RECORD_HEAD_BYTES > bytes.length) return;
    const head = at + RECORD_HEAD_BYTES + view.getUint16(at + 40, true);
    const end = head + view.getUint32(at + 4, true);
    if (end > bytes.length || view.getFloat64(at + 8, true) !== seq) return;
    if (view.getUint32(at, true) !== crc32(bytes.subarray(at + 4, end), salt)) return;
    yield {
      seq,
      room: decoder.decode(bytes.subarray(at + RECORD_HEAD_BYTES, head)),
      checkpoint: view.getFloat64(at + 16, true),
      segment: view.getFloat64(at + 24, true),
      offset: view.getFloat64(at + 32, true),
      data: bytes.subarray(head, end),
    };
    at = end;
  }
}
