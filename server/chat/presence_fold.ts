/**
 * Bounds the announcements of joins and leaves. After a network failure all members come back at
 * once, and each would be sent a line for every other. So a few are announced at once. The others are
 * folded into one line a second, which names one member and counts the rest.
 */

import type { JoinedFrame, LeftFrame } from "../../protocol/frames.ts";
import { PRESENCE_BURST, PRESENCE_FOLD_MS, PRESENCE_PER_S } from "../limits.ts";
import type { Clock } from "../../runtime/clock.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";

/** A member joined or left. */
export type Presence = JoinedFrame | LeftFrame;

/** What a fold works with. */
export interface PresenceOptions<By> {
  /** `by` is the member that joined or left, when it is one. */
  readonly announce: (event: Presence, by: By | undefined) => void;
  readonly clock: Clock;
}

interface Waiting<By> {
  readonly event: Presence;
  readonly by: By | undefined;
}

/** Announces joins and leaves of one room at a bounded rate. */
export class PresenceFold<By> {
  readonly #options: PresenceOptions<By>;
  readonly #budget = new TokenBucket(PRESENCE_PER_S, PRESENCE_BURST);
  /** The last event of each nickname that is not announced yet. */
  #waiting = new Map<string, Waiting<By>>();
  #due = false;

  constructor(options: PresenceOptions<By>) {
    this.#options = options;
  }

  /** Takes in that a member joined or left. */
  push(event: Presence, by: By | undefined): void {
    // when one waits, all wait: a later event must not overtake an earlier one
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
    // a member that joined and left within the second was never shown
    if (before === undefined || before.event.type === event.type) {
      this.#waiting.set(event.nick, { event, by });
    }
  }

  /** Announces what waits, if `nick` is part of it: nobody speaks before the join is shown. */
  flushFor(nick: string): void {
    if (this.#waiting.has(nick)) this.flush();
  }

  /** Announces what waits: at most one line for leaves and one for joins. */
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
