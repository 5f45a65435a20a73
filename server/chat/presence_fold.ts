/**
 * Joins and leaves, bounded: a burst of them (everyone comes back after a cut) must not cost each
 * member a line for each other member. Each is announced at once while a budget lasts; beyond it
 * they are folded into one line a second that names one and counts the others.
 */

import type { JoinedFrame, LeftFrame } from "../../protocol/frames.ts";
import { PRESENCE_BURST, PRESENCE_FOLD_MS, PRESENCE_PER_S } from "../limits.ts";
import type { Clock } from "../../runtime/clock.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";

/** Someone came or went. */
export type Presence = JoinedFrame | LeftFrame;

/** What a fold works with. */
export interface PresenceOptions<By> {
  /** `by` is who came or went, when it is one person. */
  readonly announce: (event: Presence, by: By | undefined) => void;
  readonly clock: Clock;
}

interface Waiting<By> {
  readonly event: Presence;
  readonly by: By;
}

/** Announces joins and leaves of one room at a bounded rate. */
export class PresenceFold<By> {
  readonly #options: PresenceOptions<By>;
  readonly #budget = new TokenBucket(PRESENCE_PER_S, PRESENCE_BURST);
  /** The last that happened to each nickname and is not announced yet. */
  #waiting = new Map<string, Waiting<By>>();
  #due = false;

  constructor(options: PresenceOptions<By>) {
    this.#options = options;
  }

  /** Takes in that someone came or went. */
  push(event: Presence, by: By): void {
    // once something waits, all wait: a later event must not overtake an earlier one
    if (!this.#due && this.#budget.take(this.#options.clock.now()) === 0) {
      this.#options.announce(event, by);
      return;
    }
    if (!this.#due) {
      this.#due = true;
      this.#options.clock.after(PRESENCE_FOLD_MS, () => this.flush());
    }
    const before = this.#waiting.get(event.nick);
    this.#waiting.delete(event.nick);
    // who came and went within the second was never seen, and need not be announced
    if (before === undefined || before.event.type === event.type) {
      this.#waiting.set(event.nick, { event, by });
    }
  }

  /** Announces what waits, where `nick` is part of it: nobody speaks before they came. */
  flushFor(nick: string): void {
    if (this.#waiting.has(nick)) this.flush();
  }

  /** Announces what waits: at most one line for those who went, and one for those who came. */
  flush(): void {
    this.#due = false;
    const waiting = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (const type of ["left", "joined"] as const) {
      const alike = waiting.filter(({ event }) => event.type === type);
      const last = alike.at(-1);
      if (last === undefined) continue;
      if (alike.length === 1) this.#options.announce(last.event, last.by);
      else this.#options.announce({ ...last.event, others: alike.length - 1 }, undefined);
    }
  }
}
