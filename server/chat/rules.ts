/**
 * What the operators of a room have decided: who may join, who may speak, who may decide. The rules
 * last as long as the room has members. Knows no socket and no dialect.
 */

import { Masks } from "./masks.ts";
import type { Member } from "./member.ts";

/** A rule that is on or off. */
export type Flag =
  | "inviteOnly"
  | "moderated"
  | "membersOnly"
  | "hidden"
  | "topicLocked"
  | "noCtcp";

/** Why a member is not admitted. */
export type Barrier = "banned" | "inviteOnly" | "key" | "full";

/** The rules of one room. */
export class Rules {
  /** Since when the room has members, in milliseconds since 1970. */
  readonly since: number;
  readonly operators = new Set<Member>();
  readonly voiced = new Set<Member>();
  readonly flags = new Set<Flag>(["membersOnly"]);
  key: string | undefined;
  /** The most members; `undefined` means no bound. */
  limit: number | undefined;
  /** Members that may neither join nor speak. */
  readonly bans = new Masks();
  /** Members to which no ban applies. */
  readonly banExceptions = new Masks();
  /** Members that need no invitation. */
  readonly inviteExceptions = new Masks();
  // weak: a member may leave the chat without joining the room
  readonly #invited = new WeakSet<Member>();

  constructor(since: number) {
    this.since = since;
  }

  /** Lets `member` in once, whatever the other rules say. */
  invite(member: Member): void {
    this.#invited.add(member);
  }

  /** Whether `member` is invited and has not joined yet. */
  isInvited(member: Member): boolean {
    return this.#invited.has(member);
  }

  /** Why `member` may not join a room of `count` members; `undefined` when it may. */
  barrier(
    member: Member,
    count: number,
    { key, nick }: { key?: string | undefined; nick?: string } = {},
  ): Barrier | undefined {
    if (this.#invited.has(member)) return undefined;
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
    this.#invited.delete(member);
  }

  /** Takes its rights from `member`, which has left. */
  left(member: Member): void {
    this.operators.delete(member);
    this.voiced.delete(member);
  }

  /** Gives the rights of `member` to `successor`. */
  replace(member: Member, successor: Member): void {
    if (this.operators.has(member)) this.operators.add(successor);
    if (this.voiced.has(member)) this.voiced.add(successor);
    this.left(member);
  }
}
