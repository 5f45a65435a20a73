import { assertEquals } from "@std/assert";
import fc from "../../../support/fast_check.ts";
import { WAL_SECTOR_BYTES } from "../../../../server/limits.ts";
import {
  decodeHeader,
  decodeRecords,
  encodeHeader,
  encodeRecord,
  maxRecordBytes,
  mayHaveRecords,
  type WalHeader,
  type WalRecord,
} from "../../../../server/storage/local/wal_format.ts";

const HEADER: WalHeader = { firstSeq: 7, checkpoint: 3, salt: 0xdeadbeef };

/** A record with the next number, of a room's message. */
function record(seq: number, text: string, room = "другая"): WalRecord {
  const data = new TextEncoder().encode(text);
  return { seq, checkpoint: 3, room, segment: 2 ** 45 + 1, offset: 2 ** 40 + seq, data };
}

/** A file with these records behind its header. */
function fileOf(records: readonly WalRecord[], { salt } = HEADER, spare = 100): Uint8Array {
  const bytes = records.reduce((sum, { data }) => sum + maxRecordBytes(data), 0);
  const file = new Uint8Array(WAL_SECTOR_BYTES + bytes + spare);
  file.set(encodeHeader(HEADER));
  let end = WAL_SECTOR_BYTES;
  for (const record of records) end = encodeRecord(file, end, record, salt);
  return file.subarray(0, end + spare);
}

Deno.test("decodeHeader reads what encodeHeader has written, one sector", () => {
  const bytes = encodeHeader(HEADER);
  assertEquals(bytes.length, WAL_SECTOR_BYTES);
  assertEquals(decodeHeader(bytes), HEADER);
});

Deno.test("decodeHeader takes nothing for a header in which any byte is another", () => {
  assertEquals(decodeHeader(new Uint8Array(WAL_SECTOR_BYTES)), undefined);
  assertEquals(decodeHeader(encodeHeader(HEADER).subarray(1)), undefined);
  for (let at = 0; at < WAL_SECTOR_BYTES; at++) {
    const bytes = encodeHeader(HEADER);
    bytes[at]! ^= 1;
    assertEquals(decodeHeader(bytes), undefined, `byte ${at}`);
  }
});

Deno.test("decodeRecords yields what encodeRecord has written, whatever stands behind it", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), fc.uint8Array(), (texts, rest) => {
      const records = texts.map((text, at) => record(HEADER.firstSeq + at, text));
      const file = fileOf(records, HEADER, rest.length);
      file.set(rest, file.length - rest.length);
      assertEquals([...decodeRecords(file, HEADER)], records);
      assertEquals([...decodeRecords(file, HEADER, HEADER.firstSeq + 2)], records.slice(0, 2));
    }),
  );
});

Deno.test("decodeRecords ends before the record in which any byte is another", () => {
  const records = [record(7, "one"), record(8, "two", "x"), record(9, "three")];
  const ends = [1, 2, 3].map((count) => fileOf(records.slice(0, count), HEADER, 0).length);
  const whole = fileOf(records);
  for (let at = WAL_SECTOR_BYTES; at < ends[2]!; at++) {
    const file = whole.slice();
    file[at]! ^= 0x10;
    const intact = ends.filter((end) => end <= at).length;
    assertEquals([...decodeRecords(file, HEADER)], records.slice(0, intact), `byte ${at}`);
  }
});

Deno.test("decodeRecords ends where the file is cut", () => {
  const file = fileOf([record(7, "one"), record(8, "two")], HEADER, 0);
  for (let length = 0; length < file.length; length++) {
    assertEquals([...decodeRecords(file.subarray(0, length), HEADER)].length <= 1, true);
  }
});

Deno.test("decodeRecords takes no record of an earlier use of the file", () => {
  const other = { ...HEADER, salt: 1 };
  assertEquals([...decodeRecords(fileOf([record(7, "one")], other), HEADER)], []);
  // the same use, but not the next number
  assertEquals([...decodeRecords(fileOf([record(8, "one")]), HEADER)], []);
});

Deno.test("mayHaveRecords tells a file without records by its first two sectors", () => {
  const looks = (file: Uint8Array) =>
    mayHaveRecords(file.subarray(0, 2 * WAL_SECTOR_BYTES), HEADER);
  assertEquals(looks(fileOf([], HEADER, 1_000)), false);
  assertEquals(looks(fileOf([record(7, "x".repeat(5_000))])), true);
  assertEquals(looks(fileOf([record(6, "of before")])), false);
  assertEquals(looks(fileOf([], HEADER, 0)), false);
});
