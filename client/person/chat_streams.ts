/** Brings each event to its stream: what is shown is printed, all else is kept until it is shown. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import { refusesSearch } from "../link/error_codes.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import { MAX_IGNORED_NICKS, MAX_QUIET_ROOMS, REMOVED_MS } from "../limits.ts";
import { KeptNames } from "../memory/kept_names.ts";
import { foldNick } from "../../protocol/nick_fold.ts";
import { ringsBell } from "./bell.ts";
import type { CacheMerge } from "./cache_merge.ts";
import type { Conversation } from "./conversation.ts";
import type { Conversations } from "./conversations.ts";
import { EventPrinter } from "./event_printer.ts";
import { clockAt } from "./margin.ts";
import { MessagePrinter } from "./message_printer.ts";
import { nameText } from "./name_text.ts";
import { OlderMessages } from "./older_messages.ts";
import { partedText } from "./event_sentence.ts";
import { renderNotice, renderWarning } from "./render_notice.ts";
import { ReadPosition } from "./read_position.ts";
import { RoomTags } from "./room_tags.ts";
import type { View } from "./view.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** What the streams work with. */
export interface ChatStreamsOptions {
  readonly link: Link;
  readonly session: Session;
  readonly clock: Clock;
  readonly phrases: Phrases;
  readonly view: View;
  readonly conversations: Conversations;
  readonly cacheMerge: CacheMerge;
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
  /** Of whom nothing is shown. */
  readonly ignored?: KeptNames | undefined;
  /** The rooms of which the user is not told who comes and goes. */
  readonly quiet?: KeptNames | undefined;
}

/** Prints the stream that is shown, and counts what is unread in the others. */
export class ChatStreams {
  /** Of whom nothing is shown. */
  readonly ignored: KeptNames;
  /** The rooms of which the user is not told who comes and goes. */
  readonly quiet: KeptNames;
  /** Asks for older messages, and shows them. */
  readonly older: OlderMessages;
  /** Who has sent the last private message. */
  lastCaller: string | undefined;
  /** Prints messages. */
  readonly messages: MessagePrinter;
  readonly #options: ChatStreamsOptions;
  readonly #list: Conversations;
  readonly #view: RoomTags;
  readonly #printer: EventPrinter;
  readonly #reading: ReadPosition;
  /** Whether the room that is entered next is one that the user wants to go to. */
  #isGoing = false;
  /** The latest removal from the room that was shown. */
  #removal: { readonly room?: string; readonly at: number } = { at: -Infinity };

