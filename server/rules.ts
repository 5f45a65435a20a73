/**
 * What those who hold a room have decided about it: who comes in, who speaks, who decides. It lasts
 * as long as somebody is in the room. Knows no socket and no dialect.
 */

import { foldNick } from "../protocol/fold.ts";
import { MAX_BANS } from "../protocol/limits.ts";
import { fits } from "./glob.ts";
import { type Member, SOMEWHERE } from "./member.ts";

/** What can be switched on for a room. */
export type Flag = "inviteOnly" | "moderated" | "membersOnly" | "hidden" | "topicLocked";

/** What keeps someone out. */
export type Barrier = "banned" | "inviteOnly" | "key" | "full";

/** A ban: whoever fits the mask `nick!user@host`, in which `*` and `?` stand for any letters. */
export interface Ban {
  readonly mask: string;
  /** Who set it. */
  readonly by: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

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
  readonly #invited = new Set<Member>();
  /** By their masks, folded. */
  readonly #bans = new Map<string, Ban>();

  constructor(since: number) {
    this.since = since;
  }

  /** The bans, oldest first. */
  get bans(): readonly Ban[] {
    return [...this.#bans.values()];
  }

  /** Keeps those out who fit the mask; `full`: there are too many. */
  ban(ban: Ban): "done" | "known" | "full" {
    const key = foldMask(ban.mask);
    if (this.#bans.has(key)) return "known";
    if (this.#bans.size >= MAX_BANS) return "full";
    this.#bans.set(key, ban);
    return "done";
  }

  /** Takes a ban back; the mask as it was given, or `undefined` where there is none. */
  unban(mask: string): string | undefined {
    const key = foldMask(mask);
    const ban = this.#bans.get(key);
    this.#bans.delete(key);
    return ban?.mask;
  }

  /** Lets `member` in once, whatever else is decided. */
  invite(member: Member): void {
    this.#invited.add(member);
  }

  /** What keeps `member` out of a room with `count` in it. */
  barrier(
    member: Member,
    count: number,
    { key, nick }: { key?: string | undefined; nick?: string } = {},
  ): Barrier | undefined {
    if (this.#invited.has(member)) return undefined;
    if (this.isBanned(member, nick)) return "banned";
    if (this.flags.has("inviteOnly")) return "inviteOnly";
    if (this.key !== undefined && this.key !== key) return "key";
    return this.limit !== undefined && count >= this.limit ? "full" : undefined;
  }

  /** Whether a ban fits `member`. */
  isBanned(member: Member, nick = member.nick): boolean {
    if (this.#bans.size === 0) return false;
    const who = `${foldNick(nick)}!${(member.where ?? SOMEWHERE).toLowerCase()}`;
    return this.#bans.keys().some((mask) => fits(mask, who));
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

function foldMask(mask: string): string {
  const [nick = "", ...rest] = mask.split("!");
  const folded = nick.split(/([*?])/).map((piece) =>
    /^[*?]$/.test(piece) ? piece : foldNick(piece)
  );
  return [folded.join(""), ...rest].join("!").toLowerCase();
}
