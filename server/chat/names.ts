/** Nicknames and their members. Two nicknames that look alike are the same one. */

import { capitalLook, foldNick } from "../../protocol/nick_fold.ts";
import type { Member } from "./member.ts";

/** The nickname under which the server speaks. No client can have it, nor one that looks like it. */
export const SERVER_NICK = "server";

/** Whether a nickname is that of the server, or looks like it. */
export function isServerNick(nick: string): boolean {
  return foldNick(nick) === foldNick(SERVER_NICK) || capitalLook(nick) === capitalLook(SERVER_NICK);
}

/** The members by nickname, as it looks in small letters and in capitals. */
export class Names {
  readonly #names = new Map<string, Member>();
  readonly #capitals = new Map<string, Member>();
  /** Can be found by their nickname, but are not counted as members. */
  readonly #apart = new Map<string, Member>();

  /** How many members have a nickname. */
  get count(): number {
    return this.#names.size;
  }

  /** The members that have a nickname. */
  get members(): IterableIterator<Member> {
    return this.#names.values();
  }

  /** The member called `nick`; letter case and the like do not matter. */
  find(nick: string): Member | undefined {
    const name = foldNick(nick);
    return this.#names.get(name) ?? this.#apart.get(name);
  }

  /** The member whose nickname looks like `nick`, in small letters or in capitals. */
  holder(nick: string): Member | undefined {
    return this.find(nick) ?? this.#capitals.get(capitalLook(nick));
  }

  /** Gives `member` a nickname that nobody has. */
  give(member: Member, nick: string): void {
    this.#names.set(foldNick(nick), member);
    this.#capitals.set(capitalLook(nick), member);
    member.nick = nick;
  }

  /** Gives the server's own voice a nickname that nobody has. It is not counted as a member. */
  reserve(voice: Member, nick: string): void {
    this.#apart.set(foldNick(nick), voice);
    this.#capitals.set(capitalLook(nick), voice);
    voice.nick = nick;
  }

  /** Takes the nickname from `member`; false when it has none any more. */
  release(member: Member): boolean {
    const name = foldNick(member.nick);
    const capitals = capitalLook(member.nick);
    // after a takeover the nickname belongs to the successor
    const had = this.#names.get(name) === member;
    if (had) this.#names.delete(name);
    if (this.#capitals.get(capitals) === member) this.#capitals.delete(capitals);
    return had;
  }
}
