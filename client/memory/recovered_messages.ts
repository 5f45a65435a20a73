/** Messages that an earlier client could not send. The user decides what becomes of them. */

import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import { itemOf, type UnsentItem } from "./unsent_state.ts";

/** The messages about which the user has not decided yet. */
export class RecoveredMessages {
  readonly #session: Session;
  #items: readonly UnsentItem[];

  constructor(items: readonly UnsentItem[], session: Session) {
    this.#items = items;
    this.#session = session;
  }

  /** The messages that are left, oldest first. */
  get items(): readonly UnsentItem[] {
    return this.#items;
  }

  /** Learns from an event: a message that the server has after all needs no decision. */
  on(event: LinkEvent): void {
    if (event.type !== "message") return;
    const { cid, nick } = event.message;
    this.#items = this.#items.filter((item) => item.cid !== cid || !item.nicks.includes(nick));
  }

  /** Sends them, each to the room it was meant for, under the `cid` that it had. */
  resend(link: Link): void {
    const { outbox, hasRooms, rooms } = this.#session;
    const home = this.#session.room;
    let room = home;
    for (const item of this.#items) {
      const isThere = hasRooms ? rooms.has(item.room) : item.room === room;
      if (!isThere) outbox.add({ kind: "room", room: item.room });
      room = item.room;
      outbox.restore(itemOf(item), item.nicks);
    }
    if (room !== home && !hasRooms) outbox.add({ kind: "room", room: home });
    this.discard();
    link.flush();
  }

  /** Forgets them. */
  discard(): void {
    this.#items = [];
    this.#session.outbox.changed();
  }
}
