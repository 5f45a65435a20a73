/** The members at other servers, as the log of names has them. */

import { foldNick } from "../../protocol/nick_fold.ts";
import type { Holder, HolderWatcher, Letter, NameLog, Person } from "../storage/cluster.ts";
import { DistantMember } from "./distant_member.ts";
import type { DirectMessage, Member } from "./member.ts";
import type { Names } from "./names.ts";

/** What a server does about its own members, and is told about others. */
export interface DistantEvents {
  /** The member of this session, where it is here. */
  here(session: number): Member | undefined;
  /** `member` is away, or back, since `ms`: milliseconds since 1970. */
  away(member: DistantMember, ms: number): void;
  /** The session of `member` goes on at another server. */
  moved(member: Member): void;
  /** `member` gets a private message from `by`. */
  direct(member: Member, message: DirectMessage, by: Member): void;
  /** `by` has invited `member` into a room. */
  invited(member: Member, room: string, by: Member): void;
  /** `member` was removed from a room, or from the chat. */
  expelled(member: Member, letter: Letter & { readonly type: "expelled" }): void;
}

/** Keeps the members at other servers. */
export class DistantMembers implements HolderWatcher {
  readonly #log: NameLog;
  readonly #names: Names;
  readonly #events: DistantEvents;
  readonly #bySession = new Map<number, DistantMember>();
  readonly #byNick = new Map<string, DistantMember>();

  constructor(log: NameLog, names: Names, events: DistantEvents) {
    this.#log = log;
    this.#names = names;
    this.#events = events;
  }

  /** The member of a nickname. One that is not known yet is made for the moment. */
  of(nick: string): DistantMember {
    return this.#byNick.get(foldNick(nick)) ?? this.#make(nick, undefined);
  }

  named({ nick, session, isHere, person }: Holder): void {
    if (isHere) return this.#forget(session);
    const here = this.#events.here(session);
    const member = this.#bySession.get(session) ?? this.#make(nick, session);
    member.person = person;
    delete member.quitRooms;
    this.#bySession.set(session, member);
    this.#byNick.set(foldNick(nick), member);
    if (here !== undefined) this.#events.moved(here);
    if (this.#names.holderHere(nick) === undefined) this.#names.give(member, nick);
  }

  renamed(session: number, to: string): void {
    const member = this.#bySession.get(session);
    if (member === undefined) return;
    this.#forgetNick(member);
    this.#byNick.set(foldNick(to), member);
    const from = member.nick;
    this.#names.release(member);
    this.#names.give(member, to, from);
  }

  gone(session: number): void {
    this.#forget(session);
  }

  described(session: number, person: Person, ms: number): void {
    const member = this.#bySession.get(session);
    if (member === undefined) return;
    const { away } = member;
    member.person = person;
    if (person.away !== away) this.#events.away(member, ms);
  }

  told(session: number, letter: Letter): boolean {
    const member = this.#events.here(session);
    if (member === undefined) return false;
    if (letter.type === "expelled") this.#events.expelled(member, letter);
    else if (letter.type === "invited") {
      this.#events.invited(member, letter.room, this.of(letter.by));
    } else {
      const message = letter.message as DirectMessage;
      this.#events.direct(member, message, this.of(message.nick));
    }
    return true;
  }

  #make(nick: string, session: number | undefined): DistantMember {
    return new DistantMember(nick, session, (to, letter) => this.#log.tell(to, letter));
  }

  #forget(session: number): void {
    const member = this.#bySession.get(session);
    if (member === undefined) return;
    this.#bySession.delete(session);
    this.#forgetNick(member);
    this.#names.leave(member);
  }

  #forgetNick(member: DistantMember): void {
    const name = foldNick(member.nick);
    if (this.#byNick.get(name) === member) this.#byNick.delete(name);
  }
}
