/** Rooms in which nobody has ever said anything: their folders need not be kept. */

import { MAX_EMPTY_LOG_BYTES } from "../../limits.ts";
import { LOG_NAME_FILE } from "./log_name.ts";
import { decodeRecord } from "./record.ts";
import { segmentAt } from "./segments.ts";

const LF = 0x0a;

/**
 * Whether a room's folder has nothing in it but one short log and its name, in which people come and go. A log that
 * cannot be read for certain is not empty.
 */
export async function isEmptyRoom(folder: string): Promise<boolean> {
  const { path } = segmentAt(folder, 1);
  for await (const { name } of Deno.readDir(folder)) {
    if (`${folder}/${name}` !== path && name !== LOG_NAME_FILE) return false;
  }
  const bytes = await readShort(path);
  return bytes !== undefined && linesOf(bytes).every((line) => {
    const record = decodeRecord(line);
    return typeof record === "object" && /^(?:joined|left|renamed)$/.test(record.event.type);
  });
}

/** The whole file, or `undefined` when it is longer than a log in which nobody speaks. */
async function readShort(path: string): Promise<Uint8Array | undefined> {
  using file = await Deno.open(path, { read: true }).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) return { read: () => null, [Symbol.dispose]() {} };
    throw cause;
  });
  const buffer = new Uint8Array(MAX_EMPTY_LOG_BYTES + 1);
  let length = 0;
  for (;;) {
    const count = await file.read(buffer.subarray(length));
    if (count === null) return buffer.subarray(0, length);
    length += count;
    if (length > MAX_EMPTY_LOG_BYTES) return undefined;
  }
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
