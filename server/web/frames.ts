/** WebSocket frames (RFC 6455, section 5): opcodes, close codes, and the frames that a server sends. Pure. */

import { MAX_FRAME_BYTES } from "../limits.ts";

/** What a frame is for (RFC 6455, section 5.2). Control frames begin at `close`. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** In the first byte: the frame ends its message. */
export const FINAL = 0x80;

/** In the second byte instead of a length: the length is in the next two bytes. */
export const LENGTH_IN_TWO_BYTES = 126;

/** In the second byte instead of a length: the length is in the next eight bytes. */
export const LENGTH_IN_EIGHT_BYTES = 127;

/** Why a WebSocket ends (RFC 6455, section 7.4.1): the codes that this server sends. */
export const CLOSE_CODE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidText: 1007,
  policyViolation: 1008,
  tooLarge: 1009,
} as const;

const LF = 0x0a;
const NO_PAYLOAD = new Uint8Array(0);

/** Encodes a pong. */
export function pongFrame(payload: Uint8Array): Uint8Array {
  return encode(OPCODE.pong, payload);
}

/**
 * Encodes a close frame.
 *
 * @param code `undefined`: the frame is empty.
 * @param reason At most 123 bytes in UTF-8.
 */
export function closeFrame(code: number | undefined, reason = ""): Uint8Array {
  if (code === undefined) return encode(OPCODE.close, NO_PAYLOAD);
  const words = new TextEncoder().encode(reason);
  const payload = new Uint8Array(2 + words.length);
  payload.set([code >> 8, code & 0xff]);
  payload.set(words, 2);
  return encode(OPCODE.close, payload);
}

/** A text frame. */
export interface TextFrame {
  /** The header and the payload. */
  readonly bytes: Uint8Array;
  /** The length of the payload. */
  readonly payloadBytes: number;
}

/**
 * The text frames of one server. A server sends no masks (RFC 6455, section 5.1), so a frame is the same for
 * every member: members that get the same view of a feed share one frame.
 */
export class TextFrames {
  #lines: Uint8Array | undefined;
  #frame: TextFrame | undefined;

  /** The frame with the first lines of `lines`: whole lines, at most `MAX_FRAME_BYTES`. */
  of(lines: Uint8Array): TextFrame {
    if (this.#lines === lines) return this.#frame!;
    this.#lines = lines;
    return this.#frame = textFrame(lines);
  }
}

function textFrame(lines: Uint8Array): TextFrame {
  const { length } = lines;
  const end = length <= MAX_FRAME_BYTES ? length : lines.lastIndexOf(LF, MAX_FRAME_BYTES - 1) + 1;
  // 0: the first line alone is longer. No line of this server is, but such a line is better than none
  const payload = end === 0 || end === length ? lines : lines.subarray(0, end);
  return { bytes: encode(OPCODE.text, payload), payloadBytes: payload.length };
}

/** Header and payload in one buffer, so that they leave in one write. */
function encode(opcode: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const headerBytes = length < LENGTH_IN_TWO_BYTES ? 2 : length < 0x10000 ? 4 : 10;
  const bytes = new Uint8Array(headerBytes + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = FINAL | opcode;
  bytes[1] = headerBytes === 2
    ? length
    : headerBytes === 4
    ? LENGTH_IN_TWO_BYTES
    : LENGTH_IN_EIGHT_BYTES;
  if (headerBytes === 4) view.setUint16(2, length);
  // the upper four bytes stay 0
  if (headerBytes === 10) view.setUint32(6, length);
  bytes.set(payload, headerBytes);
  return bytes;
}
