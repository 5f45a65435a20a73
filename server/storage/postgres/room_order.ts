/**
 * The order of one room's events at a node. Its own come from `say`, those of other nodes from the table;
 * an event is handed on when all before it were. Pure.
 */

/** An event on its way to the room, at its position. */
export class RoomOrder<T> {
  /** The position of the newest event that was handed on. */
  pos: number;
  readonly #ahead = new Map<number, T>();

  constructor(pos: number) {
    this.pos = pos;
  }

  /** Whether events wait for one before them. */
  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** Adds an event, which may come twice. */
  add(pos: number, event: T): void {
    if (pos > this.pos && !this.#ahead.has(pos)) this.#ahead.set(pos, event);
  }

  /** Takes out the events whose turn it is, in their order. */
  take(): T[] {
    const events: T[] = [];
    for (let next; (next = this.#ahead.get(this.pos + 1)) !== undefined;) {
      this.#ahead.delete(++this.pos);
      events.push(next);
    }
    return events;
  }
}
