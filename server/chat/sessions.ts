/** The sessions of the members here, where several servers share the nicknames by a log of names. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { StorageError } from "../storage/backbone.ts";
import type { NamedSession, NameLog, Person } from "../storage/cluster.ts";
import { type Member, Refused } from "./member.ts";
import type { Room } from "./room.ts";

/** Which sessions are at this server. */
export class Sessions {
  readonly #log: NameLog;
  readonly #phrases: ServerPhrases;
  readonly #here = new Map<number, Member>();
  /** Members that have left, perhaps while a nickname was being asked for. */
  readonly #left = new WeakSet<Member>();

  constructor(log: NameLog, phrases: ServerPhrases) {
    this.#log = log;
    this.#phrases = phrases;
  }

  /** The member of a session, where it is here. */
  here(session: number): Member | undefined {
    return this.#here.get(session);
  }

  /**
   * Asks for another nickname for `member`, or begins its session with the first one; false when it is taken.
   *
   * @throws {Refused} `unavailable`.
   */
  async rename(member: Member, nick: string): Promise<boolean> {
    if (member.session !== undefined) {
      return await orUnavailable(this.#log.rename(member.session, nick), this.#phrases);
    }
    const claimed = this.#log.claim(nick, member.resume, personOf(member));
    const session = await orUnavailable(claimed, this.#phrases);
    if (session === undefined) return false;
    member.session = session;
    if (this.#left.has(member)) this.end(member, []);
    return true;
  }

  /**
   * Begins a session for `member` on its way into `room`, or goes on with that of the secret `resume`;
   * `undefined` when the nickname is taken.
   *
   * @throws {Refused} `unavailable`.
   */
  async begin(
    member: Member,
    nick: string,
    { room, resume }: { readonly room: string; readonly resume: string | undefined },
  ): Promise<NamedSession | undefined> {
    const going = resume === undefined
      ? this.#claim(member, nick)
      : this.#log.resume(nick, room, resume, personOf(member));
    const named = await orUnavailable(going, this.#phrases);
    if (named === undefined) return undefined;
    member.session = named.session;
    if (named.away !== undefined) member.away = named.away;
    if (resume !== undefined) member.resume = resume;
    return named;
  }

  async #claim(member: Member, nick: string): Promise<NamedSession | undefined> {
    const session = await this.#log.claim(nick, member.resume, personOf(member));
    return session === undefined ? undefined : { session, isHeld: false, isSeated: false };
  }

  /** The session of `member`, if it has one, is here now. */
  keep(member: Member): void {
    if (member.session !== undefined) this.#here.set(member.session, member);
  }

  /** The session of `holder` goes on with `member`, another connection here. */
  passOn(holder: Member, member: Member): void {
    if (holder.session !== undefined) {
      member.session = holder.session;
      holder.session = undefined;
      this.keep(member);
    }
    if (member.address !== holder.address) this.describe(member);
  }

  /** Tells all servers what is known of `member` now. */
  describe(member: Member): void {
    if (member.session !== undefined) this.#log.describe(member.session, personOf(member));
  }

  /** The session of `member` is at another server now, or will be. */
  letGo(member: Member): void {
    if (member.session !== undefined) this.#here.delete(member.session);
    member.session = undefined;
  }

  /** `member` has left the chat, and these rooms. */
  left(member: Member, rooms: readonly Pick<Room, "settled">[]): void {
    this.#left.add(member);
    this.end(member, rooms);
  }

  /** Ends the session of `member` behind all that `rooms` were asked for: its nickname is free then. */
  end(member: Member, rooms: readonly Pick<Room, "settled">[]): void {
    const { session } = member;
    if (session === undefined) return;
    this.letGo(member);
    void Promise.all(rooms.map((room) => room.settled())).then(() => this.#log.release(session));
  }
}

/**
 * The answer of what all servers share.
 *
 * @throws {Refused} `unavailable` when that cannot be asked now.
 */
export async function orUnavailable<T>(answer: Promise<T>, phrases: ServerPhrases): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    throw new Refused("unavailable", phrases.unavailable);
  }
}

/** What other servers are told of a member. */
function personOf({ where, address, away }: Member): Person {
  return { where, address, away };
}
