/** How many are connected, in all and from each address, through whichever door they came. */

import { addressOwner } from "../../protocol/address.ts";

/** Counts connections. */
export class Census {
  readonly #perOwner = new Map<string, number>();
  #total = 0;

  /** Connections in all. */
  get total(): number {
    return this.#total;
  }

  /** Connections from `address`, or the network that counts as one. */
  from(address: string): number {
    return this.#perOwner.get(addressOwner(address)) ?? 0;
  }

  /** One more from `address`. */
  enter(address: string): void {
    this.#total++;
    this.#perOwner.set(addressOwner(address), this.from(address) + 1);
  }

  /** One less from `address`. */
  leave(address: string): void {
    this.#total--;
    const left = this.from(address) - 1;
    if (left > 0) this.#perOwner.set(addressOwner(address), left);
    else this.#perOwner.delete(addressOwner(address));
  }
}
