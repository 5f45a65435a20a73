/** Which server of a cluster is next. */

import type { Clock } from "../../runtime/clock.ts";
import { NODE_RETRY_MS, STABLE_MS, STALLED_MS } from "../limits.ts";
import { Backoff } from "./backoff.ts";
import type { DialTurns } from "./link.ts";
import { findOther } from "./other_server.ts";
import type { Dial, Transport } from "./transport.ts";

/** What decides whose turn it is. */
export interface NodesOptions {
  /** Connect to the servers, in the order in which they are tried. */
  readonly dials: readonly Dial[];
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/** The servers of one chat, tried in turn. */
export class Nodes implements DialTurns {
  readonly #dials: Dial[];
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #distrusted = new Set<Dial>();
  #at = 0;
  /** Ends the search for another server, while there is one. */
  #search: AbortController | undefined;
  #cancel = () => {};
  /** Servers in a row that did not let the client stay. */
  #failures = 0;

  /** Begins with the first. */
  constructor({ dials, clock, random }: NodesOptions) {
    this.#dials = [...dials];
    this.#clock = clock;
    this.#random = random;
    this.#backoff = new Backoff(random);
  }

  /** Another one of which was not known before. Its turn comes behind the others. */
  add(dial: Dial): void {
    this.#dials.push(dial);
    // those that have failed so far are not all any more
    this.#failures = 0;
  }

  /** Connects to the one whose turn it is. */
  get dial(): Dial {
    return this.#dials[this.#at]!;
  }

  get #others(): readonly Dial[] {
    return [...this.#dials.slice(this.#at + 1), ...this.#dials.slice(0, this.#at)];
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

  /**
   * The present one can store nothing, for so long by now. After a while another one is looked for, and this
   * one is kept until that greets: where all wait, none does.
   */
  stalled(ms: number, move: (transport: Transport) => void): void {
    if (ms === 0) return this.ended();
    if (this.#search !== undefined) return;
    this.#cancel();
    this.#cancel = this.#clock.after(Math.max(0, STALLED_MS - ms), () => this.#look(move));
  }

  /** Ends the search for another one. */
  ended(): void {
    this.#cancel();
    this.#search?.abort();
    this.#search = undefined;
  }

  #look(move: (transport: Transport) => void): void {
    const search = this.#search = new AbortController();
    void findOther(this.#others, this.#clock, search.signal).then((other) => {
      if (search.signal.aborted) return other?.transport.close();
      this.#search = undefined;
      if (other === undefined) return;
      this.#at = this.#dials.indexOf(other.dial);
      move(other.transport);
    });
  }
}
