/** Decodes the WebSocket frames of a client (RFC 6455, section 5). Pure. */

import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { CLOSE_CODE, FINAL, LENGTH_IN_EIGHT_BYTES, LENGTH_IN_TWO_BYTES, OPCODE } from "./frames.ts";

const MASKED = 0x80;
const RESERVED_BITS = 0x70;

/** The longest payload of a control frame (RFC 6455, section 5.5). */
const MAX_CONTROL_BYTES = 125;

const LF = 0x0a;
const NO_PAYLOAD: Uint8Array = new Uint8Array(0);

/** A client broke the protocol. The WebSocket must end with `code`. */
export class WebSocketError extends Error {
  override readonly name = "WebSocketError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a client has sent. */
export type Piece =
  /** A part of a text. `endsLine`: the text ends here, without a line feed. */
  | { readonly type: "text"; readonly bytes: Uint8Array; readonly endsLine: boolean }
  /** Needs a pong with the same bytes. */
  | { readonly type: "ping"; readonly bytes: Uint8Array }
  /** A pong, or the end of a fragment: valid, but it ends no text. */
  | { readonly type: "other" }
  /** Nothing follows. `code` is absent when the client gives none. */
  | { readonly type: "close"; readonly code: number | undefined };

const OTHER: Piece = { type: "other" };

/** For texts that come in one piece. */
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Decodes frames, wherever their bytes are cut. Keeps no text. */
export class FrameDecoder {
  /** Two bytes, a length of two bytes if there is one, the mask. Longer lengths are refused at once. */
  readonly #header = new Uint8Array(8);
  #headerBytes = 0;
  #wantedHeaderBytes = 2;
  #opcode = 0;
  #isFinal = false;
  /** Payload bytes of this frame that have not come yet. */
  #left = 0;
  #maskAt = 0;
  /** The text has more frames, or more bytes of this frame. */
  #isInText = false;
  #textBytes = 0;
  #endsInLf = false;
  /** For a text in several pieces: a character may be cut between them. */
  #pieceDecoder: TextDecoder | undefined;
  /** The payload of a control frame. */
  #control: Uint8Array = NO_PAYLOAD;

