/**
 * The time for what cannot be undone. A clock may be wrong, and what is removed by it is gone. So a clock
 * that is far ahead of what is known is not believed at once, but when it has gone on like that for a day:
 * a server may also have been off, or nobody may have spoken. Pure.
 */

import type { Clock } from "../../../runtime/clock.ts";
import { CLOCK_CONFIRMED_MS, MAX_CLOCK_GAP_MS } from "../../limits.ts";

/** A clock that is not believed yet. All in milliseconds since 1970. */
export interface Doubt {
  /** What it said when the doubt began. */
  readonly clockMs: number;
  /** The time that was known then. */
  readonly knownMs: number;
}

/** What a trusted clock begins with. */
export interface TrustedClockOptions {
  readonly clock: Pick<Clock, "now" | "date">;
  /** The age that decides what is removed, in milliseconds. */
  readonly ageMs: number;
  /** The newest time that the data tells of, if it does: milliseconds since 1970. */
  readonly knownMs: number | undefined;
  /** A doubt that the server before had. */
  readonly doubt: Doubt | undefined;
}

/** How far a clock may be ahead of what is known: less than half of what is kept can go by mistake. */
function maxGapMs(ageMs: number): number {
  return Math.min(ageMs / 2, Math.max(MAX_CLOCK_GAP_MS, ageMs / 10));
}

/** A clock that is compared with what is known. */
export class TrustedClock {
  readonly #clock: Pick<Clock, "now" | "date">;
  readonly #gapMs: number;
  /** A time that has come for certain, and what `now` was then. */
  #knownMs: number;
  #knownNow: number;
  #lastMs: number;
  #lastNow: number;
  #doubt: Doubt | undefined;

  constructor({ clock, ageMs, knownMs, doubt }: TrustedClockOptions) {
    this.#clock = clock;
    this.#gapMs = maxGapMs(ageMs);
    this.#knownMs = doubt?.knownMs ?? knownMs ?? clock.date();
    this.#knownNow = this.#lastNow = clock.now();
    // a clock that has moved on for longer than a server is usually off is another one
    this.#lastMs = doubt?.clockMs === undefined ? clock.date() : doubt.clockMs + CLOCK_CONFIRMED_MS;
    this.#doubt = doubt;
  }

  /** Why the clock is not believed, if it is not. */
  get doubt(): Doubt | undefined {
    return this.#doubt;
  }

  /** The time, as far as it is certain, in milliseconds since 1970. */
  read(): number {
    const [date, now] = [this.#clock.date(), this.#clock.now()];
    const expected = this.#knownMs + now - this.#knownNow;
    const hasStepped = date - this.#lastMs > now - this.#lastNow + this.#gapMs;
    [this.#lastMs, this.#lastNow] = [date, now];
    if (date <= expected + this.#gapMs || this.#isConfirmed(date, hasStepped)) {
      this.#doubt = undefined;
      // a clock that is behind removes too little at most: what is known stays known
      if (date > expected) [this.#knownMs, this.#knownNow] = [date, now];
      return date;
    }
    if (this.#doubt === undefined || hasStepped || date < this.#doubt.clockMs - this.#gapMs) {
      this.#doubt = { clockMs: date, knownMs: expected };
    }
    return expected;
  }

  #isConfirmed(date: number, hasStepped: boolean): boolean {
    return this.#doubt !== undefined && !hasStepped &&
      date - this.#doubt.clockMs >= CLOCK_CONFIRMED_MS;
  }
}
