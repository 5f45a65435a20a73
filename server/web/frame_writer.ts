/**
 * Writes WebSocket frames to a socket.
 *
 * 1. A text frame MUST hold whole lines, and members that get the same view of a feed MUST share it.
 * 2. When the socket takes a part of a frame, the next write MUST continue that frame. The frame MUST NOT
 *    count as written before all of it is.
 * 3. A control frame MUST be between text frames, never within one. At most one pong waits, and text that
 *    waits goes before it.
 * 4. Nothing MUST follow a close frame.
 */

import type { Socket } from "../net/socket.ts";
import { writeAll } from "../net/write_all.ts";
import { closeFrame, pongFrame, type TextFrames } from "./frames.ts";

const NOTHING: Uint8Array = new Uint8Array(0);

/** The outgoing half of one WebSocket. */
export class FrameWriter {
  readonly #socket: Pick<Socket, "write">;
  readonly #frames: TextFrames;
  /** A frame whose header is not written yet. */
  #frame: Uint8Array = NOTHING;
  /** The length of that header; 0 when it is written. */
  #headerBytes = 0;
  /** Payload bytes of the current frame that are not written yet. */
  #left = 0;
  /** A text is being written, or waits for a pong. */
  #isWriting = false;
  #isClosed = false;
  /** The next pong. */
  #pong: Uint8Array | undefined;
  /** Resolves when the pong that is being written is written. */
  #writingPong: Promise<void> | undefined;

  /** @param frames Shared by all WebSockets of a server. */
  constructor(socket: Pick<Socket, "write">, frames: TextFrames) {
    this.#socket = socket;
    this.#frames = frames;
  }

  /** Writes some of `lines`, at least one byte. Resolves to how many; the next call gets the rest. */
  write(lines: Uint8Array): Promise<number> {
    this.#isWriting = true;
    if (this.#writingPong !== undefined) return this.#writingPong.then(() => this.write(lines));
    const bytes = this.#left > 0 ? lines.subarray(0, this.#left) : this.#start(lines);
    return this.#socket.write(bytes).then(this.#written);
  }

  /** Answers a ping. */
  pong(payload: Uint8Array): void {
    if (this.#isClosed) return;
    this.#pong = pongFrame(payload);
    this.#writePong();
  }

  /** Writes a close frame. No text may be in flight. */
  async close(code: number | undefined, reason: string): Promise<void> {
    this.#isClosed = true;
    this.#pong = undefined;
    await this.#writingPong;
    // in the middle of a text frame the close frame would be a part of the text
    if (this.#left === 0) await writeAll(this.#socket, closeFrame(code, reason));
  }

  #start(lines: Uint8Array): Uint8Array {
    const { bytes, payloadBytes } = this.#frames.of(lines);
    this.#frame = bytes;
    this.#headerBytes = bytes.length - payloadBytes;
    this.#left = payloadBytes;
    return bytes;
  }

  // Bound once: a closure for each write would cost more.
  readonly #written = (count: number): number | Promise<number> => {
    if (this.#headerBytes > 0) {
      // no byte of the lines is written yet: there is nothing to report
      if (count <= this.#headerBytes) return this.#continueHeader(count);
      count -= this.#headerBytes;
      this.#headerBytes = 0;
      this.#frame = NOTHING;
    }
    this.#left -= count;
    this.#isWriting = false;
    this.#writePong();
    return count;
  };

  async #continueHeader(count: number): Promise<number> {
    while (count <= this.#headerBytes) {
      count += await this.#socket.write(this.#frame.subarray(count));
    }
    return this.#written(count);
  }

  #writePong(): void {
    const pong = this.#pong;
    if (pong === undefined || this.#isWriting || this.#left > 0) return;
    if (this.#writingPong !== undefined) return;
    this.#pong = undefined;
    this.#writingPong = writeAll(this.#socket, pong).catch(() => {
      // the socket is closed: the next read or write fails too, and that one is reported
    }).then(() => {
      this.#writingPong = undefined;
      this.#writePong();
    });
  }
}
