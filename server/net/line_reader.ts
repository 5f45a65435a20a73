/** Bytes of a socket to lines. It reads no faster than the lines are worked on. */

import { Lines } from "../../protocol/lines.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Outlet } from "../fanout/outlet.ts";
import { MAX_READ_BYTES, TURN_US } from "../limits.ts";
import { discard } from "./discard.ts";
import { nextTurn } from "./next_turn.ts";
import type { Pause } from "./pause.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { Socket } from "./socket.ts";

/** Where a reader hands its lines to. */
export interface LineTaker {
  /** Whether no more lines are taken. */
  readonly ended: boolean;
  /** Takes a line without its line end. The next one waits for the promise. */
  line(bytes: Uint8Array): void | Promise<void>;
  /** A line is longer than the bound. What comes of it is dropped. */
  tooLong(): void | Promise<void>;
  /** So much of it was dropped that it could have been another line that is too long. */
  bad(): void | Promise<void>;
  /** After how much silence `pending` is a line though no line feed has come; `undefined`: never. */
  silenceMs(pending: Uint8Array): number | undefined;
}

/** What a reader needs. */
export interface LineReaderOptions {
  readonly socket: Pick<Socket, "read">;
  /** Where the answers wait. */
  readonly outlet: Pick<Outlet, "waitingBytes" | "drained">;
  readonly maxLineBytes: number;
  readonly clock: Pick<Clock, "now">;
  /** Used to wait for silence. To end it is to take the silence for over. */
  readonly pause: Pause;
}

/** Reads one connection. */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #taker: LineTaker;
  readonly #lines: Lines;
  readonly #buffer = new ReadBuffer();
  /** The read in flight: it outlasts a silence. */
  #reading: Promise<number | null> | undefined;
  #isReading = false;
  #heardAt: number;
  /** Bytes of a line that does not end, not yet counted as another one. */
  #dropped = 0;

  constructor(taker: LineTaker, options: LineReaderOptions) {
    this.#taker = taker;
    this.#options = options;
    this.#lines = new Lines(options.maxLineBytes);
    this.#heardAt = options.clock.now();
  }

  /**
   * When the peer was heard last. A peer is not silent while its lines are worked on, for a slow disk
   * or the rate: nothing is read then.
   */
  heardAt(now: number): number {
    if (!this.#isReading) this.#heardAt = now;
    return this.#heardAt;
  }

  /** Hands on lines until the peer has sent all (`true`), or no more are taken (`false`). */
  async read(): Promise<boolean> {
    const { socket, outlet, clock } = this.#options;
    const taker = this.#taker;
    for (;;) {
      const { bytes } = this.#buffer;
      this.#reading ??= socket.read(bytes);
      const silence = this.#silenceMs();
      this.#isReading = true;
      const count = silence === undefined ? await this.#reading : await this.#within(silence);
      this.#isReading = false;
      if (count !== "silence") this.#reading = undefined;
      if (taker.ended) return count === null;
      if (count === null) break;
      if (count === "silence") {
        await this.#flush();
        continue;
      }
      let turn = this.#heardAt = clock.now();
      for (const line of this.#lines.push(bytes.subarray(0, count))) {
        // most lines need no waiting, and waiting for nothing costs a turn of the event loop
        const done = "tooLong" in line ? taker.tooLong() : taker.line(line.bytes);
        if (done !== undefined) await done;
        // a client that asks for more than it takes waits for its answers: that is no lag
        if (outlet.waitingBytes > MAX_READ_BYTES) await outlet.drained();
        // a client with many lines gives way to the others
        if ((clock.now() - turn) * 1_000 > TURN_US) {
          await nextTurn();
          turn = clock.now();
        }
        // looked at last: the end may have come in any of these waits
        if (taker.ended) break;
      }
      if (this.#lines.dropping) await this.#drop(count);
      this.#buffer.fit(count);
    }
    if (this.#silenceMs() !== undefined) await this.#flush();
    return true;
  }

  /** Reads on into nothing until the peer has sent all; `false`: it sent more than `maxBytes`. */
  discard(maxBytes: number): Promise<boolean> {
    return discard(this.#options.socket, this.#buffer.bytes, maxBytes, this.#reading);
  }

  #silenceMs(): number | undefined {
    const { pending } = this.#lines;
    if (this.#taker.ended || pending.length === 0) return undefined;
    return this.#taker.silenceMs(pending);
  }

  async #within(ms: number): Promise<number | null | "silence"> {
    const { pause } = this.#options;
    try {
      return await Promise.race([this.#reading!, pause.wait(ms).then(() => "silence" as const)]);
    } finally {
      pause.end();
    }
  }

  /** Takes what is pending for a line. */
  async #flush(): Promise<void> {
    const line = this.#lines.flush();
    if (line !== undefined && "bytes" in line) await this.#taker.line(line.bytes);
  }

  async #drop(bytes: number): Promise<void> {
    const { maxLineBytes } = this.#options;
    this.#dropped += bytes;
    for (; this.#dropped >= maxLineBytes && !this.#taker.ended;) {
      this.#dropped -= maxLineBytes;
      await this.#taker.bad();
    }
  }
}
