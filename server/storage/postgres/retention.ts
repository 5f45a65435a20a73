/** Removes events that are too old, in pieces: at the start, and every hour. */

import { MIN_KEPT_EVENTS, READ_MARKS_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Database } from "./database.ts";
import { FORGET_EVENTS, FORGET_MARKS, ROOMS_TO_CLEAN } from "./statements.ts";

const HOUR_MS = 60 * 60 * 1000;

/** The log of names is only needed by those who follow it: this much of it stays. */
const NAMES_LOG_MS = HOUR_MS;

/** What is removed. */
export interface RetentionOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Events that are older may go, in milliseconds; absent: only the log of names is cut. */
  readonly ms: number | undefined;
}

/** Keeps the tables from growing for ever. */
export class TableRetention {
  readonly #options: RetentionOptions;
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#plan(0);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #plan(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, async () => {
      await this.#remove().catch(() => {
        // the next time
      });
      if (!this.#isClosed) this.#plan(HOUR_MS);
    });
  }

  async #remove(): Promise<void> {
    const { database, clock, ms } = this.#options;
    const now = Math.floor(clock.date());
    await this.#clean(0, now - NAMES_LOG_MS);
    const rooms = ms === undefined ? [] : await database.run(ROOMS_TO_CLEAN, [now - ms]);
    for (const { room } of rooms) if (room > 0) await this.#clean(room, now - ms!);
    await database.run(FORGET_MARKS, [READ_MARKS_MS]);
  }

  async #clean(room: number, beforeMs: number): Promise<void> {
    while (!this.#isClosed) {
      const [row] = await this.#options.database.run(FORGET_EVENTS, [
        ...[room, beforeMs, MIN_KEPT_EVENTS],
      ]);
      if (row!.n === 0) return;
    }
  }
}
