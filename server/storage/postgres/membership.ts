/** A node's place among the living: it says that it lives, and removes others that do not any more. */

import { BEAT_MS, LEASE_MS, NODE_DEAD_MS, REAP_AFTER_CONNECT_MS, REAP_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Database } from "./database.ts";
import { Refusal } from "./database_error.ts";
import { BEAT, REAP } from "./statements.ts";

/** What a membership works with. */
export interface MembershipOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** The number of the node. */
  readonly node: number;
  /** Told the names of nodes that were removed. */
  readonly onReaped: (names: readonly string[]) => void;
  readonly onFenced: (cause: Refusal) => void;
}

/** A node that lives. */
export class Membership {
  readonly #options: MembershipOptions;
  /** When the newest beat that was confirmed had been sent, by the clock. */
  #confirmed: number;
  #cancels: (() => void)[] = [];
  #isClosed = false;

  constructor(options: MembershipOptions) {
    this.#options = options;
    this.#confirmed = options.clock.now();
    this.#every(BEAT_MS, () => this.#beat());
    this.#every(REAP_MS, () => this.#reap());
  }

  /** For how long nothing has confirmed that this node lives, in milliseconds. */
  get silentMs(): number {
    return this.#options.clock.now() - this.#confirmed;
  }

  /** Whether the others still count this node as alive, for certain. */
  get isAlive(): boolean {
    return this.silentMs < LEASE_MS;
  }

  /** A statement that was sent then was confirmed. */
  confirmed(sentAt: number): void {
    this.#confirmed = Math.max(this.#confirmed, sentAt);
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#cancels) cancel();
  }

  #every(ms: number, run: () => Promise<void>): void {
    const at = this.#cancels.length;
    const again = () => {
      this.#cancels[at] = this.#options.clock.after(ms, async () => {
        await run();
        if (!this.#isClosed) again();
      });
    };
    again();
  }

  async #beat(): Promise<void> {
    const { clock, database, node, onFenced } = this.#options;
    const sentAt = clock.now();
    try {
      await database.run(BEAT, [node]);
      this.confirmed(sentAt);
    } catch (cause) {
      if (cause instanceof Refusal && cause.code === "CH001") onFenced(cause);
    }
  }

  async #reap(): Promise<void> {
    const { database, onReaped } = this.#options;
    if (database.age < REAP_AFTER_CONNECT_MS) return;
    try {
      const names = (await database.run(REAP, [NODE_DEAD_MS])).map(({ name }) => name as string);
      if (names.length > 0) onReaped(names);
    } catch {
      // the next time
    }
  }
}
