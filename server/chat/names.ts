/** Nicknames and their members, and who is told of them. Two nicknames that look alike are the same one. */

import { capitalLook, foldNick } from "../../protocol/nick_fold.ts";
import { DistantMember } from "./distant_member.ts";
import type { Member, NameWatcher } from "./member.ts";

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
  readonly #watchers: NameWatcher[] = [];

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

  /** The member of this server whose nickname is `nick`, or looks like it. */
  holderHere(nick: string): Member | undefined {
    const holder = this.holder(nick);
    return holder instanceof DistantMember ? undefined : holder;
  }

  /** Who is told of the members and their nicknames. */
  get watchers(): readonly NameWatcher[] {
    return this.#watchers;
  }

  /** Tells `watcher` about nicknames from now on. */
  watch(watcher: NameWatcher): void {
    this.#watchers.push(watcher);
  }

  /** Gives `member` a nickname that nobody has, in place of the one that it has. */
  hold(member: Member, nick: string): void {
    const from = this.release(member) ? member.nick : undefined;
    this.give(member, nick, from);
  }

  /** Gives `member`, which has no nickname now, one that nobody has. `from` is the one before. */
  give(member: Member, nick: string, from?: string): void {
    this.#names.set(foldNick(nick), member);
    this.#capitals.set(capitalLook(nick), member);
    member.nick = nick;
    for (const watcher of this.#watchers) watcher.named(member, from);
  }

  /** Gives the server's own voice a nickname that nobody has. It is not counted as a member. */
  reserve(voice: Member, nick: string): void {
    this.#apart.set(foldNick(nick), voice);
    this.#capitals.set(capitalLook(nick), voice);
    voice.nick = nick;
  }

  /** `member` has left the chat: its nickname is free. */
  leave(member: Member): void {
    if (!this.release(member)) return;
    for (const watcher of this.#watchers) watcher.gone(member);
  }

  /** Takes the nickname from `member`, and tells nobody; false when it has none any more. */
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
