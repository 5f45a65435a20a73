/**
 * What was said before one came, from two sources: the cache, shown while there is no server, and the
 * server, which tells part of the same again. Pure.
 *
 * The server's messages are held back until all are there; then what only the cache knew comes
 * first, and nothing twice.
 *
 * @module
 */

import { cacheEntry } from "../memory/message_cache.ts";
import type { LinkEvent } from "../link/events.ts";
import { MAX_FIRST_MESSAGES } from "../limits.ts";

/** What happens in a room. */
type RoomEvent = Extract<LinkEvent, { type: "message" | "dm" | "presence" }>;

/** What can be printed now, in this order. */
export interface Released {
  readonly cached: readonly string[];
  readonly events: readonly RoomEvent[];
}

/** See the module. */
export class Earlier {
  #cached: readonly string[];
  #held: RoomEvent[] | undefined;
  #room = "";

  /** @param cached The entries of the cache, oldest first. */
  constructor(cached: readonly string[]) {
    this.#cached = cached;
  }

  /** What the cache knows and was not printed. */
  get cached(): readonly string[] {
    return this.#cached;
  }

  /** What the cache knows, which is done with then. */
  take(): readonly string[] {
    const cached = this.#cached;
    this.#cached = [];
    return cached;
  }

  /** A room is entered for the first time: what comes is held back from now on. */
  begin(room: string): void {
    this.#room = room;
    if (this.#cached.length > 0) this.#held = [];
  }

  /** Takes what happened if it is to be held back. */
  hold(event: RoomEvent): boolean {
    if (this.#held === undefined || this.#held.length >= MAX_FIRST_MESSAGES) return false;
    this.#held.push(event);
    return true;
  }

  /** What is to be printed now, if anything was held back. */
  release(): Released | undefined {
    const events = this.#held;
    if (events === undefined) return undefined;
    this.#held = undefined;
    const told = new Set(
      events.map((event) => event.type === "message" ? cacheEntry(event.message, this.#room) : ""),
    );
    return { cached: this.take().filter((entry) => !told.has(entry)), events };
  }
}
