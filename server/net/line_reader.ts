/** Bytes of a socket to lines. Nothing is read while a line is being handled. */

import { Lines } from "../../protocol/lines.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Outlet } from "../fanout/outlet.ts";
import { MAX_READ_BYTES, TURN_US } from "../limits.ts";
import { discard } from "./discard.ts";
import { nextTurn } from "../../runtime/next_turn.ts";
import type { Pause } from "./pause.ts";
import { ReadBuffer } from "./read_buffer.ts";
import type { Socket } from "./socket.ts";

/** Takes the lines of a reader. */
export interface LineTaker {
  /** Whether no more lines are taken. */
  readonly ended: boolean;
  /** The text among the bytes that came. */
  received(bytes: Uint8Array): Uint8Array;
  /** Takes a line, without its line end. The next one waits for the promise. */
  line(bytes: Uint8Array): void | Promise<void>;
  /** A line is too long: it is dropped. */
  tooLong(): void | Promise<void>;
  /** As much was dropped as another line that is too long would have. */
  bad(): void | Promise<void>;
  /** After how much silence `pending` is a line without a line feed; `undefined`: never. */
  silenceMs(pending: Uint8Array): number | undefined;
}

/** What a reader needs. */
export interface LineReaderOptions {
  readonly socket: Pick<Socket, "read">;
  /** Its lines are the answers, which may wait. */
  readonly outlet: Pick<Outlet, "waitingBytes" | "drained">;
  readonly maxLineBytes: number;
  readonly clock: Pick<Clock, "now">;
  /** Used to wait for silence. */
  readonly pause: Pause;
}

/** Reads one connection. */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #taker: LineTaker;
  readonly #lines: Lines;
  readonly #buffer = new ReadBuffer();
  /** The read in flight. It stays in flight when a silence is over. */
  #reading: Promise<number | null> | undefined;
  #isReading = false;
  #hasHeard = false;
  #heardAt: number;
  /** Dropped bytes of a line that is too long, since `bad` was called. */
  #dropped = 0;

  constructor(taker: LineTaker, options: LineReaderOptions) {
    this.#taker = taker;
    this.#options = options;
    this.#lines = new Lines(options.maxLineBytes);
    this.#heardAt = options.clock.now();
  }

  /** Whether the peer has sent anything. */
  get hasHeard(): boolean {
    return this.#hasHeard;
  }

  /**
   * When the peer last sent something. While nothing is read, for a slow disk or the rate, the peer
   * does not count as silent.
   */
  heardAt(now: number): number {
    if (!this.#isReading) this.#heardAt = now;
    return this.#heardAt;
  }

  /** Reads lines until the peer has sent all (`true`), or no more are taken (`false`). */
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
      this.#hasHeard = true;
      let turn = this.#heardAt = clock.now();
      const text = taker.received(bytes.subarray(0, count));
      for (const line of this.#lines.push(text)) {
        // most lines need no wait, and an await that is not needed costs a turn of the event loop
        const done = "tooLong" in line ? taker.tooLong() : taker.line(line.bytes);
        if (done !== undefined) await done;
        // a client that asks for more than it reads waits for its answers: that is not lag
        if (outlet.waitingBytes > MAX_READ_BYTES) await outlet.drained();
        // a client with many lines must not keep the others waiting
        if ((clock.now() - turn) * 1_000 > TURN_US) {
          await nextTurn();
          turn = clock.now();
        }
        // checked last: the connection may have ended during any of these waits
        if (taker.ended) break;
      }
      if (this.#lines.dropping) await this.#drop(count);
      this.#buffer.fit(count);
    }
    if (this.#silenceMs() !== undefined) await this.#flush();
    return true;
  }

  /** Reads and drops until the peer has sent all; `false`: it sent more than `maxBytes`. */
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

  /** Takes the pending piece as a line. */
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
