/** Masks `nick!user@host` of a room; `*` stands for any letters, `?` for one. */

import { foldNick } from "../../protocol/nick_fold.ts";
import { MAX_BANS } from "../limits.ts";
import { fits } from "./glob.ts";
import { type Member, SOMEWHERE } from "./member.ts";

/** A mask, with who set it and when. */
export interface Mask {
  readonly mask: string;
  /** Who set it. */
  readonly by: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** The masks of one kind. */
export class Masks {
  /** Keyed by the folded mask. */
  readonly #masks: Map<string, Mask>;

  constructor(masks: Iterable<Mask> = []) {
    this.#masks = new Map(Array.from(masks, (mask) => [foldMask(mask.mask), mask]));
  }

  /** All of them, oldest first. */
  get all(): readonly Mask[] {
    return [...this.#masks.values()];
  }

  /** Adds a mask; `full` means that there are too many. */
  add(mask: Mask): "done" | "known" | "full" {
    const key = foldMask(mask.mask);
    if (this.#masks.has(key)) return "known";
    if (this.#masks.size >= MAX_BANS) return "full";
    this.#masks.set(key, mask);
    return "done";
  }

  /** Removes a mask and returns it as it was given; `undefined` when it is not there. */
  remove(mask: string): string | undefined {
    const key = foldMask(mask);
    const known = this.#masks.get(key);
    this.#masks.delete(key);
    return known?.mask;
  }

  /** Whether a mask fits `member`, or `member` if it were called `nick`. */
  fit(member: Member, nick = member.nick): boolean {
    if (this.#masks.size === 0) return false;
    const who = `${foldNick(nick)}!${(member.where ?? SOMEWHERE).toLowerCase()}`;
    return this.#masks.keys().some((mask) => fits(mask, who));
  }
}

function foldMask(mask: string): string {
  const [nick = "", ...rest] = mask.split("!");
  const folded = nick.split(/([*?])/).map((piece) =>
    /^[*?]$/.test(piece) ? piece : foldNick(piece)
  );
  return [folded.join(""), ...rest].join("!").toLowerCase();
}