  constructor(options: ChatStreamsOptions) {
    const { phrases, link, clock, conversations } = options;
    const view = new RoomTags(options.view);
    this.ignored = options.ignored ?? new KeptNames({ most: MAX_IGNORED_NICKS, key: foldNick });
    this.quiet = options.quiet ?? new KeptNames({ most: MAX_QUIET_ROOMS });
    this.#options = options;
    this.#list = conversations;
    this.#view = view;
    this.messages = new MessagePrinter({ ...options, view, say: phrases.client.screen });
    const printer = new EventPrinter({ ...options, view, messages: this.messages });
    this.#printer = printer;
    const { messages, ignored } = this;
    this.older = new OlderMessages({ ...options, messages, ignored, printer });
    this.#reading = new ReadPosition({
      clock,
      isBlind: !view.live,
      seen: (room, id, ts) => link.seen(room, id, ts),
    });
  }

  /** When today began here, ISO 8601. */
  get startOfToday(): string {
    const start = new Date(this.#options.clock.date());
    start.setHours(0, 0, 0, 0);
    return start.toISOString();
  }

  /** Takes what happened. */
  on(event: LinkEvent): void {
    if (this.#isIgnored(event)) return this.#passOver(event);
    switch (event.type) {
      case "entered":
        if (event.isFurther !== true) this.older.cut();
        return this.#entered(event);
      case "parted":
        return this.#parted(event);
      case "message":
      case "presence":
      case "lost":
      case "skipped":
      case "reset":
        return this.#happened(event, this.#list.room(event.room));
      case "dm":
        return this.#direct(event);
      case "away":
        // the user was told when they said it
        if (event.nick === this.#options.session.nick) return;
        return this.#printer.on(event, this.#list.shown);
      case "caught_up":
        return this.#caughtUp(event);
      case "page":
      case "found":
        return this.older.on(event);
      case "error":
        if (refusesSearch(event.code)) this.older.found.failed();
        return this.#printer.on(event, this.#list.shown);
      case "acknowledged":
        if (event.item.command.kind === "room") this.#isGoing = true;
        return this.#printer.on(event, this.#list.shown);
      case "who":
        // the room may be left by now
        this.#list.findRoom(event.room)?.takeWho(event);
        return this.#printer.on(event, this.#list.shown);
      default:
        return this.#printer.on(event, this.#list.shown);
    }
  }

  /** Another program has the terminal, or has given it back. */
  hide(isHidden: boolean): void {
    this.#reading.hide(isHidden);
  }

  /** Shows a stream; false where there is none, or it is shown already. */
  goTo(conversation: Conversation | undefined): boolean {
    const { session, view } = this.#options;
    if (conversation === undefined || conversation === this.#list.shown) return false;
    this.messages.flush();
    const isMuch = conversation.unread > 0;
    this.#list.show(conversation);
    if (conversation.kind === "room") session.room = conversation.name;
    this.#tag(conversation);
    const { first, last } = this.#printer.turnTo(conversation);
    if (isMuch && first !== undefined && conversation.kind === "room") {
      // older messages are asked for where they are missing
      session.forgetOldest(conversation.name);
      session.markOldest(conversation.name, first);
    }
    if (last !== undefined && conversation.kind === "room") {
      this.#reading.printed(conversation.name, last);
    }
    this.older.remind(conversation);
    this.#reading.key();
    view.changed();
    return true;
  }

  #isIgnored(event: LinkEvent): boolean {
    switch (event.type) {
      case "message":
        return !event.own && this.ignored.has(event.message.nick);
      case "dm":
        return !event.own && this.ignored.has(event.frame.nick);
      case "presence":
        return event.frame.type !== "topic" && this.ignored.has(event.frame.nick);
      default:
        return false;
    }
  }

  /** What is not shown counts as read, and still tells who is there. */
  #passOver(event: LinkEvent): void {
    if (event.type === "message") {
      this.#reading.printed(event.room, event.message);
      // it was counted by its id before anybody knew whose it is
      if (event.message.old === true) this.#list.room(event.room).passOver();
    }
    if (event.type === "presence") this.#list.room(event.room).roster.on(event);
  }

  /** A key was pressed. */
  key(): void {
    this.#reading.key();
  }

  /** The terminal has got the focus, or lost it. */
  focus(isIn: boolean): void {
    this.#reading.focus(isIn);
    if (isIn) this.#list.shown.read();
    this.#options.view.changed();
  }

  /** Tells what was read, and cancels what was planned. */
  close(): void {
    this.#reading.close();
  }

  #entered(event: Event<"entered">): void {
    const { clock, session } = this.#options;
    const before = this.#list.shown;
    const room = this.#list.room(event.room);
    const isGoing = this.#isGoing || event.isFurther !== true && before.kind === "room";
    room.enter(event, clock.now());
    room.roster.on(event);
    if (event.isFurther === true) {
      if (this.#isGoing && room !== before) this.#turnTo(room);
    } else {
      if (isGoing && room !== before) {
        if (before.entered === undefined) this.#list.show(room);
        else this.#turnTo(room);
        if (before.entered === undefined) this.#list.remove(before);
      }
      if (!session.hasRooms) this.#keepOnly(room);
    }
    this.#isGoing = false;
    if (room === this.#list.shown) this.#printer.on(event, room);
    else if (event.missed !== undefined) room.missed(event.missed);
  }

  /** Shows a room that was just entered: what was said there is on its way. */
  #turnTo(room: Conversation): void {
    this.#list.show(room);
    this.#options.session.room = room.name;
    this.#tag(room);
    this.#printer.turnTo(room);
  }

  /** A server that knows one room at a time: the others are gone. */
  #keepOnly(room: Conversation): void {
    for (const each of this.#list.all) {
      if (each.kind === "room" && each !== room && each !== this.#list.shown) {
        this.#list.remove(each);
      }
    }
  }

  #caughtUp(event: Event<"caught_up">): void {
    const { session, link, cacheMerge } = this.#options;
    const room = this.#list.room(event.room);
    // what was there when the room was entered for the first time is not unread
    const newest = session.newestId(event.room);
    if (session.seenId(event.room) === undefined && newest !== undefined && session.hasRooms) {
      link.seen(event.room, newest, session.newestTs(event.room));
    }
    if (room === this.#list.shown) this.#printer.on(event, room);
    else if (room.entered?.isFurther !== true) this.#printer.cameBack(event);
    if (room === this.#list.shown && !cacheMerge.wasShown(room.name)) this.older.remind(room);
  }

  #happened(
    event: Event<"message" | "presence" | "lost" | "skipped" | "reset">,
    room: Conversation,
  ): void {
    const { clock } = this.#options;
    if (event.type === "reset") this.#printer.wasReset();
    const isNews = event.type !== "presence" || room.isNews(event.frame, clock.now());
    if (isNews && !this.#isHushed(event, room)) this.#show(event, room);
    // who was there before the event is known until the roster has learned from it
    room.roster.on(event);
  }

  /** Whether it is a coming or going in a room where the user wants to hear of none. */
  #isHushed(event: LinkEvent, { name }: Conversation): boolean {
    return event.type === "presence" && event.frame.type !== "topic" && this.quiet.has(name);
  }

  #show(
    event: Event<"message" | "presence" | "lost" | "skipped" | "reset">,
    room: Conversation,
  ): void {
    const isCall = event.type === "message" && this.#isCall(event, room);
    const isNew = event.type === "message" && !event.own && event.message.old !== true;
    if (isCall) this.#call(event.message.nick, room.name, event.message.text);
    if (room !== this.#list.shown && this.#view.live) return room.hold(event, isNew, isCall);
    this.#tag(room);
    this.#printer.on(event, room);
    if (event.type !== "message") return;
    room.show(event);
    this.#reading.printed(room.name, event.message);
    if (!this.#reading.isElsewhere) return;
    if (isNew) room.unread++;
    if (isCall) room.calls++;
  }

  /** Prints something that the client says. */
  note(text: string, render = renderNotice): void {
    const { view, clock } = this.#options;
    view.print(render(text, view.columns, { time: clockAt(clock.date()) }));
  }

  /**
   * A private message stands in the talk with that person, and the bar tells of it. One's own is printed
   * where it was typed too, and all of them where there is no bar.
   */
  #direct(event: Event<"dm">): void {
    const { frame, own } = event;
    const talk = this.#list.person(own ? frame.to : frame.nick);
    const isShown = talk === this.#list.shown;
    talk.roster.on(event);
    if (!own) {
      this.lastCaller = frame.nick;
      this.#call(frame.nick, undefined, frame.text);
    }
    if (isShown || own || !this.#view.live) this.#printer.on(event, isShown ? talk : this.#here);
    if (!isShown) return talk.hold(event, !own, !own);
    talk.show(event);
    if (own || !this.#reading.isElsewhere) return;
    talk.unread++;
    talk.calls++;
  }

  /** The room in whose stream something of another is printed. */
  get #here(): Conversation {
    const { shown } = this.#list;
    return shown.kind === "room" ? shown : this.#list.room(this.#options.session.room);
  }

  /** The room of which the user has been removed a moment ago. */
  get justRemovedFrom(): string | undefined {
    const { room, at } = this.#removal;
    return this.#options.clock.now() - at < REMOVED_MS ? room : undefined;
  }

  #parted(event: Event<"parted">): void {
    const { phrases, session, view } = this.#options;
    const room = this.#list.findRoom(event.room);
    if (room === undefined) return;
    const { text, warns } = partedText(event, phrases);
    const isShown = room === this.#list.shown;
    this.messages.flush();
    this.note(text, warns ? renderWarning : renderNotice);
    const next = this.#list.all.find((each) => each !== room && each.kind === "room");
    room.entered = undefined;
    if (next === undefined) {
      return this.note(phrases.client.screen.inNoRoom);
    }
    if (isShown && event.by !== undefined) {
      this.#removal = { room: room.name, at: this.#options.clock.now() };
    }
    if (isShown) {
      const { draft } = view;
      this.goTo(next);
      if (draft !== "") view.giveBack(draft);
    } else if (session.room === room.name) session.room = next.name;
    this.#list.remove(room);
  }

  #isCall(event: Event<"message">, room: Conversation): boolean {
    const { session: { nick = "" }, highlight = [] } = this.#options;
    const missedOld = room.entered?.back === true;
    return ringsBell(event, { nick, missedOld, highlight });
  }

  #call(nick: string, room: string | undefined, text: string): void {
    this.#view.bell();
    if (this.#reading.isElsewhere) {
      this.#view.notify(`${nick}${room === undefined ? "" : ` #${room}`}: ${text}`);
    }
  }

  /** In one stream for all rooms, each line tells its room. */
  #tag(room: Conversation): void {
    if (this.#view.live) return;
    this.messages.flush();
    const isOneOfMany = this.#list.all.filter(({ kind }) => kind === "room").length > 1;
    this.#view.tag = isOneOfMany && room.kind === "room" ? `[#${nameText(room.name)}]` : undefined;
  }
}
