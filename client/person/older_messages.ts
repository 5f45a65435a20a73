/** Shows messages that were asked for: pages of the past, the last ones as a reminder, and what a search finds. */

import type { FoundMessage } from "../../protocol/frames.ts";
import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import { CONTEXT_MESSAGES } from "../limits.ts";
import type { KeptNames } from "../memory/kept_names.ts";
import type { Conversation } from "./conversation.ts";
import type { Conversations } from "./conversations.ts";
import type { EventPrinter } from "./event_printer.ts";
import { FoundMessages, type FoundPage, type Query } from "./found_messages.ts";
import { clockAt } from "./margin.ts";
import type { MessagePrinter } from "./message_printer.ts";
import { nameText } from "./name_text.ts";
import { renderNotice } from "./render_notice.ts";
import { renderRoomRule } from "./render_room_rule.ts";
import type { View } from "./view.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** How the tag of a page begins that is around a message: its id follows. */
export const AROUND = "around ";

/** What older messages are asked and shown with. */
export interface OlderMessagesOptions {
  readonly link: Link;
  readonly session: Session;
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly view: View;
  readonly conversations: Conversations;
  readonly ignored: KeptNames;
  readonly messages: MessagePrinter;
  readonly printer: EventPrinter;
}

/** Asks for older messages, and prints them where they were asked for. */
export class OlderMessages {
  /** What the last search has found. */
  readonly found: FoundMessages;
  readonly #options: OlderMessagesOptions;
  /** The rooms of which the last messages are asked for, as a reminder. */
  readonly #reminded = new Set<Conversation>();

  constructor(options: OlderMessagesOptions) {
    this.#options = options;
    this.found = new FoundMessages(options.link);
  }

  /** Begins a search; false when this cannot be asked now. */
  search(queries: readonly Query[], fits = (_message: FoundMessage) => true): boolean {
    return this.found.begin(queries, (message) => this.#isVisible(message) && fits(message));
  }

  /** Shows more of a search; false when this cannot be asked now. */
  moreFound(): boolean {
    const page = this.found.more();
    if (page !== undefined) this.#printFound(page);
    return page !== undefined;
  }

  /** What an earlier connection was asked is not answered any more. */
  cut(): void {
    this.found.failed();
    this.#reminded.clear();
  }

  /** Asks for the last messages of a room where nothing is on the screen of it. */
  remind(room: Conversation): void {
    const { link, session } = this.#options;
    const isEmpty = room.kind === "room" && room.recent.length === 0 && room.entered?.back === true;
    if (!isEmpty || !session.hasRooms || this.#reminded.has(room)) return;
    if (link.history(CONTEXT_MESSAGES, { room: room.name, tag: "remind" })) {
      this.#reminded.add(room);
    }
  }

  /** Takes an answer. */
  on(event: Event<"page" | "found">): void {
    if (event.type === "found") this.#printFound(this.found.take(event));
    else this.#page(event);
  }

  #page(event: Event<"page">): void {
    const { conversations, printer, messages: printed } = this.#options;
    const room = conversations.room(event.room);
    const messages = event.messages.filter((message) => this.#isVisible(message));
    if (event.tag === "remind") {
      this.#reminded.delete(room);
      room.recall(messages);
      if (room === conversations.shown) printer.remind(room);
      return;
    }
    const { view, phrases: { client: { screen: say } } } = this.#options;
    if (messages.length === 0 && event.messages.length > 0) {
      return view.print(renderNotice(say.onlyIgnored, view.columns));
    }
    if (event.tag?.startsWith(AROUND) === true) {
      const id = Number(event.tag.slice(AROUND.length));
      return printed.around(messages, { id, marks: this.found.marks });
    }
    if (event.tag === "pager") return this.#pager({ ...event, messages });
    printer.on({ ...event, messages }, conversations.shown);
  }

  /** Shows the past of a room in the user's pager. */
  #pager({ messages, room }: Event<"page">): void {
    const { view, conversations, messages: printed, phrases: { client: { screen: say } } } =
      this.#options;
    const rule = renderRoomRule(conversations.room(room), say, Infinity);
    const isShown = messages.length > 0 && view.page([...rule, ...printed.past(messages)]);
    if (!isShown) view.print(renderNotice(say.noOlder, view.columns));
  }

  #printFound({ matches, isWhole }: FoundPage): void {
    const { view, clock, messages, phrases: { client: { screen: say } } } = this.#options;
    for (const match of matches) messages.found(match, this.found.marks);
    if (!isWhole) return;
    const { count, hasMore, room } = this.found;
    const text = count === 0
      ? say.nothingFound(room === undefined ? undefined : nameText(room))
      : hasMore
      ? say.foundMore(count)
      : say.foundAll(count);
    view.print(renderNotice(text, view.columns, { time: clockAt(clock.date()) }));
  }

  /** Whether the user wants to see messages of this nickname. */
  #isVisible({ nick }: { readonly nick: string }): boolean {
    const { session, ignored } = this.#options;
    return nick === session.nick || !ignored.has(nick);
  }
}
