/** Finds out that the other side is dead. No FIN comes from a cable that was pulled. */

import type { Clock } from "../../runtime/clock.ts";
import { CLIENT_PING_AFTER_MS, MAX_PROMISED_SILENCE_MS, PONG_TIMEOUT_MS } from "../limits.ts";

/** What a heartbeat works with. */
export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Asks the other side to answer. */
  readonly ping: () => void;
  /** Is called when no answer came in time. */
  readonly dead: () => void;
}

/** Asks the other side after silence, and reports when no answer comes. Begins stopped. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #heardAt = 0;
  #cancel: (() => void) | undefined;
  /** After how much silence the other side counts as dead without being asked. */
  #deadMs: number | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /**
   * Begins, as if something had just come.
   *
   * @param silenceMs After how much silence the other side will say something, where it promises that:
   * after twice as much it is gone, or stands still.
   */
  start(silenceMs = Infinity): void {
    this.heard();
    this.#deadMs = silenceMs <= MAX_PROMISED_SILENCE_MS ? 2 * silenceMs : undefined;
    if (this.#cancel === undefined) this.#wait(this.#deadMs ?? CLIENT_PING_AFTER_MS);
  }

  /** Something came from the other side. */
  heard(): void {
    this.#heardAt = this.#options.clock.now();
  }

  /** Ends, and cancels what was planned. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => this.#check());
  }

  #check(): void {
    const { clock, ping, dead } = this.#options;
    const silentMs = clock.now() - this.#heardAt;
    if (this.#deadMs !== undefined) {
      return silentMs < this.#deadMs ? this.#wait(this.#deadMs - silentMs) : dead();
    }
    if (silentMs < CLIENT_PING_AFTER_MS) return this.#wait(CLIENT_PING_AFTER_MS - silentMs);
    const asked = this.#heardAt;
    ping();
    this.#cancel = clock.after(PONG_TIMEOUT_MS, () => {
      if (this.#heardAt === asked) dead();
      else this.#check();
    });
  }
}
