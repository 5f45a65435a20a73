/** Masks `nick!user@host` that a room keeps, in which `*` and `?` stand for any letters. */

import { foldNick } from "../../protocol/fold.ts";
import { MAX_BANS } from "../limits.ts";
import { fits } from "./glob.ts";
import { type Member, SOMEWHERE } from "./member.ts";

/** A mask, and where it comes from. */
export interface Mask {
  readonly mask: string;
  /** Who set it. */
  readonly by: string;
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** The masks of one kind. */
export class Masks {
  /** By their masks, folded. */
  readonly #masks = new Map<string, Mask>();

  /** All of them, oldest first. */
  get all(): readonly Mask[] {
    return [...this.#masks.values()];
  }

  /** Adds a mask; `full`: there are too many. */
  add(mask: Mask): "done" | "known" | "full" {
    const key = foldMask(mask.mask);
    if (this.#masks.has(key)) return "known";
    if (this.#masks.size >= MAX_BANS) return "full";
    this.#masks.set(key, mask);
    return "done";
  }

  /** Takes a mask back; as it was given, or `undefined` where there is none. */
  remove(mask: string): string | undefined {
    const key = foldMask(mask);
    const known = this.#masks.get(key);
    this.#masks.delete(key);
    return known?.mask;
  }

  /** Whether one of them fits `member`, or who `member` would be as `nick`. */
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
