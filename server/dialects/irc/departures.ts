/** Who left which room when: somebody who comes back gets what they missed, and nothing twice. */

import { foldNick } from "../../../protocol/fold.ts";
import { MAX_IRC_DEPARTURES } from "./limits.ts";

/** The newest departures, by nickname and room. */
export class Departures {
  /** Ids of the newest messages that they have seen, the latest departure at the end. */
  readonly #seen = new Map<string, number>();

  /** Notes that somebody leaves `room`, where the newest message is `last`. */
  note(nick: string, room: string, last: number): void {
    const key = keyOf(nick, room);
    this.#seen.delete(key);
    this.#seen.set(key, last);
    if (this.#seen.size > MAX_IRC_DEPARTURES) this.#seen.delete(this.#seen.keys().next().value!);
  }

  /** The id of the newest message that they saw when they left, if they were there. */
  find(nick: string, room: string): number | undefined {
    return this.#seen.get(keyOf(nick, room));
  }
}

function keyOf(nick: string, room: string): string {
  return `${room} ${foldNick(nick)}`;
}
