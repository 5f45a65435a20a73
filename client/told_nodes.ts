/** Servers that another one has told of: to which of them a client may go. Pure. */

import { isLoopback, isUnspecified } from "../protocol/address.ts";
import { addressOf, placeOf } from "../protocol/host.ts";
import { MAX_TOLD_NODES } from "./limits.ts";
import { isSameNode, type NodeAddress } from "./server_list.ts";

/**
 * The servers that were told of in one run. The client's worker and the thread that connects for it hold to
 * the same bounds: what comes from a server comes from outside.
 */
export class ToldNodes {
  readonly #named: readonly NodeAddress[];
  readonly #mayBeHere: boolean;
  readonly #taken: NodeAddress[] = [];

  /** @param named The servers that the user has named. */
  constructor(named: readonly NodeAddress[]) {
    this.#named = named;
    this.#mayBeHere = named.some(({ host }) => isLoopback(host));
  }

  /**
   * Whether this is the address of a server that the user has not named. Somebody else's machine does not know
   * what listens on this one alone.
   */
  isAnother({ host, port }: NodeAddress): boolean {
    if (placeOf(addressOf(host, port)) === undefined || isUnspecified(host)) return false;
    if (isLoopback(host) && !this.#mayBeHere) return false;
    return !this.isNamed({ host, port });
  }

  /** Whether the user has named it. */
  isNamed(node: NodeAddress): boolean {
    return this.#named.some((each) => isSameNode(each, node));
  }

  /** Whether it was taken. */
  isTaken(node: NodeAddress): boolean {
    return this.#taken.some((each) => isSameNode(each, node));
  }

  /** Takes one that was told of. Returns whether it is new; `undefined` where the client may not go there. */
  take(node: NodeAddress): boolean | undefined {
    if (this.isTaken(node)) return false;
    if (this.#taken.length >= MAX_TOLD_NODES || !this.isAnother(node)) return undefined;
    const { host, port } = node;
    this.#taken.push({ host, port });
    return true;
  }
}
