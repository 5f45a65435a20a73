/**
 * What the operators of a room have decided: who may join, who may speak, who may decide. The rules
 * last as long as the room has members. Knows no socket and no dialect.
 */

import { MAX_INVITED } from "../limits.ts";
import { type Mask, Masks } from "./masks.ts";
import { MemberSet } from "./member_set.ts";
import type { Flag } from "./rule_change.ts";
import type { Member } from "./member.ts";

/** Why a member is not admitted. */
export type Barrier = "banned" | "inviteOnly" | "key" | "full";

/** Rules as JSON, for other servers. Members are numbers of sessions; keys of an object are numbers too. */
export interface RulesState {
  readonly since: number;
  readonly operators: Readonly<Record<string, 1>>;
  readonly voiced: Readonly<Record<string, 1>>;
  readonly flags: readonly Flag[];
  readonly key?: string | undefined;
  readonly limit?: number | undefined;
  readonly bans: readonly Mask[];
  readonly banExceptions: readonly Mask[];
  readonly inviteExceptions: readonly Mask[];
  readonly invited: readonly number[];
}

/** The rules of one room. */
export class Rules {
  /** Since when the room has members, in milliseconds since 1970. */
  readonly since: number;
  readonly operators: MemberSet;
  readonly voiced: MemberSet;
  readonly flags: Set<Flag>;
  key: string | undefined;
  /** The most members; `undefined` means no bound. */
  limit: number | undefined;
  /** Members that may neither join nor speak. */
  readonly bans: Masks;
  /** Members to which no ban applies. */
  readonly banExceptions: Masks;
  /** Members that need no invitation. */
  readonly inviteExceptions: Masks;
  // weak: a member may leave the chat without joining the room
  readonly #invited = new WeakSet<Member>();
  /** The same by the numbers of sessions, the newest at the end. */
  readonly #invitedSessions: Set<number>;

  /** Those of a room that somebody has entered at `since`; or the given ones. */
  constructor(since: number, state: Partial<RulesState> = {}) {
    this.since = state.since ?? since;
    this.operators = new MemberSet(Object.keys(state.operators ?? {}).map(Number));
    this.voiced = new MemberSet(Object.keys(state.voiced ?? {}).map(Number));
    this.flags = new Set(state.flags ?? ["membersOnly"]);
    this.key = state.key;
    this.limit = state.limit;
    this.bans = new Masks(state.bans);
    this.banExceptions = new Masks(state.banExceptions);
    this.inviteExceptions = new Masks(state.inviteExceptions);
    this.#invitedSessions = new Set(state.invited);
  }

  /** The rules for other servers. */
  get state(): RulesState {
    const { since, key, limit } = this;
    const sessions = (members: MemberSet): Record<string, 1> =>
      Object.fromEntries(members.sessions.map((session) => [session, 1]));
    return {
      since,
      operators: sessions(this.operators),
      voiced: sessions(this.voiced),
      flags: [...this.flags],
      ...(key === undefined ? {} : { key }),
      ...(limit === undefined ? {} : { limit }),
      bans: this.bans.all,
      banExceptions: this.banExceptions.all,
      inviteExceptions: this.inviteExceptions.all,
      invited: [...this.#invitedSessions],
    };
  }

  /** Lets `member` in once, whatever the other rules say. */
  invite(member: Member): void {
    if (member.session === undefined) return void this.#invited.add(member);
    this.#invitedSessions.add(member.session);
    if (this.#invitedSessions.size <= MAX_INVITED) return;
    const [oldest] = this.#invitedSessions;
    this.#invitedSessions.delete(oldest!);
  }

  /** Whether `member` is invited and has not joined yet. */
  isInvited(member: Member): boolean {
    const { session } = member;
    return session === undefined ? this.#invited.has(member) : this.#invitedSessions.has(session);
  }

  /** Why `member` may not join a room of `count` members; `undefined` when it may. */
  barrier(
    member: Member,
    count: number,
    { key, nick }: { key?: string | undefined; nick?: string } = {},
  ): Barrier | undefined {
    if (this.isInvited(member)) return undefined;
    if (this.isBanned(member, nick)) return "banned";
    if (this.flags.has("inviteOnly") && !this.inviteExceptions.fit(member, nick)) {
      return "inviteOnly";
    }
    if (this.key !== undefined && this.key !== key) return "key";
    return this.limit !== undefined && count >= this.limit ? "full" : undefined;
  }

  /** Whether a ban applies to `member`, or to `member` if it were called `nick`. */
  isBanned(member: Member, nick = member.nick): boolean {
    return this.bans.fit(member, nick) && !this.banExceptions.fit(member, nick);
  }

  /** Whether `member` may speak. */
  maySpeak(member: Member, isHere: boolean): boolean {
    if (!isHere && this.flags.has("membersOnly")) return false;
    if (this.operators.has(member) || this.voiced.has(member)) return true;
    return !this.flags.has("moderated") && !this.isBanned(member);
  }

  /** Notes that `member` has joined: an invitation is good for once. */
  entered(member: Member): void {
    if (member.session === undefined) this.#invited.delete(member);
    else this.#invitedSessions.delete(member.session);
  }

  /** Takes its rights from `member`, which has left. */
  left(member: Member): void {
    this.operators.delete(member);
    this.voiced.delete(member);
  }

  /** Gives the rights of `member` to `successor`. */
  replace(member: Member, successor: Member): void {
    // the rights are those of the session, whoever speaks for it
    if (successor.session !== undefined) return;
    if (this.operators.has(member)) this.operators.add(successor);
    if (this.voiced.has(member)) this.voiced.add(successor);
    this.left(member);
  }
}
