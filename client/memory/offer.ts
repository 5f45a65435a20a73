/** Messages that an earlier client could not send: the user decides what becomes of them. */

import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import { itemOf, type SpooledItem } from "./spool_state.ts";

/** See the module. */
export class Offer {
  readonly #session: Session;
  #items: readonly SpooledItem[];

  constructor(items: readonly SpooledItem[], session: Session) {
    this.#items = items;
    this.#session = session;
  }

  /** What is left to decide on, oldest first. */
  get items(): readonly SpooledItem[] {
    return this.#items;
  }

  /** Learns from an event: what turns out to have been stored needs no decision. */
  on(event: LinkEvent): void {
    if (event.type !== "message") return;
    const { cid, nick } = event.message;
    this.#items = this.#items.filter((item) => item.cid !== cid || !item.nicks.includes(nick));
  }

  /** Sends them, each to the room it was meant for, under the `cid` it had. */
  accept(link: Link): void {
    const { outbox } = this.#session;
    const home = this.#session.room;
    let room = home;
    for (const item of this.#items) {
      if (item.room !== room) outbox.add({ kind: "room", room: item.room });
      room = item.room;
      outbox.restore(itemOf(item), item.nicks);
    }
    if (room !== home) outbox.add({ kind: "room", room: home });
    this.drop();
    link.pump();
  }

  /** Forgets them. */
  drop(): void {
    this.#items = [];
    this.#session.outbox.changed();
  }
}
