/** How many new rooms one client, and all from one address, may begin. */

import { addressOwner, isLoopback } from "../../protocol/address.ts";
import type { Clock } from "../../runtime/clock.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";
import { MAX_NEW_ROOMS_AT_ONCE, MAX_ROOM_FOUNDERS, NEW_ROOM_INTERVAL_MS } from "../limits.ts";

/** A client that begins rooms. */
export interface Founder {
  /** The address it comes from, if that is known. */
  readonly address?: string | undefined;
}

/** Counts new rooms for each client and for each owner of an address; loopback is no owner. */
export class NewRooms {
  readonly #clock: Pick<Clock, "now">;
  readonly #clients = new WeakMap<Founder, TokenBucket>();
  /** By owner, the one that was heard of last at the end. */
  readonly #owners = new Map<string, TokenBucket>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Counts a new room of `founder` and returns 0; or in how many milliseconds it may begin one. */
  take(founder: Founder): number {
    const now = this.#clock.now();
    const wait = this.#bucketOf(founder).take(now);
    if (wait > 0) return wait;
    const { address } = founder;
    if (address === undefined || isLoopback(address)) return 0;
    return this.#ownersBucket(addressOwner(address)).take(now);
  }

  #bucketOf(founder: Founder): TokenBucket {
    let bucket = this.#clients.get(founder);
    if (bucket === undefined) this.#clients.set(founder, bucket = newBucket());
    return bucket;
  }

  #ownersBucket(owner: string): TokenBucket {
    const bucket = this.#owners.get(owner) ?? newBucket();
    this.#owners.delete(owner);
    this.#owners.set(owner, bucket);
    if (this.#owners.size > MAX_ROOM_FOUNDERS) {
      this.#owners.delete(this.#owners.keys().next().value!);
    }
    return bucket;
  }
}

function newBucket(): TokenBucket {
  return new TokenBucket(1000 / NEW_ROOM_INTERVAL_MS, MAX_NEW_ROOMS_AT_ONCE);
}
