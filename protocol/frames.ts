/**
 * The frames of the native dialect, one JSON object on each line, and their encoding. `decode.ts` decodes
 * them, and `docs/PROTOCOL.md` describes them.
 */

import type { ClientFrame } from "./client_frames.ts";
import type { MsgFrame } from "./room_events.ts";
import type { ServerFrame } from "./server_frames.ts";

export type { ClientFrame } from "./client_frames.ts";
export type { ErrorCode, ErrorData, ErrorFrame } from "./error_frame.ts";
export type {
  JoinedFrame,
  LeftFrame,
  MsgFrame,
  RenamedFrame,
  RoomEvent,
  TopicFrame,
} from "./room_events.ts";
export type { FoundMessage, LimitsInfo, NodeInfo, RoomInfo, ServerFrame } from "./server_frames.ts";

/** The first line from a server: it asks for a nickname. */
export const GREETING = "NICKNAME_REQUEST";

/** The room for those who name no other. It has no operators, and the server never closes it. */
export const DEFAULT_ROOM = "lobby";

/** Begins each further line of a message in plain text, so that nobody can forge a message there. */
export const CONTINUATION = "    | ";

/** The last line in the plain dialect when the server stops. */
export const PLAIN_SHUTDOWN = "SERVER_SHUTDOWN";

/** Encodes a frame as a line with its line feed. */
export function encodeFrame(frame: ServerFrame | ClientFrame): string {
  return JSON.stringify(frame) + "\n";
}

/**
 * Encodes a message as a line: the same bytes as `encodeFrame`, about twice as fast. Every message needs
 * this encoding.
 */
export function encodeMsg(msg: MsgFrame): string {
  return `{"id":${msg.id},"ts":"${msg.ts}","type":"msg","nick":${JSON.stringify(msg.nick)},"text":${
    JSON.stringify(msg.text)
  },"cid":${JSON.stringify(msg.cid)}${msg.action ? ',"action":true' : ""}${
    msg.notice ? ',"notice":true' : ""
  }}\n`;
}

/** Adds `"old":true` to the line of a message. `line` ends in `}` and a line feed. */
export function markOld(line: string): string {
  return `${line.slice(0, -2)},"old":true}\n`;
}
