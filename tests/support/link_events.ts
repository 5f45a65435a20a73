import type { LinkEvent } from "../../client/link/events.ts";
import { Condition } from "./condition.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** Collects the events of a link. */
export class LinkEvents {
  /** All events so far. */
  readonly all: LinkEvent[] = [];
  readonly #arrivals = new Condition();
  #next = 0;

  /** What a link is given. */
  readonly emit = (event: LinkEvent): void => {
    this.all.push(event);
    this.#arrivals.changed();
  };

  /** Resolves with the next event of this type; those before it are passed over. */
  next<T extends LinkEvent["type"]>(type: T): Promise<Event<T>> {
    const probe = () => {
      const at = this.all.findIndex((event, i) => i >= this.#next && event.type === type);
      if (at < 0) return undefined;
      this.#next = at + 1;
      return this.all[at] as Event<T>;
    };
    return this.#arrivals.until(`event ${type}`, probe, () => JSON.stringify(this.all, null, 1));
  }

  /** All events of this type so far. */
  of<T extends LinkEvent["type"]>(type: T): Event<T>[] {
    return this.all.filter((event) => event.type === type) as Event<T>[];
  }

  /** The ids of all messages delivered so far. */
  get ids(): number[] {
    return this.of("message").map(({ message }) => message.id);
  }
}
