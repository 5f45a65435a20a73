/**
 * Tells which `joined` events are news, and how they change the number of those who are there. Pure.
 *
 * Two kinds are not: of people who were named when the user entered, and of people who were there
 * before a cut and come back after it, as the user does.
 *
 * @module
 */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { LinkEvent, PresenceFrame } from "../link/events.ts";
import { COMEBACK_MS } from "../limits.ts";

/** What an event means. */
export interface Presence {
  /** Whether the user is to be told. */
  readonly isNews: boolean;
  /** How many people more are there now; below 0: less. */
  readonly change: number;
}

/** Knows who was named and who was there before. */
export class JoinFilter {
  /** People named on entering whose `joined` has not come. */
  #named = new Set<string>();
  /** People who were there before the cut and have not come back. */
  #before = new Set<string>();
  #enteredAt = 0;

  /**
   * A room is entered.
   *
   * @param before Who was there when the connection was lost, as far as this side knows.
   * @param now A time that never goes back, in milliseconds.
   */
  entered(
    { members, back }: Extract<LinkEvent, { type: "entered" }>,
    before: readonly string[],
    now: number,
  ): void {
    this.#named = new Set(members.map(foldNick));
    this.#before = new Set(back ? before.map(foldNick) : []);
    this.#enteredAt = now;
  }

  /** Takes an event. The next `joined` of the same person is news, and so is one that comes late. */
  take({ type, nick, ...more }: PresenceFrame, now: number): Presence {
    const name = foldNick(nick);
    const isSoon = now - this.#enteredAt <= COMEBACK_MS;
    const wasNamed = this.#named.delete(name) && isSoon;
    const others = "others" in more ? more.others ?? 0 : 0;
    if (type === "left") return { isNews: true, change: -1 - others };
    if (type !== "joined") return { isNews: true, change: 0 };
    const isBack = this.#before.delete(name) && isSoon;
    // the event does not name the others who joined, and some of them may be new
    return { isNews: others > 0 || !(wasNamed || isBack), change: others + (wasNamed ? 0 : 1) };
  }
}
