/** Looks for what other nodes have stored: when it is woken, and now and then. */

import { FOLLOW_POLL_MS, MAX_FOLLOWED_EVENTS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Database } from "./database.ts";
import type { Remembered } from "./remembered.ts";
import type { EventRow } from "./rows.ts";
import { FOLLOW } from "./statements.ts";

/** A log that a node follows. */
export interface Followed {
  /** The position of its newest event here. */
  readonly pos: number;
  /** The time of that event, in milliseconds since 1970; 0 where there is none. */
  readonly ms: number;
  /** The random name of the log. */
  readonly log: string;
  /** What was said there last; absent where nothing is said. */
  readonly remembered?: Remembered;
  /** Takes events behind `pos`, in their order. */
  followed(rows: readonly EventRow[]): void;
}

/** What is known of a log that is followed. */
export type FollowedLog = Omit<Followed, "followed">;

/** What a follower works with. */
export interface FollowerOptions {
  readonly database: Database;
  readonly clock: Clock;
}

/** Follows logs by the numbers of their rooms. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #logs = new Map<number, Followed>();
  readonly #awaited = new Set<number>();
  #cancelPoll: () => void = () => {};
  #isLooking = false;
  #isClosed = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.#poll();
  }

  /** Follows a log from now on. */
  add(room: number, log: Followed): void {
    this.#logs.set(room, log);
    this.look([room]);
  }

  remove(room: number): void {
    this.#logs.delete(room);
    this.#awaited.delete(room);
  }

  /** The logs that are followed, by the numbers of their rooms. */
  get logs(): ReadonlyMap<number, FollowedLog> {
    return this.#logs;
  }

  /** Takes the payload of a notification: numbers of rooms, each perhaps with its newest position. */
  woken(payload: string): void {
    const rooms = payload.split(" ").map((part) => part.split(":").map(Number));
    this.look(rooms.flatMap(([room = 0, pos = Infinity]) => pos > this.#posOf(room) ? [room] : []));
  }

  #posOf(room: number): number {
    return this.#logs.get(room)?.pos ?? Infinity;
  }

  /** Looks for events of these rooms, as soon as may be. */
  look(rooms: Iterable<number>): void {
    for (const room of rooms) if (this.#logs.has(room)) this.#awaited.add(room);
    if (this.#awaited.size > 0 && !this.#isLooking) void this.#lookAll();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelPoll();
  }

  #poll(): void {
    this.#cancelPoll = this.#options.clock.after(FOLLOW_POLL_MS, () => {
      this.look(this.#logs.keys());
      if (!this.#isClosed) this.#poll();
    });
  }

  async #lookAll(): Promise<void> {
    this.#isLooking = true;
    while (this.#awaited.size > 0 && !this.#isClosed) {
      // who has a nickname is known before what they do
      const rooms = [...this.#awaited.add(0)];
      this.#awaited.clear();
      try {
        await this.#lookAt(rooms);
      } catch {
        break; // the next poll looks again
      }
    }
    this.#isLooking = false;
  }

  async #lookAt(rooms: readonly number[]): Promise<void> {
    const open = rooms.filter((room) => this.#logs.has(room));
    const positions = open.map((room) => this.#logs.get(room)!.pos);
    const rows = await this.#options.database.run(FOLLOW, [
      ...[open, positions, MAX_FOLLOWED_EVENTS],
    ]) as unknown as EventRow[];
    if (this.#isClosed) return;
    for (let from = 0, to; from < rows.length; from = to) {
      const { room } = rows[from]!;
      to = rows.findIndex((row, at) => at > from && row.room !== room);
      if (to < 0) to = rows.length;
      this.#logs.get(room)?.followed(rows.slice(from, to));
    }
    // there may be more than one answer holds
    if (rows.length === MAX_FOLLOWED_EVENTS) { for (const room of open) this.#awaited.add(room); }
  }
}
