/** Private messages that were shown: they stand in no log, so a repeated one is known by its cid. */

import { MAX_KNOWN_DMS } from "../limits.ts";

/** The latest private messages, bounded. */
export class KnownDms {
  readonly #known = new Set<string>();

  /** Whether this one was not seen before; from now on it was. */
  isNew({ nick, cid }: { readonly nick: string; readonly cid: string }): boolean {
    const key = `${nick}\n${cid}`;
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_KNOWN_DMS && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }
}
