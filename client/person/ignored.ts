/** People of whom the user wants to see nothing. Pure. */

import { foldNick } from "../../protocol/nick_fold.ts";
import { MAX_IGNORED_NICKS } from "../limits.ts";

/** The nicknames, in any case and spelling. */
export class Ignored {
  readonly #nicks = new Map<string, string>();
  /** Is called whenever they have changed. */
  changed: () => void = () => {};

  /** Whether the user has changed them. */
  hasChanged = false;

  /** Takes what an earlier client knew. */
  recall(nicks: readonly string[]): void {
    nicks.slice(-MAX_IGNORED_NICKS).forEach((nick) => this.#nicks.set(foldNick(nick), nick));
  }

  /** How many there are. */
  get size(): number {
    return this.#nicks.size;
  }

  /** The nicknames as they were given. */
  get names(): readonly string[] {
    return [...this.#nicks.values()];
  }

  /** Whether `nick` is one of them. */
  has(nick: string): boolean {
    return this.#nicks.size > 0 && this.#nicks.has(foldNick(nick));
  }

  /** Adds a nickname, or takes it out; true if it was added. Of too many, the first is forgotten. */
  toggle(nick: string): boolean {
    const key = foldNick(nick);
    const isAdded = !this.#nicks.delete(key);
    if (isAdded) this.#nicks.set(key, nick);
    const [oldest] = this.#nicks.keys();
    if (this.#nicks.size > MAX_IGNORED_NICKS && oldest !== undefined) this.#nicks.delete(oldest);
    this.hasChanged = true;
    this.changed();
    return isAdded;
  }
}
