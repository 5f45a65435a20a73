/**
 * Whose coming is no news: of those who are named when one enters, and of those who were there before
 * a cut and come back after it, as one does oneself. Pure.
 *
 * @module
 */

import { foldNick } from "../../protocol/fold.ts";
import type { LinkEvent, PresenceFrame } from "../link/events.ts";
import { COMEBACK_MS } from "../limits.ts";

/** See the module. */
export class Arrivals {
  /** Who was named, and is so once. */
  #named = new Set<string>();
  /** Who was there before the cut. */
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

  /** Whether somebody's coming is to be told; another time it is. */
  isNews({ type, nick, ...more }: PresenceFrame, now: number): boolean {
    if (type !== "joined") return true;
    const name = foldNick(nick);
    const wasNamed = this.#named.delete(name);
    const isBack = this.#before.delete(name) && now - this.#enteredAt <= COMEBACK_MS;
    // who they are that came along is not told, so some of them may be new
    const isAlone = !("others" in more) || (more.others ?? 0) === 0;
    return !isAlone || !(wasNamed || isBack);
  }
}
