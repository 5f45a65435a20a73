/** Which stream is shown, and how another one comes in its place: the user goes there, or is taken there. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import { REMOVED_MS } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Session } from "../link/session.ts";
import { Conversation } from "./conversation.ts";
import type { Conversations } from "./conversations.ts";
import type { EventPrinter } from "./event_printer.ts";
import { partedText } from "./event_sentence.ts";
import { clockAt } from "./margin.ts";
import type { MessagePrinter } from "./message_printer.ts";
import type { OlderMessages } from "./older_messages.ts";
import type { ReadPosition } from "./read_position.ts";
import { renderNotice, renderWarning } from "./render_notice.ts";
import type { RoomTags } from "./room_tags.ts";
import type { View } from "./view.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** What a shown stream works with. */
export interface ShownStreamOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly view: View;
  /** The view, with a room before each line where all rooms are in one stream. */
  readonly tags: RoomTags;
  readonly conversations: Conversations;
  readonly messages: MessagePrinter;
  readonly printer: EventPrinter;
  readonly older: OlderMessages;
  readonly reading: ReadPosition;
}

/** Shows one of the streams at a time. */
export class ShownStream {
  readonly #options: ShownStreamOptions;
  readonly #list: Conversations;
  /** Whether the room that is entered next is one that the user wants to go to. */
  #isGoing = false;
  /** The latest removal from the room that was shown. */
  #removal: { readonly room?: string; readonly at: number } = { at: -Infinity };

  constructor(options: ShownStreamOptions) {
    this.#options = options;
    this.#list = options.conversations;
  }

  /** The room of which the user has been removed a moment ago. */
  get justRemovedFrom(): string | undefined {
    const { room, at } = this.#removal;
    return this.#options.clock.now() - at < REMOVED_MS ? room : undefined;
  }

  /** The room in whose stream something of another is printed. */
  get room(): Conversation {
    const { shown } = this.#list;
    if (shown.kind === "room") return shown;
    const { room } = this.#options.session;
    // the last room may be left by now: it does not begin again
    return this.#list.findRoom(room) ?? new Conversation("room", room);
  }

  /** Shows a stream; false where there is none, or it is shown already. */
  goTo(stream: Conversation | undefined): boolean {
    const { session, view, reading, older, printer, messages } = this.#options;
    if (stream === undefined || stream === this.#list.shown) return false;
    messages.flush();
    const hasNews = stream.unread > 0;
    this.#turnTo(stream);
    const { first, last } = printer.turnTo(stream);
    if (stream.kind === "room") {
      if (hasNews && first !== undefined) {
        // older messages are asked for where they are missing
        session.forgetOldest(stream.name);
        session.markOldest(stream.name, first);
      }
      if (last !== undefined) reading.printed(stream.name, last);
    }
    older.remind(stream);
    reading.key();
    view.changed();
    return true;
  }

  /** The server has taken a room that the user wants to go to: it is the next one that is entered. */
  willGo(): void {
    this.#isGoing = true;
  }

  /** A room was entered: it is shown where the user wanted to go there, or was in one room alone. */
  entered(event: Event<"entered">): void {
    const { clock, session, printer } = this.#options;
    const before = this.#list.shown;
    const room = this.#list.room(event.room);
    const isGoing = this.#isGoing || event.isFurther !== true && before.kind === "room";
    this.#isGoing = false;
    room.enter(event, clock.now());
    room.roster.on(event);
    if (isGoing && room !== before) {
      // what was shown before there was a server was no room
      const isFirst = event.isFurther !== true && before.entered === undefined &&
        before.kind === "room";
      if (isFirst) {
        this.#list.show(room);
        this.#list.remove(before);
      } else {
        this.#begin(room);
      }
    }
    if (event.isFurther !== true && !session.hasRooms) this.#keepOnly(room);
    if (room === this.#list.shown) printer.on(event, room);
    else if (event.missed !== undefined) room.missed(event.missed);
  }

  /** The user is not in a room any more: another one is shown, if there is one. */
  parted(event: Event<"parted">): void {
    const { phrases, session, view, messages, clock } = this.#options;
    const room = this.#list.findRoom(event.room);
    if (room === undefined) return;
    const { text, warns } = partedText(event, phrases);
    const isShown = room === this.#list.shown;
    messages.flush();
    this.note(text, warns ? renderWarning : renderNotice);
    const next = this.#list.all.find((each) => each !== room && each.kind === "room");
    room.entered = undefined;
    room.hasLeft = true;
    if (next === undefined) {
      // one that is shown stays until another stream is
      if (!isShown) this.#list.remove(room);
      return this.note(phrases.client.screen.inNoRoom);
    }
    if (isShown && event.by !== undefined) this.#removal = { room: room.name, at: clock.now() };
    if (isShown) {
      const { draft } = view;
      this.goTo(next);
      if (draft !== "") view.giveBack(draft);
    } else if (session.room === room.name) session.room = next.name;
    this.#list.remove(room);
  }

  /** In one stream for all rooms, what is printed next has this room before it, or none. */
  tag(stream: Conversation | undefined): void {
    const { tags, messages } = this.#options;
    if (tags.live) return;
    messages.flush();
    const isOneOfMany = this.#list.all.filter(({ kind }) => kind === "room").length > 1;
    tags.tag(isOneOfMany && stream?.kind === "room" ? stream.name : undefined);
  }

  /** Prints something that the client says, of no room. */
  note(text: string, render = renderNotice): void {
    const { view, clock } = this.#options;
    view.print(render(text, view.columns, { time: clockAt(clock.date()) }));
  }

  /** Shows a room that was just entered: what was said there is on its way. */
  #begin(room: Conversation): void {
    this.#turnTo(room);
    this.#options.printer.turnTo(room);
  }

  #turnTo(stream: Conversation): void {
    const before = this.#list.shown;
    this.#list.show(stream);
    if (before.hasLeft) this.#list.remove(before);
    if (stream.kind === "room") this.#options.session.room = stream.name;
    this.tag(stream);
  }

  /** A server that knows one room at a time: the others are gone. */
  #keepOnly(room: Conversation): void {
    const { all, shown } = this.#list;
    const others = all.filter((each) => each.kind === "room" && each !== room && each !== shown);
    others.forEach((each) => this.#list.remove(each));
  }
}
