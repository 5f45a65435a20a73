/** What the records of the write-ahead log make of the end of a room's log. */

import type { WalRecord } from "./wal_format.ts";

/** Bytes, and where in a file they stand. */
export interface Image {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Puts together what records of one segment leave there, given in the order of their sequence numbers.
 * A record takes back what was at its place or behind it. After a gap nothing counts.
 */
export function imageOf(records: readonly WalRecord[]): Image {
  const [first] = records;
  if (first === undefined) return { offset: 0, bytes: new Uint8Array() };
  let offset = first.offset;
  let end = offset;
  let pieces: Image[] = [];
  for (const record of records) {
    if (record.offset > end) break;
    if (record.offset < end) pieces = cutAt(pieces, record.offset);
    offset = Math.min(offset, record.offset);
    end = record.offset + record.data.length;
    pieces.push({ offset: record.offset, bytes: record.data });
  }
  const bytes = new Uint8Array(end - offset);
  for (const piece of pieces) bytes.set(piece.bytes, piece.offset - offset);
  return { offset, bytes };
}

/** What of `pieces` is before byte `end`. */
function cutAt(pieces: readonly Image[], end: number): Image[] {
  return pieces.filter(({ offset }) => offset < end)
    .map(({ offset, bytes }) => ({ offset, bytes: bytes.subarray(0, end - offset) }));
}
