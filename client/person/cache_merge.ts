/**
 * Merges the messages of the cache with the old messages that the server sends. Pure.
 *
 * The cache is shown while there is no connection, and the server sends part of the same again. So
 * the server's messages are held back until all are there. Then come the messages that only the cache
 * has, then those of the server: none is printed twice.
 *
 * @module
 */

import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import { cacheEntry } from "../memory/message_cache.ts";
import type { LinkEvent } from "../link/events.ts";
import { MAX_FIRST_MESSAGES } from "../limits.ts";

/** What happens in a room. */
type RoomEvent = Extract<LinkEvent, { type: "message" | "dm" | "presence" }>;

/** What can be printed now: first the entries of the cache, then the events. */
export interface Released {
  readonly cached: readonly string[];
  /** Whether the cache ends with a message of the room, and it is not known what was said after it. */
  readonly hasGap: boolean;
  readonly events: readonly RoomEvent[];
}

/** Holds the messages of the cache, and those of the server until all old ones are there. */
export class CacheMerge {
  #cached: readonly string[];
  #held: RoomEvent[] | undefined;
  readonly #rooms: ReadonlySet<string>;
  #room = "";

  /** @param cached The entries of the cache, oldest first. */
  constructor(cached: readonly string[]) {
    this.#cached = cached;
    this.#rooms = new Set(cached.map(roomOf));
  }

  /** Whether the cache has told something of `room`. */
  wasShown(room: string): boolean {
    return this.#rooms.has(room);
  }

  /** The entries of the cache that were not printed yet. */
  get cached(): readonly string[] {
    return this.#cached;
  }

  /** Hands over the entries of the cache. */
  take(): readonly string[] {
    const cached = this.#cached;
    this.#cached = [];
    return cached;
  }

  /** The first room is entered: from now on events are held back. */
  begin(room: string): void {
    this.#room = room;
    if (this.#cached.length > 0) this.#held = [];
  }

  /** Holds an event back; false if it can be printed now. */
  hold(event: RoomEvent): boolean {
    if (this.#held === undefined || this.#held.length >= MAX_FIRST_MESSAGES) return false;
    this.#held.push(event);
    return true;
  }

  /** Hands over what was held back, if anything was. */
  release(): Released | undefined {
    const events = this.#held;
    if (events === undefined) return undefined;
    this.#held = undefined;
    const told = new Set(
      events.map((event) => event.type === "message" ? cacheEntry(event.message, this.#room) : ""),
    );
    const cached = this.take();
    const left = cached.filter((entry) => !told.has(entry));
    const isTold = left.length < cached.length;
    return {
      cached: left,
      hasGap: !isTold && this.#isOfRoom(left.at(-1)) && !isFirst(events),
      events,
    };
  }

  #isOfRoom(entry: string | undefined): boolean {
    if (entry === undefined) return false;
    return roomOf(entry) === this.#room;
  }
}

function roomOf(entry: string): string {
  return /^\[[^\]]*\] #(\S+) /.exec(entry)?.[1] ?? DEFAULT_ROOM;
}

/** Whether nothing was said before these events. */
function isFirst(events: readonly RoomEvent[]): boolean {
  const first = events.find((event) => event.type === "message");
  // the old server numbers nothing: its ids are 0
  return first === undefined || first.message.id <= 1;
}
