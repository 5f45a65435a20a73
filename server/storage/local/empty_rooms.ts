/** Rooms in which nobody has ever said anything: their folders need not be kept. */

import { MAX_EMPTY_LOG_BYTES } from "../../limits.ts";
import type { Disk } from "./disk.ts";
import { LOG_NAME_FILE } from "./log_name.ts";
import { decodeRecord } from "./record.ts";
import { segmentAt } from "./segments.ts";

const LF = 0x0a;

/**
 * Whether a room's folder has nothing in it but one short log and its name, in which people come and go. A log that
 * cannot be read for certain is not empty.
 */
export async function isEmptyRoom(disk: Disk, folder: string): Promise<boolean> {
  const { path } = segmentAt(folder, 1);
  for (const { name } of await disk.list(folder) ?? []) {
    if (`${folder}/${name}` !== path && name !== LOG_NAME_FILE) return false;
  }
  using file = await disk.read(path);
  const bytes = await file?.read(0, MAX_EMPTY_LOG_BYTES + 1) ?? new Uint8Array();
  return bytes.length <= MAX_EMPTY_LOG_BYTES && linesOf(bytes).every((line) => {
    const record = decodeRecord(line);
    return typeof record === "object" && /^(?:joined|left|renamed)$/.test(record.event.type);
  });
}

/** The lines with their line feeds; what stands behind the last one is a line too. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(LF, at);
    lines.push(bytes.subarray(at, end < 0 ? bytes.length : end + 1));
    if (end < 0) break;
    at = end + 1;
  }
  return lines;
}
