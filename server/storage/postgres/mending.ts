/** The last thing that a node does whose database has lost what was shown: it says that again, in bounded time. */

import { SAY_AGAIN_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { messageOf } from "../../../runtime/message_of.ts";
import type { Database } from "./database.ts";
import type { FollowedLog } from "./follower.ts";
import { findLosses } from "./losses.ts";
import type { Remembered } from "./remembered.ts";
import { sayAgain } from "./say_again.ts";

/** What a node has shown, and how it reaches the database. */
export interface MendingOptions {
  readonly clock: Clock;
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** The host and the port by which clients reach this node. */
  readonly address: string;
  /** A connection that uses a server of a later timeline as it is. */
  readonly database: Database;
  /** The logs that are followed, by the numbers of their rooms. */
  readonly logs: ReadonlyMap<number, FollowedLog>;
  /** Which of them have lost something, if that is known. */
  readonly lost: readonly number[] | undefined;
  /** The digests of the secrets of this node's sessions, by their numbers. */
  readonly secrets: ReadonlyMap<number, string>;
}

/** Says again what is remembered. */
export class Mending {
  /** Resolves when it is done, or cannot be done. */
  readonly done: Promise<void>;
  readonly #options: MendingOptions;
  readonly #ending = new AbortController();

  constructor(options: MendingOptions) {
    this.#options = { ...options, logs: new Map(options.logs) };
    this.done = this.#run();
  }

  /** Ends it, done or not. */
  end(why = "the server stops"): void {
    this.#ending.abort(new Error(why));
    this.#options.database.close();
  }

  async #run(): Promise<void> {
    const { clock, database, warn } = this.#options;
    const late = `the database has taken longer than ${SAY_AGAIN_MS} ms`;
    const cancel = clock.after(SAY_AGAIN_MS, () => this.end(late));
    try {
      warn("said again", { ...await this.#sayAgain() });
    } catch (cause) {
      warn("not said again", { cause: messageOf(cause) });
    } finally {
      cancel();
      database.close();
    }
  }

  async #sayAgain() {
    const { clock, database, address, logs, lost, secrets } = this.#options;
    const { signal } = this.#ending;
    const rooms = new Map<number, Remembered>();
    for (const room of lost ?? await findLosses(database, logs)) {
      const remembered = logs.get(room)?.remembered;
      if (remembered !== undefined) rooms.set(room, remembered);
    }
    return await sayAgain({ database, clock, address, rooms, secrets, signal });
  }
}
