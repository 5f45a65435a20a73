/**
 * What those who hold a room have decided about it: who comes in, who speaks, who decides. It lasts
 * as long as somebody is in the room. Knows no socket and no dialect.
 */

import { Masks } from "./masks.ts";
import type { Member } from "./member.ts";

/** What can be switched on for a room. */
export type Flag =
  | "inviteOnly"
  | "moderated"
  | "membersOnly"
  | "hidden"
  | "topicLocked"
  | "unasked";

/** What keeps someone out. */
export type Barrier = "banned" | "inviteOnly" | "key" | "full";

/** The rules of one room. */
export class Rules {
  /** Since when somebody is in the room, in milliseconds since 1970. */
  readonly since: number;
  readonly operators = new Set<Member>();
  readonly voiced = new Set<Member>();
  readonly flags = new Set<Flag>(["membersOnly"]);
  key: string | undefined;
  /** The most members; `undefined`: no bound. */
  limit: number | undefined;
  /** Who is kept out, and may not speak. */
  readonly bans = new Masks();
  /** Whom no ban concerns. */
  readonly banExceptions = new Masks();
  /** Who need not be invited. */
  readonly inviteExceptions = new Masks();
  // whoever leaves the chat without coming is forgotten with all that was theirs
  readonly #invited = new WeakSet<Member>();

  constructor(since: number) {
    this.since = since;
  }

  /** Lets `member` in once, whatever else is decided. */
  invite(member: Member): void {
    this.#invited.add(member);
  }

  /** Whether `member` has been invited and has not come yet. */
  isInvited(member: Member): boolean {
    return this.#invited.has(member);
  }

  /** What keeps `member` out of a room with `count` in it. */
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

  /** Whether a ban concerns `member`, or who `member` would be as `nick`. */
  isBanned(member: Member, nick = member.nick): boolean {
    return this.bans.fit(member, nick) && !this.banExceptions.fit(member, nick);
  }

  /** Whether `member`, who is here or not, may say something. */
  maySpeak(member: Member, isHere: boolean): boolean {
    if (!isHere && this.flags.has("membersOnly")) return false;
    if (this.operators.has(member) || this.voiced.has(member)) return true;
    return !this.flags.has("moderated") && !this.isBanned(member);
  }

  /** Notes that `member` has come in: an invitation is good for once. */
  entered(member: Member): void {
    this.#invited.delete(member);
  }

  /** Forgets what `member` might do here. */
  left(member: Member): void {
    this.operators.delete(member);
    this.voiced.delete(member);
  }

  /** Lets `successor` do what `member` might. */
  replace(member: Member, successor: Member): void {
    if (this.operators.has(member)) this.operators.add(successor);
    if (this.voiced.has(member)) this.voiced.add(successor);
    this.left(member);
  }
}
