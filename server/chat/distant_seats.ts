/** The members of one room that are at other servers, as the log of the room has them. */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { Stored } from "../storage/journal.ts";
import type { Author, Member } from "./member.ts";

/** Who is in a room at another server. */
export class DistantSeats {
  readonly #memberOf: ((nick: string) => Member) | undefined;
  /** By their folded nicknames. */
  readonly #members = new Map<string, Member>();

  /** @param memberOf The member of a nickname at another server; absent where there is no other. */
  constructor(memberOf: ((nick: string) => Member) | undefined) {
    this.#memberOf = memberOf;
  }

  /** How many there are. */
  get count(): number {
    return this.#members.size;
  }

  /** The members, in the order they joined. */
  get members(): Member[] {
    return Array.from(this.#members.keys(), (name) => this.#of(name)!);
  }

  /** Whether one of them has this nickname. */
  has(nick: string): boolean {
    return this.#members.has(foldNick(nick));
  }

  /** The one that has this nickname. */
  find(nick: string): Member | undefined {
    return this.#of(foldNick(nick));
  }

  /** The member of this nickname is in the room. */
  add(nick: string): void {
    if (this.#memberOf !== undefined) this.#members.set(foldNick(nick), this.#memberOf(nick));
  }

  /** The member of this nickname is not at another server any more, or not in the room; false if it was not. */
  delete(nick: string): boolean {
    return this.#members.delete(foldNick(nick));
  }

  /** Takes in what has happened at another server. */
  follow(event: Stored["event"]): void {
    if (event.type === "joined") this.add(event.nick);
    else if (event.type === "left") this.delete(event.nick);
    else if (event.type === "renamed" && this.delete(event.nick)) this.add(event.to);
  }

  /** Who has done at another server what is told in `room`, if that is known. */
  author(
    { event: { nick }, isQuit }: Stored,
    room: NonNullable<Member["quitRooms"]>[number],
  ): Author | undefined {
    const member = this.find(nick);
    if (member?.session === undefined) return undefined;
    if (!isQuit) return { member };
    // those who share several rooms with it are told once
    const told = member.quitRooms ??= [];
    const metadata = { quit: true, told: [...told] } as const;
    told.push(room);
    return { member, metadata };
  }

  #of(name: string): Member | undefined {
    const member = this.#members.get(name);
    if (member === undefined || member.session !== undefined) return member;
    // it was seated before the log of names told who that is
    this.add(member.nick);
    return this.#members.get(name);
  }
}
