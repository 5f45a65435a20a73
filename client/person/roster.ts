/** Who is there, as far as this side knows: for completion and `/msg`. Pure. */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { LinkEvent, PresenceFrame } from "../link/events.ts";
import { oneLine } from "../stdio/text_lines.ts";
import { foldText } from "./fold_text.ts";
import { MAX_ROSTER_NICKS } from "../limits.ts";

/** Knows the nicknames; the one heard last stands at the end. */
export class Roster {
  /** By folded form. */
  readonly #nicks = new Map<string, string>();

  /** All nicknames; the one heard last comes first. */
  get nicks(): string[] {
    return [...this.#nicks.values()].reverse();
  }

  /** Learns from an event. */
  on(event: LinkEvent): void {
    switch (event.type) {
      case "entered":
        this.#nicks.clear();
        // those who came first are named first, and Tab should offer them in that order
        return event.members.toReversed().forEach((nick) => this.#add(nick));
      case "who":
        return event.nicks.forEach((nick) => this.#nicks.has(foldNick(nick)) || this.#add(nick));
      case "message":
        // the author of an old message may have left
        return event.message.old === true ? undefined : this.#add(event.message.nick);
      case "dm":
        return event.own ? undefined : this.#add(event.frame.nick);
      case "presence":
        return this.#presence(event.frame);
    }
  }

  /** Nicknames that begin with `start` in any case and spelling; the one heard last comes first. */
  startingWith(start: string): string[] {
    const wanted = foldText(start);
    return this.nicks.filter((nick) => foldText(nick).startsWith(wanted));
  }

  /** The longest nickname that `text` begins with. A space or the end must follow. */
  at(text: string): string | undefined {
    let longest: string | undefined;
    for (const nick of this.#nicks.values()) {
      const fits = text.startsWith(nick) && /^(?:\s|$)/.test(text.slice(nick.length));
      if (fits && nick.length > (longest?.length ?? 0)) longest = nick;
    }
    return longest;
  }

  #presence(frame: PresenceFrame): void {
    if (frame.type === "left" || frame.type === "renamed") this.#nicks.delete(foldNick(frame.nick));
    if (frame.type === "joined") this.#add(frame.nick);
    if (frame.type === "renamed") this.#add(frame.to);
  }

  #add(nick: string): void {
    // Tab would put into the input what nobody can be called
    if (nick === "" || oneLine(nick) !== nick) return;
    const key = foldNick(nick);
    this.#nicks.delete(key);
    this.#nicks.set(key, nick);
    const [oldest] = this.#nicks.keys();
    if (this.#nicks.size > MAX_ROSTER_NICKS && oldest !== undefined) this.#nicks.delete(oldest);
  }
}
