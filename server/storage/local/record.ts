/** Records of the log: events to lines, and back with whatever a file may hold by now. */

import { decodeServerFrame } from "../../../protocol/decode_server.ts";
import { encodeFrame, encodeMsg, type RoomEvent } from "../../../protocol/frames.ts";
import type { Draft, Stored } from "../journal.ts";

/** The record of `draft`, which has got its place: `id` (for a message) and `ts`. */
export function record(draft: Draft, id: number, ts: string): Stored {
  if (draft.type !== "msg") {
    const event = { ts, ...draft };
    return { event, line: encodeFrame(event) };
  }
  const { nick, text, cid, action, notice } = draft;
  const plain = { id, ts, type: "msg" as const, nick, text, cid };
  const event = action || notice
    ? { ...plain, ...(action ? { action } : {}), ...(notice ? { notice } : {}) }
    : plain;
  return { event, line: encodeMsg(event) };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LF = 0x0a;

/**
 * Decodes a record with its line feed. "damaged": it is not a record. "unknown": of a type that a newer
 * version has written.
 */
export function decodeRecord(bytes: Uint8Array): Stored | "damaged" | "unknown" {
  if (bytes[bytes.length - 1] !== LF) return "damaged";
  try {
    const line = decoder.decode(bytes);
    const event = decodeServerFrame(line);
    if (event === undefined) return "unknown";
    if (!isRoomEvent(event) || Number.isNaN(Date.parse(event.ts))) return "damaged";
    // someone's editor may have left CRLF: members get lines as the protocol has them
    return { event, line: line.endsWith("}\n") ? line : encodeFrame(event) };
  } catch {
    return "damaged"; // no JSON, no UTF-8, wrong fields: all the same to the reader
  }
}

/** Whether a record may be a message, looked at cheaply: for runs of joins and leaves. */
export function mayBeMessage(bytes: Uint8Array): boolean {
  return latin1.decode(bytes).includes('"msg"');
}

const latin1 = new TextDecoder("latin1");

function isRoomEvent(frame: { readonly type: string }): frame is RoomEvent {
  const { type } = frame;
  return type === "msg" || type === "joined" || type === "left" || type === "renamed" ||
    type === "topic";
}
