/** The deadlines of one connection. Knows neither clock nor socket: time and facts are given to it. */

import { HELLO_TIMEOUT_MS, PING_AFTER_MS, PING_TIMEOUT_MS, WRITE_STALL_MS } from "../limits.ts";

/** What a connection does at the moment. Times are in milliseconds, of a clock that never goes back. */
export interface Activity {
  /** Whether a write is in flight, and how many are finished. */
  readonly writing: boolean;
  readonly writes: number;
  /** Whether the client has a nickname. */
  readonly isGreeted: boolean;
  /** When the peer was heard last. */
  readonly heardAt: number;
  /** How long the answer to a ping may take, where it is not `PING_TIMEOUT_MS`. */
  readonly pingTimeoutMs: number | undefined;
}

/** The deadline that is over: of a write, of the nickname, of silence, of the answer to a ping. */
export type Overdue = "write" | "hello" | "silence" | "pong";

/** Knows since when it waits for what. */
export class Deadlines {
  readonly #since: number;
  #writes = 0;
  #wroteAt: number;
  #pingedAt: number | undefined;

  /** @param now When the connection began. */
  constructor(now: number) {
    this.#since = this.#wroteAt = now;
  }

  /** Which deadline is over, if one is. */
  look(now: number, activity: Activity): Overdue | undefined {
    const { writing, writes, isGreeted, heardAt, pingTimeoutMs = PING_TIMEOUT_MS } = activity;
    if (writes !== this.#writes || !writing) {
      this.#writes = writes;
      this.#wroteAt = now;
    } else if (now - this.#wroteAt > WRITE_STALL_MS) {
      return "write";
    }
    // from the beginning, not from the last byte: dripping does not make it longer
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
