/** WebSocket frames as a client sends and reads them, for tests. */

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** What {@linkcode clientFrame} makes of a payload, and what may be wrong with it. */
export interface ClientFrameOptions {
  readonly opcode?: number;
  /** Whether the message ends with it. */
  readonly fin?: boolean;
  readonly mask?: readonly number[] | undefined;
  /** Bits that have no meaning, as in the first byte. */
  readonly reserved?: number;
  /** How many bytes the length takes besides the first one, where it is not the fewest. */
  readonly lengthBytes?: 0 | 2 | 8;
}

/** The bytes of `content`. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** A frame of a client: a whole text, unless the options say something else. */
export function clientFrame(
  content: string | Uint8Array,
  options: ClientFrameOptions = {},
): Uint8Array {
  const payload = bytesOf(content);
  const { opcode = OPCODE.text, fin = true, reserved = 0 } = options;
  const mask = "mask" in options ? options.mask : [0x37, 0xfa, 0x21, 0x3d];
  const { length } = payload;
  const lengthBytes = options.lengthBytes ?? (length < 126 ? 0 : length < 65_536 ? 2 : 8);
  const header = new Uint8Array(2 + lengthBytes + (mask?.length ?? 0));
  header[0] = (fin ? 0x80 : 0) | reserved | opcode;
  header[1] = (mask === undefined ? 0 : 0x80) |
    (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  const view = new DataView(header.buffer);
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  if (mask !== undefined) header.set(mask, 2 + lengthBytes);
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  bytes.set(
    payload.map((byte, i) => mask === undefined ? byte : byte ^ mask[i & 3]!),
    header.length,
  );
  return bytes;
}

/** A close frame of a client. */
export function clientClose(code?: number, reason = ""): Uint8Array {
  const head = code === undefined ? [] : [code >> 8, code & 0xff];
  return clientFrame(joined([Uint8Array.from(head), bytesOf(reason)]), { opcode: OPCODE.close });
}

/** A frame of a server. */
export interface ServerFrame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** How long it is in all. */
  readonly length: number;
}

/**
 * The frame of a server at the beginning of `bytes`; `undefined` where it is not whole.
 *
 * @throws {Error} when it is none that this server sends: masked, in fragments, or longer than it need be.
 */
export function serverFrame(bytes: Uint8Array): ServerFrame | undefined {
  if (bytes.length < 2) return undefined;
  const [first, second] = bytes as unknown as [number, number];
  if ((first & 0xf0) !== 0x80 || second > 127) throw new Error(`A frame with ${first} ${second}`);
  const lengthBytes = second < 126 ? 0 : second === 126 ? 2 : 8;
  if (bytes.length < 2 + lengthBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = lengthBytes === 0
    ? second
    : lengthBytes === 2
    ? view.getUint16(2)
    : Number(view.getBigUint64(2));
  if (lengthBytes > 0 && length < (lengthBytes === 2 ? 126 : 65_536)) {
    throw new Error(`A length of ${length} in ${lengthBytes} bytes`);
  }
  const end = 2 + lengthBytes + length;
  if (bytes.length < end) return undefined;
  return { opcode: first & 0x0f, payload: bytes.subarray(2 + lengthBytes, end), length: end };
}

/** All frames of a server in `bytes`, and what is left behind them. */
export function serverFrames(bytes: Uint8Array): { frames: ServerFrame[]; rest: Uint8Array } {
  const frames: ServerFrame[] = [];
  let rest = bytes;
  for (let frame; (frame = serverFrame(rest)) !== undefined; rest = rest.subarray(frame.length)) {
    frames.push(frame);
  }
  return { frames, rest };
}

/** Pieces as one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
