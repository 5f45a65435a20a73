/** Which member is in which rooms. */

import type { Clock } from "../../runtime/clock.ts";
import { RESUME_GRACE_MS } from "../limits.ts";
import type { Member } from "./member.ts";
import type { LeaveOptions, Room } from "./room.ts";

/** The rooms of each member. */
export class Seats {
  readonly #clock: Pick<Clock, "after">;
  readonly #rooms = new Map<Member, Set<Room>>();
  /** Members for which rooms are kept, each with what cancels the end of that. */
  readonly #kept = new Map<Member, () => void>();

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** The rooms of `member`, also those that are kept for it. */
  of(member: Member): readonly Room[] {
    return [...this.#rooms.get(member) ?? []];
  }

  /** Lets `member` into `room`. `resumed`: an earlier session goes on. */
  enter(member: Member, room: Room, resumed: boolean): void {
    room.enter(member, resumed);
    this.#add(member, room);
  }

  /** Removes `member` from a room. */
  part(member: Member, room: Room, options?: LeaveOptions): void {
    room.leave(member, options);
    this.#rooms.get(member)?.delete(room);
  }

  /** Removes `member` from all its rooms, because it leaves the chat. */
  leave(member: Member, reason: string): void {
    this.#kept.get(member)?.();
    this.#kept.delete(member);
    const rooms = this.of(member);
    this.#rooms.delete(member);
    rooms.forEach((room, i) => {
      room.leave(member, { reason, metadata: { quit: true, told: rooms.slice(0, i) } });
    });
  }

  /**
   * Gives the seat of `holder` in `target` to `member`, the same session on another connection. Nobody is
   * told. The other rooms are kept for it, if it may be in several, until it has asked for them, or for a
   * while.
   */
  takeOver(holder: Member, member: Member, target: Room): void {
    const others = this.of(holder).filter((room) => room !== target);
    const wasThere = target.has(holder);
    this.#rooms.delete(holder);
    if (wasThere) {
      target.replace(holder, member);
      this.#add(member, target);
    } else {
      this.enter(member, target, true);
    }
    if (member.isInSeveralRooms) return this.#keep(others, holder, member);
    for (const room of others) room.leave(holder);
  }

  /** Lets in a member that goes on with its session and its seat in `room`, which were at another server. */
  takeIn(member: Member, room: Room): void {
    room.takeIn(member);
    this.#add(member, room);
  }

  /** The session of `member`, and its seats, are at another server now. */
  handOver(member: Member): void {
    this.#kept.get(member)?.();
    this.#kept.delete(member);
    const rooms = this.of(member);
    this.#rooms.delete(member);
    for (const room of rooms) room.handOver(member);
  }

  #keep(rooms: readonly Room[], holder: Member, member: Member): void {
    if (rooms.length === 0) return;
    for (const room of rooms) {
      room.replace(holder, member, true);
      this.#add(member, room);
    }
    const cancel = this.#clock.after(RESUME_GRACE_MS, () => {
      this.#kept.delete(member);
      for (const room of rooms) {
        if (!room.isListening(member)) this.part(member, room);
      }
    });
    this.#kept.set(member, cancel);
  }

  #add(member: Member, room: Room): void {
    const rooms = this.#rooms.get(member);
    if (rooms === undefined) this.#rooms.set(member, new Set([room]));
    else rooms.add(room);
  }
}
