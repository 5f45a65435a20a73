/** Who holds which nickname: two that look alike are one. */

import { capitalLook, foldNick } from "../../protocol/fold.ts";
import type { Member } from "./member.ts";

/** The members who have a nickname, by what it looks like in small letters and in capitals. */
export class Names {
  readonly #names = new Map<string, Member>();
  readonly #capitals = new Map<string, Member>();
  /** Reached by a nickname, and not one of those who are here. */
  readonly #apart = new Map<string, Member>();

  /** How many have one. */
  get count(): number {
    return this.#names.size;
  }

  /** Who has one. */
  get members(): IterableIterator<Member> {
    return this.#names.values();
  }

  /** Who is called `nick`, but for letter case and the like. */
  find(nick: string): Member | undefined {
    const name = foldNick(nick);
    return this.#names.get(name) ?? this.#apart.get(name);
  }

  /** Who keeps others from being called `nick`: it looks like theirs, were it but in capitals. */
  holder(nick: string): Member | undefined {
    return this.find(nick) ?? this.#capitals.get(capitalLook(nick));
  }

  /** Gives `member` a nickname that nobody holds. */
  give(member: Member, nick: string): void {
    this.#names.set(foldNick(nick), member);
    this.#capitals.set(capitalLook(nick), member);
    member.nick = nick;
  }

  /** Gives the server's own voice a nickname that nobody holds: it counts for nobody who is here. */
  reserve(voice: Member, nick: string): void {
    this.#apart.set(foldNick(nick), voice);
    this.#capitals.set(capitalLook(nick), voice);
    voice.nick = nick;
  }

  /** Takes the nickname from `member`; false where they have none any more. */
  release(member: Member): boolean {
    const name = foldNick(member.nick);
    const capitals = capitalLook(member.nick);
    // one that was taken over has lost them already, to its successor
    const had = this.#names.get(name) === member;
    if (had) this.#names.delete(name);
    if (this.#capitals.get(capitals) === member) this.#capitals.delete(capitals);
    return had;
  }
}
