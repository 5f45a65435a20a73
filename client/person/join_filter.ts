/**
 * Tells which `joined` events are news. Pure.
 *
 * Two kinds are not: of people who were named when the user entered, and of people who were there
 * before a cut and come back after it, as the user does.
 *
 * @module
 */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { LinkEvent, PresenceFrame } from "../link/events.ts";
import { COMEBACK_MS } from "../limits.ts";

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

  /** Whether an event is news. The next `joined` of the same person is. */
  isNews({ type, nick, ...more }: PresenceFrame, now: number): boolean {
    if (type !== "joined") return true;
    const name = foldNick(nick);
    const wasNamed = this.#named.delete(name);
    const isBack = this.#before.delete(name) && now - this.#enteredAt <= COMEBACK_MS;
    // the event does not name the others who joined, and some of them may be new
    const isAlone = !("others" in more) || (more.others ?? 0) === 0;
    return !isAlone || !(wasNamed || isBack);
  }
}
