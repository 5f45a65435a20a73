/** Brings each event to its stream: what is shown is printed, all else is kept until it is shown. */

import type { Phrases } from "../../i18n/phrases.ts";
import type { Clock } from "../../runtime/clock.ts";
import { refusesSearch } from "../link/error_codes.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";
import type { KeptNames } from "../memory/kept_names.ts";
import { foldNick } from "../../protocol/nick_fold.ts";
import { ringsBell } from "./bell.ts";
import type { CacheMerge } from "./cache_merge.ts";
import type { Conversation } from "./conversation.ts";
import type { Conversations } from "./conversations.ts";
import { EventPrinter } from "./event_printer.ts";
import { MessagePrinter } from "./message_printer.ts";
import { OlderMessages } from "./older_messages.ts";
import { ReadPosition } from "./read_position.ts";
import { RoomTags } from "./room_tags.ts";
import { ShownStream } from "./shown_stream.ts";
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
  readonly ignored: KeptNames;
  /** The rooms of which the user is not told who comes and goes. */
  readonly quiet: KeptNames;
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
  /** Which stream is shown. */
  readonly shown: ShownStream;
  readonly #options: ChatStreamsOptions;
  readonly #list: Conversations;
  readonly #view: RoomTags;
  readonly #printer: EventPrinter;
  readonly #reading: ReadPosition;

  constructor(options: ChatStreamsOptions) {
    const { phrases, link, clock, conversations } = options;
    const view = new RoomTags(options.view);
    this.ignored = options.ignored;
    this.quiet = options.quiet;
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
    const { older } = this;
    const reading = this.#reading;
    this.shown = new ShownStream({ ...options, tags: view, messages, printer, older, reading });
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
    this.shown.tag("room" in event ? this.#list.findRoom(event.room) : undefined);
    switch (event.type) {
      case "entered":
        if (event.isFurther !== true) this.older.cut();
        return this.shown.entered(event);
      case "parted":
        return this.shown.parted(event);
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
        if (event.item.command.kind === "room") this.shown.willGo();
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
    if (event.type === "presence") {
      const room = this.#list.room(event.room);
      room.isNews(event.frame, this.#options.clock.now());
      room.roster.on(event);
    }
  }

  /** A key was pressed: where nothing told that the focus is back, this does. */
  key(): void {
    this.#reading.key();
    this.#look();
  }

  /** The terminal has got the focus, or lost it. */
  focus(isIn: boolean): void {
    this.#reading.focus(isIn);
    if (isIn) this.#look();
  }

  /** Somebody looks at what is shown. */
  #look(): void {
    const { shown } = this.#list;
    if (shown.unread === 0 && shown.calls === 0) return;
    shown.read();
    this.#options.view.changed();
  }

  /** Tells what was read, and cancels what was planned. */
  close(): void {
    this.#reading.close();
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
    if (event.type === "presence") this.#renameTalk(event);
    // who was there before the event is known until the roster has learned from it
    room.roster.on(event);
  }

  /** A private talk follows the person whom it is with. Each room that they are in tells of it once. */
  #renameTalk(event: Event<"presence">): void {
    const { frame, own } = event;
    if (frame.type !== "renamed" || own) return;
    const { lastCaller } = this;
    const isCaller = lastCaller !== undefined && foldNick(lastCaller) === foldNick(frame.nick);
    if (isCaller) this.lastCaller = frame.to;
    const talk = this.#list.rename(frame.nick, frame.to);
    if (talk === undefined) return;
    talk.roster.on(event);
    if (talk !== this.#list.shown) talk.hold(event, false, false);
    else this.#printer.on(event, talk);
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
    this.#printer.on(event, room);
    if (event.type !== "message") return;
    room.show(event);
    this.#reading.printed(room.name, event.message);
    if (!this.#reading.isElsewhere) return;
    if (isNew) room.unread++;
    if (isCall) room.calls++;
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
    if (isShown || own || !this.#view.live) {
      this.#printer.on(event, isShown ? talk : this.shown.room);
    }
    if (!isShown) return talk.hold(event, !own, !own);
    talk.show(event);
    if (own || !this.#reading.isElsewhere) return;
    talk.unread++;
    talk.calls++;
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
}
