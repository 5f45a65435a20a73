/** Which server of a cluster is next. A chat on one server has one alone. */

import { NODE_RETRY_MS, STABLE_MS } from "../limits.ts";
import { Backoff } from "./backoff.ts";
import type { Dial } from "./transport.ts";

/** The servers of one chat, tried in turn. */
export class Nodes {
  readonly #dials: readonly Dial[];
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #distrusted = new Set<Dial>();
  #at = 0;
  /** Servers in a row that did not let the client stay. */
  #failures = 0;

  /** @param random A number from 0 up to 1. */
  constructor(dials: readonly Dial[], random: () => number) {
    this.#dials = dials;
    this.#random = random;
    this.#backoff = new Backoff(random);
  }

  /** Connects to the one whose turn it is. */
  get dial(): Dial {
    return this.#dials[this.#at]!;
  }

  /** The one whose turn it is cannot be trusted. Returns whether no other one can be tried. */
  distrust(): boolean {
    this.#distrusted.add(this.dial);
    return this.#distrusted.size === this.#dials.length;
  }

  /** One of them has let the client in: the others may have been mended. */
  trust(): void {
    this.#distrusted.clear();
  }

  /**
   * Goes on to the next one. Returns the wait in milliseconds after a connection that held for `heldMs`
   * (0: there was none): a short one while there are servers that were not tried, so that not all clients
   * of a dead one come at once; a growing one when all of them have failed.
   */
  next(heldMs: number): number {
    const count = this.#dials.length;
    if (count === 1) return this.#backoff.next(heldMs);
    this.#at = (this.#at + 1) % count;
    if (heldMs >= STABLE_MS) {
      this.#backoff.next(heldMs);
      this.#failures = 0;
    }
    this.#failures++;
    if (this.#failures % count === 0) return this.#backoff.next(0);
    return Math.round(this.#random() * NODE_RETRY_MS);
  }
}
