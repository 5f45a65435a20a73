/**
 * Wakes the nodes that follow rooms: with a notification apart from the commit, which it would hold up. It says
 * how far each room has come, where it can, so that who has that already, as the node that has stored it, need
 * not look.
 */

import { MAX_WAKE_BYTES, WAKE_INTERVAL_MS } from "../../limits.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Database } from "./database.ts";
import { WAKE } from "./statements.ts";

/** Gathers the rooms in which something was stored, and tells them. */
export class Waker {
  readonly #database: Database;
  readonly #clock: Clock;
  /** The newest position of each. */
  readonly #rooms = new Map<number, number>();
  #isDue = false;
  #cancel: () => void = () => {};

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Something was stored in these rooms, up to these positions. */
  stored(newest: Iterable<readonly [room: number, pos: number]>): void {
    for (const [room, pos] of newest) {
      this.#rooms.set(room, Math.max(pos, this.#rooms.get(room) ?? 0));
    }
    if (this.#isDue) return;
    this.#isDue = true;
    this.#cancel = this.#clock.after(WAKE_INTERVAL_MS, () => void this.#wake());
  }

  close(): void {
    this.#cancel();
  }

  async #wake(): Promise<void> {
    for (const payload of payloadsOf(this.#rooms)) {
      await this.#database.run(WAKE, [payload]).catch(() => {
        // who is not woken looks by itself
      });
    }
    this.#isDue = false;
    if (this.#rooms.size > 0) this.stored([]);
  }
}

/** Takes the rooms out, as few payloads as hold them. */
function payloadsOf(rooms: Map<number, number>): string[] {
  const payloads: string[] = [];
  for (const [room, pos] of rooms) {
    const last = payloads.at(-1);
    const part = pos === Infinity ? `${room}` : `${room}:${pos}`;
    const longer = `${last} ${part}`;
    if (last === undefined || longer.length > MAX_WAKE_BYTES) payloads.push(part);
    else payloads[payloads.length - 1] = longer;
  }
  rooms.clear();
  return payloads;
}
