/** The deadlines of one connection. Knows neither clock nor socket. */

import { HELLO_TIMEOUT_MS, PING_AFTER_MS, PING_TIMEOUT_MS, WRITE_STALL_MS } from "../limits.ts";

/** The state of a connection. Times are in milliseconds, on a clock that never goes back. */
export interface Activity {
  /** Whether a write is in flight. */
  readonly writing: boolean;
  /** How many writes are finished. */
  readonly writes: number;
  /** Whether the client has a nickname. */
  readonly isGreeted: boolean;
  /** When the peer last sent something. */
  readonly heardAt: number;
  /** How long the answer to a ping may take; `undefined`: `PING_TIMEOUT_MS`. */
  readonly pingTimeoutMs: number | undefined;
}

/** What is overdue: progress of a write, the nickname, any sign of life, the answer to a ping. */
export type Overdue = "write" | "hello" | "silence" | "pong";

/** Remembers what is waited for, and since when. */
export class Deadlines {
  readonly #since: number;
  #writes = 0;
  #wroteAt: number;
  #pingedAt: number | undefined;

  /** @param now When the connection began. */
  constructor(now: number) {
    this.#since = this.#wroteAt = now;
  }

  /** What is overdue at this time, if anything. */
  look(now: number, activity: Activity): Overdue | undefined {
    const { writing, writes, isGreeted, heardAt, pingTimeoutMs = PING_TIMEOUT_MS } = activity;
    if (writes !== this.#writes || !writing) {
      this.#writes = writes;
      this.#wroteAt = now;
    } else if (now - this.#wroteAt > WRITE_STALL_MS) {
      return "write";
    }
    // counted from the beginning: a client cannot extend it by sending one byte after another
    if (!isGreeted) return now - this.#since > HELLO_TIMEOUT_MS ? "hello" : undefined;
    if (this.#pingedAt !== undefined && heardAt >= this.#pingedAt) this.#pingedAt = undefined;
    if (this.#pingedAt === undefined) return now - heardAt > PING_AFTER_MS ? "silence" : undefined;
    return now - this.#pingedAt > pingTimeoutMs ? "pong" : undefined;
  }

  /** A ping was sent. */
  pinged(now: number): void {
    this.#pingedAt = now;
  }
}
