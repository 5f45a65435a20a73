/** Writes what people may miss: the log of a server, the warnings of a client. */

import { type Clock, SystemClock } from "./clock.ts";
import { type Destination, writeSome } from "./output.ts";
import { within } from "./within.ts";

/** Bytes that may wait to be written: some thousand lines of a log. */
export const MAX_WAITING_BYTES = 256 * 1024;

/** How long the end of a program waits for its last words. */
export const LAST_WORDS_MS = 500;

/** What a writer works with. */
export interface LossyWriterOptions {
  /** Where the lines go. */
  readonly to: Destination;
  /** Says when to try again. */
  readonly clock: Pick<Clock, "after">;
  /** What to write in place of so many lines, with a line feed. */
  readonly dropped: (lines: number) => string;
  /** By default `MAX_WAITING_BYTES`. */
  readonly maxWaitingBytes?: number;
}

/** Something that waits to be written. */
interface Piece {
  readonly bytes: Uint8Array;
  /** The lines that are lost without it. */
  readonly lines: number;
}

/**
 * Writes lines in their order.
 *
 * 1. `write` MUST NOT throw, block or wait.
 * 2. What waits is bounded. What does not fit is dropped, and what cannot be written is, too.
 * 3. Dropped lines are counted. A line tells their number as soon as something can be written again.
 */
export class LossyWriter {
  readonly #options: LossyWriterOptions;
  readonly #maxWaitingBytes: number;
  #waiting: Piece[] = [];
  /** Bytes that wait, those that are being written among them. */
  #waitingBytes = 0;
  /** Lines dropped since the last notice. */
  #dropped = 0;
  /** Whether the last bytes written are a part of a line, and its rest is lost. */
  #torn = false;
  #writing: Promise<void> | undefined;

  constructor(options: LossyWriterOptions) {
    this.#options = options;
    this.#maxWaitingBytes = options.maxWaitingBytes ?? MAX_WAITING_BYTES;
  }

  /** Writes text that ends with a line feed. */
  write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const lines = Math.max(1, linesIn(bytes));
    if (this.#waitingBytes + bytes.length > this.#maxWaitingBytes) {
      this.#dropped += lines;
      return;
    }
    this.#tellDropped();
    this.#push({ bytes, lines });
  }

  /** Resolves when nothing waits, or after `patienceMs`. */
  async drained(patienceMs: number = LAST_WORDS_MS): Promise<void> {
    if (this.#writing !== undefined) await within(this.#writing, patienceMs, this.#options.clock);
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const bytes = new TextEncoder().encode(this.#options.dropped(this.#dropped));
    this.#push({ bytes, lines: this.#dropped });
    this.#dropped = 0;
  }

  #push(piece: Piece): void {
    this.#waiting.push(piece);
    this.#waitingBytes += piece.bytes.length;
    this.#writing ??= this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    await undefined; // what one turn of the loop says goes out in one write
    while (this.#waiting.length > 0) {
      const pieces = this.#waiting;
      this.#waiting = [];
      const written = await this.#writeBytes(joined(pieces));
      this.#count(pieces, written);
      // behind a failure nothing is tried: a notice would fail, too
      if (this.#waiting.length === 0 && written > 0) this.#tellDropped();
    }
    this.#writing = undefined;
  }

  /** Writes bytes as far as it can; resolves to how many of them are written. */
  async #writeBytes(bytes: Uint8Array): Promise<number> {
    const { to, clock } = this.#options;
    let at = 0;
    try {
      if (this.#torn) {
        await writeSome(to, LINE_FEED, clock);
        this.#torn = false;
      }
      while (at < bytes.length) at += await writeSome(to, bytes.subarray(at), clock);
    } catch {
      // there is nobody to tell: the lines count as dropped
    }
    if (at > 0) this.#torn = at < bytes.length && bytes[at - 1] !== LINE_FEED[0];
    return at;
  }

  /** Of what was to be written, counts the lines of which something is missing. */
  #count(pieces: readonly Piece[], written: number): void {
    let end = 0;
    for (const { bytes, lines } of pieces) {
      const begin = end;
      end += bytes.length;
      this.#waitingBytes -= bytes.length;
      if (end <= written) continue;
      const whole = written > begin ? linesIn(bytes.subarray(0, written - begin)) : 0;
      this.#dropped += Math.max(1, lines - whole);
    }
  }
}

const LINE_FEED = Uint8Array.of(0x0a);

/** How many lines end in these bytes. */
function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

function joined(pieces: readonly Piece[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!.bytes;
  const all = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of pieces) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

/** Standard error, for words to people. */
export function standardError(dropped: (lines: number) => string): LossyWriter {
  return new LossyWriter({ to: Deno.stderr, clock: new SystemClock(), dropped });
}
