/** A socket in memory, with the peer's side of it in the test's hand. */

import { isDisconnect, type Socket } from "../../../server/net/socket.ts";
import { settled } from "../../support/virtual_clock.ts";
import { Writer } from "./writer.ts";

const encoder = new TextEncoder();

/** One connection's socket. */
export class FakeSocket implements Socket {
  readonly writer: Writer;
  /** Sizes of the buffers that were given to read into. */
  readonly buffers: number[] = [];
  closed = false;
  /** Whether this side has said that nothing more comes. */
  writeClosed = false;
  /** Whether the peer closes as soon as this side has said so. */
  polite = true;
  handshake?: () => Promise<unknown>;
  readonly #incoming: (Uint8Array | Error | null)[] = [];
  #reading:
    | { into: Uint8Array; resolve(count: number | null): void; reject(cause: Error): void }
    | undefined;
  #seen = 0;
  #torn: Error | null = null;

  /** @param fast Whether the peer takes each write at once. */
  constructor(fast = true) {
    this.writer = new Writer(fast);
  }

  /** What a connection reads from and writes to. */
  get lines(): Socket {
    return this;
  }

  read(into: Uint8Array): Promise<number | null> {
    this.buffers.push(into.length);
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    if (this.closed) reject(new Deno.errors.BadResource("Bad resource ID"));
    this.#reading = { into, resolve, reject };
    this.#serve();
    return promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.closed) return Promise.reject(new Deno.errors.BadResource("Bad resource ID"));
    if (this.#torn !== null) return Promise.reject(this.#torn);
    return this.writer.write(bytes);
  }

  closeWrite(): Promise<void> {
    this.writeClosed = true;
    if (this.polite) this.#put(null);
    return Promise.resolve();
  }

  close(): void {
    if (this.closed) throw new Deno.errors.BadResource("Bad resource ID");
    this.closed = true;
    this.#reading?.reject(new Deno.errors.Interrupted("operation canceled"));
    this.#reading = undefined;
    this.writer.fail(new Deno.errors.Interrupted("operation canceled"));
  }

  /** The peer sends pieces, one after the other. */
  async send(...pieces: (string | Uint8Array)[]): Promise<void> {
    for (const piece of pieces) {
      const bytes = typeof piece === "string" ? encoder.encode(piece) : piece;
      if (bytes.length > 0) this.#put(bytes);
      await settled();
    }
  }

  /** The peer sends frames, a line each, at once. */
  frames(...frames: object[]): Promise<void> {
    return this.send(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
  }

  /** The peer closes, or is torn away. */
  async hangUp(cause: Error | null = null): Promise<void> {
    this.#put(cause);
    if (cause !== null && isDisconnect(cause)) {
      this.#torn = cause;
      await this.writer.fail(cause);
    }
    await settled();
  }

  /** Bytes sent by the peer that nobody has read yet. */
  get unread(): number {
    return this.#incoming.reduce((sum, piece) => {
      return sum + (piece instanceof Uint8Array ? piece.length : 0);
    }, 0);
  }

  /** What came since this was asked the last time. */
  news(): string {
    const { text } = this.writer;
    const news = text.slice(this.#seen);
    this.#seen = text.length;
    return news;
  }

  /** The same as JSON values, a line each. */
  newFrames(): Record<string, unknown>[] {
    return this.news().split("\n").slice(0, -1).map((line) => JSON.parse(line));
  }

  #put(piece: Uint8Array | Error | null): void {
    this.#incoming.push(piece);
    this.#serve();
  }

  #serve(): void {
    const reading = this.#reading;
    const piece = this.#incoming[0];
    if (reading === undefined || piece === undefined) return;
    this.#reading = undefined;
    if (piece instanceof Error) return reading.reject(piece);
    if (piece === null) return reading.resolve(null);
    this.#incoming.shift();
    const count = Math.min(piece.length, reading.into.length);
    reading.into.set(piece.subarray(0, count));
    if (count < piece.length) this.#incoming.unshift(piece.subarray(count));
    reading.resolve(count);
  }
}
