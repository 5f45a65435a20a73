/** Finds out by itself that the other side is dead: no FIN comes from a cable that was pulled. */

import type { Clock } from "../../runtime/clock.ts";
import { ASK_AFTER_MS, PONG_TIMEOUT_MS } from "../limits.ts";

/** What a heartbeat works with. */
export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Asks the other side for a sign of life. */
  readonly ping: () => void;
  /** The other side gave none in time. */
  readonly dead: () => void;
}

/** Asks for a sign of life after silence, and reports when none comes. Begins stopped. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #heardAt = 0;
  #stop: (() => void) | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** Begins, as if something had just been heard. */
  start(): void {
    this.heard();
    if (this.#stop === undefined) this.#wait(ASK_AFTER_MS);
  }

  /** Something came. */
  heard(): void {
    this.#heardAt = this.#options.clock.now();
  }

  /** Ends, and cancels what was planned. */
  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #wait(ms: number): void {
    this.#stop = this.#options.clock.after(ms, () => this.#look());
  }

  #look(): void {
    const { clock, ping, dead } = this.#options;
    const silentMs = clock.now() - this.#heardAt;
    if (silentMs < ASK_AFTER_MS) return this.#wait(ASK_AFTER_MS - silentMs);
    const asked = this.#heardAt;
    ping();
    this.#stop = clock.after(PONG_TIMEOUT_MS, () => {
      if (this.#heardAt === asked) dead();
      else this.#look();
    });
  }
}
