/** How many connections there are, in all and from each address, through all doors together. */

import { addressOwner } from "../../protocol/address.ts";

/** Counts connections. */
export class ConnectionCount {
  readonly #perOwner = new Map<string, number>();
  #total = 0;

  /** Connections in all. */
  get total(): number {
    return this.#total;
  }

  /** Connections from `address`, or from the network that counts as one address. */
  from(address: string): number {
    return this.#perOwner.get(addressOwner(address)) ?? 0;
  }

  /** A connection from `address` begins. */
  add(address: string): void {
    this.#total++;
    this.#perOwner.set(addressOwner(address), this.from(address) + 1);
  }

  /** A connection from `address` has ended. */
  remove(address: string): void {
    this.#total--;
    const left = this.from(address) - 1;
    if (left > 0) this.#perOwner.set(addressOwner(address), left);
    else this.#perOwner.delete(addressOwner(address));
  }
}
