/** Removes what is too old, in pieces, at the start and every hour: events, sessions and read marks. */

import { KEPT_SESSIONS_MS, MIN_KEPT_EVENTS, READ_MARKS_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Statement } from "./client.ts";
import type { Database } from "./database.ts";
import { FORGET_EVENTS, FORGET_MARKS, FORGET_SESSIONS, ROOMS_TO_CLEAN } from "./statements.ts";

const HOUR_MS = 60 * 60 * 1000;

/** The log of names is only needed by those who follow it: this much of it stays. */
const NAMES_LOG_MS = HOUR_MS;

/** What is removed. */
export interface RetentionOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Events of rooms that are older may go, in milliseconds; absent: all of these stay. */
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
    await this.#all(FORGET_EVENTS, [0, now, NAMES_LOG_MS, MIN_KEPT_EVENTS]);
    const rooms = ms === undefined ? [] : await database.run(ROOMS_TO_CLEAN, [now - ms]);
    for (const { room } of rooms) await this.#all(FORGET_EVENTS, [room, now, ms, MIN_KEPT_EVENTS]);
    await this.#all(FORGET_SESSIONS, [KEPT_SESSIONS_MS]);
    await database.run(FORGET_MARKS, [READ_MARKS_MS]);
  }

  /** Asks again and again until there is no more. */
  async #all(statement: Statement, values: readonly unknown[]): Promise<void> {
    while (!this.#isClosed) {
      const [row] = await this.#options.database.run(statement, values);
      if (row!.n === 0) return;
    }
  }
}