  /**
   * Decodes the next bytes. Texts are unmasked in `chunk` itself, and are views of it. They are valid until
   * the next piece.
   *
   * @throws {WebSocketError} when the client breaks the protocol. Then the decoder cannot be used any more.
   */
  *push(chunk: Uint8Array): Generator<Piece> {
    for (let at = 0; at < chunk.length;) {
      if (this.#headerBytes < this.#wantedHeaderBytes) {
        this.#takeHeader(chunk[at++]!);
        if (this.#headerBytes < this.#wantedHeaderBytes || this.#left > 0) continue;
      }
      const bytes = chunk.subarray(at, at + this.#left);
      at += bytes.length;
      this.#left -= bytes.length;
      this.#unmask(bytes);
      const piece = this.#opcode < OPCODE.close ? this.#takeText(bytes) : this.#takeControl(bytes);
      if (piece !== undefined) yield piece;
      if (this.#left > 0) continue;
      [this.#headerBytes, this.#wantedHeaderBytes] = [0, 2];
      if (!this.#isFinal) yield OTHER;
    }
  }

  #takeHeader(byte: number): void {
    this.#header[this.#headerBytes++] = byte;
    if (this.#headerBytes === 2) this.#checkStart(this.#header[0]!, byte);
    if (this.#headerBytes === this.#wantedHeaderBytes) this.#startPayload();
  }

  #checkStart(first: number, second: number): void {
    const opcode = this.#opcode = first & 0x0f;
    const isFinal = this.#isFinal = (first & FINAL) !== 0;
    const length = second & 0x7f;
    if ((first & RESERVED_BITS) !== 0) throw protocolError("a reserved bit is set");
    if ((second & MASKED) === 0) throw protocolError("a frame has no mask");
    if (opcode >= OPCODE.close) {
      if (opcode > OPCODE.pong) throw protocolError(`unknown opcode ${opcode}`);
      if (!isFinal) throw protocolError("a control frame is fragmented");
      if (length > MAX_CONTROL_BYTES) throw protocolError("a control frame is too long");
    } else {
      if (opcode > OPCODE.binary) throw protocolError(`unknown opcode ${opcode}`);
      if (opcode === OPCODE.binary) {
        throw new WebSocketError(CLOSE_CODE.unsupportedData, "binary data");
      }
      const continues = opcode === OPCODE.continuation;
      if (continues && !this.#isInText) throw protocolError("a continuation of nothing");
      if (!continues && this.#isInText) throw protocolError("a text within a text");
      if (length === LENGTH_IN_EIGHT_BYTES) throw tooLarge();
    }
    this.#wantedHeaderBytes = length === LENGTH_IN_TWO_BYTES ? 8 : 6;
  }

  #startPayload(): void {
    const header = this.#header;
    const isLong = this.#wantedHeaderBytes === 8;
    const length = isLong ? header[2]! << 8 | header[3]! : header[1]! & 0x7f;
    if (isLong && length < LENGTH_IN_TWO_BYTES) throw protocolError("a length has too many bytes");
    this.#left = length;
    this.#maskAt = 0;
    if (this.#opcode >= OPCODE.close) this.#control = new Uint8Array(length);
    else this.#textBytes += length;
    if (this.#textBytes > MAX_LINE_BYTES) throw tooLarge();
  }

  #unmask(bytes: Uint8Array): void {
    const mask = this.#wantedHeaderBytes - 4;
    let at = this.#maskAt;
    for (let i = 0; i < bytes.length; i++) bytes[i]! ^= this.#header[mask + (at++ & 3)]!;
    this.#maskAt = at & 3;
  }

  #takeText(bytes: Uint8Array): Piece | undefined {
    const isEnd = this.#isFinal && this.#left === 0;
    const isWhole = isEnd && !this.#isInText;
    this.#isInText = !isEnd;
    this.#checkUtf8(bytes, isWhole, isEnd);
    if (bytes.length > 0) this.#endsInLf = bytes[bytes.length - 1] === LF;
    if (!isEnd) return bytes.length === 0 ? undefined : { type: "text", bytes, endsLine: false };
    const endsLine = this.#textBytes === 0 || !this.#endsInLf;
    this.#textBytes = 0;
    return { type: "text", bytes, endsLine };
  }

  #checkUtf8(bytes: Uint8Array, isWhole: boolean, isEnd: boolean): void {
    try {
      if (isWhole) return void decoder.decode(bytes);
      this.#pieceDecoder ??= new TextDecoder("utf-8", { fatal: true });
      this.#pieceDecoder.decode(bytes, { stream: !isEnd });
    } catch (cause) {
      if (!(cause instanceof TypeError)) throw cause;
      throw invalidText();
    }
  }

  #takeControl(bytes: Uint8Array): Piece | undefined {
    const control = this.#control;
    control.set(bytes, control.length - this.#left - bytes.length);
    if (this.#left > 0) return undefined;
    if (this.#opcode === OPCODE.ping) return { type: "ping", bytes: control };
    return this.#opcode === OPCODE.pong ? OTHER : { type: "close", code: closeCodeIn(control) };
  }
}

/** The code of a close frame, if it has one. */
function closeCodeIn(payload: Uint8Array): number | undefined {
  if (payload.length === 0) return undefined;
  if (payload.length === 1) throw protocolError("a close frame of one byte");
  const code = payload[0]! << 8 | payload[1]!;
  if (!isCloseCode(code)) throw protocolError(`invalid close code ${code}`);
  try {
    decoder.decode(payload.subarray(2));
  } catch {
    throw invalidText();
  }
  return code;
}

/** Whether a close frame may have this code (RFC 6455, section 7.4). */
function isCloseCode(code: number): boolean {
  // 1004, 1005, 1006 and 1015 must not be sent; from 3000 on the codes are those of libraries and programs
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
    (code >= 3000 && code <= 4999);
}

function protocolError(message: string): WebSocketError {
  return new WebSocketError(CLOSE_CODE.protocolError, message);
}

function tooLarge(): WebSocketError {
  return new WebSocketError(CLOSE_CODE.tooLarge, `a text has more than ${MAX_LINE_BYTES} bytes`);
}

function invalidText(): WebSocketError {
  return new WebSocketError(CLOSE_CODE.invalidText, "a text is not UTF-8");
}
