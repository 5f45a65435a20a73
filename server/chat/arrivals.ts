/** The members on their way into rooms: opens the room, lets the member in and collects its answer. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Arrival, type Entered } from "./arrival.ts";
import type { HistoryRequest } from "./history.ts";
import { type Member, Refused } from "./member.ts";
import { NewRooms } from "./new_rooms.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";

/** Lets a member into a room that is open, and returns how to undo that. */
export type Seat = (room: Room, arrival: Arrival) => (() => void) | Promise<() => void>;

/** What arrivals need. */
export interface ArrivalsOptions {
  readonly rooms: Rooms;
  readonly phrases: ServerPhrases;
  readonly clock: Clock;
}

/** Who is on the way into which room. */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  readonly #newRooms: NewRooms;
  /** The newest arrival of each member. */
  readonly #newest = new Map<Member, Arrival>();

  constructor(options: ArrivalsOptions) {
    this.#options = options;
    this.#newRooms = new NewRooms(options.clock);
  }

  /**
   * Opens a room and lets `member` in by `seat`. `undefined` when it has left meanwhile: then it is not let
   * in.
   *
   * @throws {Refused} `bad_room`, or `not_saved` when too much waits for the disk.
   */
  async into(
    member: Member,
    name: string,
    request: HistoryRequest,
    seat: Seat,
  ): Promise<Entered | undefined> {
    const { rooms } = this.#options;
    rooms.checkBacklog();
    const arrival = new Arrival();
    this.#newest.set(member, arrival);
    let undo = () => {};
    try {
      const room = await rooms.open(name, () => this.#permitNew(member));
      if (arrival.isOver) return undefined;
      const seated = seat(room, arrival);
      undo = typeof seated === "function" ? seated : await seated;
      if (arrival.isOver) return undefined;
      arrival.reserve(member.outlet);
      const entered = await arrival.collect(room, request);
      return arrival.isOver ? undefined : entered;
    } catch (cause) {
      arrival.fill("");
      undo();
      throw cause;
    }
  }

  /** Ends the arrival of `member`, if it is on its way. */
  cancel(member: Member): void {
    this.#newest.get(member)?.fill("");
    this.#newest.delete(member);
  }

  /** @throws {Refused} `bad_room` when `member` has begun too many rooms. */
  #permitNew(member: Member): void {
    const ms = this.#newRooms.take(member);
    if (ms === 0) return;
    const message = this.#options.phrases.tooManyNewRooms(Math.ceil(ms / 1000));
    throw new Refused("bad_room", message, { cause: "too_many_new", retry_ms: Math.ceil(ms) });
  }
}
