/** What is on its way to the server, as lines. */

import type { ScreenPhrases } from "../../i18n/en/screen.ts";
import type { LinkEvent } from "../link/events.ts";
import type { OutboxItem } from "../link/outbox.ts";
import type { Session } from "../link/session.ts";
import type { Line } from "../tty/style.ts";
import { renderPending } from "./render.ts";

/** See the module. */
export class Pending {
  readonly #session: Session;
  readonly #say: ScreenPhrases;
  /** Acknowledged, and not shown in its place yet: older messages are still on their way. */
  readonly #stored = new Map<string, OutboxItem>();

  constructor(session: Session, say: ScreenPhrases) {
    this.#session = session;
    this.#say = say;
  }

  /** The lines, oldest first. */
  get lines(): readonly Line[] {
    const { nick = "", outbox } = this.#session;
    const items = [...this.#stored.values(), ...outbox.items];
    return items.map((item) => renderPending(item, nick, this.#say));
  }

  /** Learns from an event. */
  on(event: LinkEvent): void {
    switch (event.type) {
      case "acknowledged":
        if (event.id !== undefined) this.#stored.set(event.item.cid, event.item);
        return;
      case "message":
        this.#stored.delete(event.message.cid);
        return;
      case "entered":
      case "reset":
        return this.#stored.clear();
    }
  }
}
