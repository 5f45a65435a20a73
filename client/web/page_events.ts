/** What the link reports, brought into the signals of the page. */

import type { Signal } from "@preact/signals-core";
import type { PagePhrases } from "../../i18n/en/page.ts";
import { textOf } from "../link/outbox.ts";
import { refusesSearch } from "../link/error_codes.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Session } from "../link/session.ts";
import { mentions } from "../person/mention.ts";
import { ANNOUNCE_SPACING_MS } from "../limits.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Memory } from "./memory.ts";
import type { RoomState } from "./room_state.ts";
import type { RoomsState } from "./rooms_state.ts";
import type { Search } from "./search.ts";
import { endedStatus, reasonText, refusalText, type Status } from "./status.ts";
import { arrived, entered, NOTHING_READ } from "./unread.ts";
import type { LimitsInfo, MsgFrame } from "../../protocol/frames.ts";

/** What the events change: the page, as far as they know it. */
export interface ShownPage {
  readonly rooms: RoomsState;
  readonly status: Signal<Status>;
  readonly nick: Signal<string>;
  readonly limits: Signal<Pick<LimitsInfo, "text_bytes" | "text_lines">>;
  readonly announcement: Signal<string>;
  /** The pages of other servers of the same chat. */
  readonly elsewhere: Signal<readonly string[]>;
  readonly problem: Signal<string>;
  readonly search: Search;
  show(room: RoomState): void;
  askPeople(room: RoomState): void;
  isSeen(room: RoomState): boolean;
}

/** What the events work with. */
export interface PageEventsOptions {
  readonly say: PagePhrases;
  readonly clock: Clock;
  readonly memory: Memory;
  readonly notify: (title: string, text: string) => void;
  readonly isVisible: { readonly value: boolean };
  /** Something is to be shown soon. */
  readonly changed: () => void;
}

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** Takes the events of the link. */
export class PageEvents {
  /** The room that the person has asked for last: it is shown when it is entered. */
  wantedRoom: string | undefined;
  readonly #page: ShownPage;
  readonly #session: Session;
  readonly #options: PageEventsOptions;
  /** What a screen reader has not heard of. */
  #unheard: { count: number; last: MsgFrame | undefined } = { count: 0, last: undefined };
  #announcedAt = -Infinity;

  constructor(page: ShownPage, session: Session, options: PageEventsOptions) {
    this.#page = page;
    this.#session = session;
    this.#options = options;
  }

  /** Takes one event. */
  take(event: LinkEvent): void {
    const { say, clock } = this.#options;
    const { status } = this.#page;
    switch (event.type) {
      case "connecting":
        return void (status.value = { kind: "connecting" });
      case "waiting": {
        const until = clock.now() + event.retryMs;
        status.value = { kind: "waiting", why: reasonText(event.reason, say), until };
        return this.#disconnected();
      }
      case "ended":
        status.value = endedStatus(event.reason, say);
        return this.#disconnected();
      case "nodes":
        // the server may be trusted, and the page still runs nothing that it is given
        this.#page.elsewhere.value = event.nodes.flatMap(({ web = "" }) =>
          /^https?:/.test(web) ? web : []
        );
        return;
      case "shutdown":
        return void (status.value = { kind: "stopping" });
      case "nick_wanted":
        status.value = event.refused === undefined
          ? { kind: "nickname" }
          : { kind: "nickname", refused: event.refused.message };
        return;
      case "password_wanted":
        status.value = event.refused === undefined
          ? { kind: "password" }
          : { kind: "password", refused: say.refusals.password };
        return;
      case "entered":
        return this.#entered(event);
      case "caught_up":
        return this.#caughtUp(event);
      case "message":
        return this.#message(event);
      default:
        this.#rest(event);
    }
    this.#options.changed();
  }

  /** The answers that were waited for are lost. */
  #disconnected(): void {
    const { rooms, search } = this.#page;
    for (const room of rooms.all.value) room.disconnected();
    search.failed();
  }

  #rest(event: LinkEvent): void {
    const { say } = this.#options;
    const { rooms, search } = this.#page;
    const current = rooms.current.value;
    const tell = (text: string, room = current) => room?.notice(text, "problem", this.#now());
    switch (event.type) {
      case "parted":
        rooms.remove(event.room);
        if (event.by !== undefined) {
          const why = `#${event.room}: ${say.parted(event.by, event.reason ?? "")}`;
          tell(why, rooms.current.value);
          // in no room there is no other place for it
          if (rooms.current.value === undefined) this.#page.problem.value = why;
        }
        return;
      case "presence": {
        const { frame, own } = event;
        if (own && frame.type === "renamed") this.#renamed(frame.to);
        return rooms.get(event.room)?.presence(frame, own, say);
      }
      case "page":
        return rooms.get(event.room)?.page(event.messages);
      case "lost":
        return tell(say.lost(event.first, event.last), rooms.get(event.room));
      case "reset":
        rooms.get(event.room)?.clear();
        return tell(say.reset, rooms.get(event.room));
      case "dm":
        return this.#direct(event);
      case "who":
        return this.#who(event);
      case "away": {
        const { nick, text } = event;
        return rooms.all.value.forEach(({ away }) => {
          const rest = [...away.value].filter((each) => each !== nick);
          away.value = new Set(text === undefined ? rest : [...rest, nick]);
        });
      }
      case "refused": {
        const { item: { command } } = event;
        const room = command.kind === "say" ? rooms.get(command.room ?? "") : undefined;
        const why = refusalText(event, say);
        const text = textOf(command);
        return tell(text === "" ? why : say.refused(text, why), room ?? current);
      }
      case "found":
        return search.take(event);
      case "error":
        if (refusesSearch(event.code)) search.failed();
        return tell(refusalText(event, say));
    }
  }

  #entered(event: Event<"entered">): void {
    const { memory } = this.#options;
    const page = this.#page;
    const { nick, room: name, members, count, limits, topic = "", missed, back } = event;
    const isNew = page.rooms.get(name) === undefined;
    const room = page.rooms.ensure(name);
    // what was here does not go on where some of what follows is left out
    const isCut = (missed?.skipped ?? 0) > 0;
    if (isNew || !back || isCut) room.clear();
    if (isCut) room.seenBefore = room.unread.value.seen;
    page.nick.value = nick;
    memory.keep({ nick, resume: this.#session.resume });
    if (limits !== undefined) page.limits.value = limits;
    room.people.value = members;
    room.count.value = count;
    room.topic.value = topic;
    if (members.length < count) page.askPeople(room);
    const isShown = page.rooms.current.value === undefined || this.wantedRoom === name;
    if (isShown) {
      this.wantedRoom = undefined;
      page.show(room);
    }
    if (event.isFurther === undefined) page.status.value = { kind: "catching_up" };
    this.#options.changed();
  }

  #caughtUp({ room: name, missed, skipped, back }: Event<"caught_up">): void {
    const { memory, say } = this.#options;
    const room = this.#page.rooms.get(name);
    this.#page.status.value = { kind: "live" };
    if (room === undefined) return;
    room.flush();
    const { newest } = room.window.value;
    const enteredAt = (seen: number | undefined) =>
      room.unread.value = entered(seen, newest, this.#mentions(room, seen));
    // a page that was loaded again has its session back, and has counted nothing
    if (!back || room.unread.value === NOTHING_READ) enteredAt(memory.seen(name));
    else {
      if (missed > 0) room.notice(say.missed(missed, skipped), "presence", this.#now());
      if (skipped > 0) enteredAt(room.seenBefore);
    }
    this.#options.changed();
  }

  #message({ room: name, message, own }: Event<"message">): void {
    const room = this.#page.rooms.get(name);
    if (room === undefined) return;
    room.message(message);
    this.#options.changed();
    // what was said before one came for the first time is counted when all of it is there
    if (message.old === true && room.unread.value === NOTHING_READ) return;
    const page = this.#page;
    const isMention = !own && mentions(message.text, page.nick.value).length > 0;
    const isSeen = page.isSeen(room);
    room.unread.value = arrived(room.unread.value, {
      id: message.id,
      isOwn: own,
      isMention,
      isSeen,
    });
    if (own) return;
    if (isMention && !this.#options.isVisible.value) {
      this.#options.notify(`${message.nick}, #${name}`, message.text);
    }
    if (room === page.rooms.current.value) {
      this.#unheard = { count: this.#unheard.count + 1, last: message };
    }
  }

  /** How many of the messages after `seen` that are here name this person. */
  #mentions(room: RoomState, seen = Infinity): number {
    const nick = this.#page.nick.value;
    return room.window.value.items.filter((item) =>
      item.kind === "message" && item.message.id > seen && item.message.nick !== nick &&
      mentions(item.message.text, nick).length > 0
    ).length;
  }

  #direct({ frame, own }: Event<"dm">): void {
    const { say, isVisible, notify } = this.#options;
    const text = own
      ? say.privateTo(frame.to, frame.text)
      : say.privateFrom(frame.nick, frame.text);
    this.#page.rooms.current.value?.notice(text, "private", frame.ts);
    if (!own && !isVisible.value) notify(frame.nick, frame.text);
  }

  #who({ room: name, nicks, count, away = [] }: Event<"who">): void {
    const room: RoomState | undefined = this.#page.rooms.get(name);
    if (room === undefined) return;
    room.people.value = nicks;
    room.count.value = count;
    room.away.value = new Set(away);
  }

  #renamed(nick: string): void {
    this.#page.nick.value = nick;
    this.#options.memory.keep({ nick });
  }

  /** Tells a screen reader what has come: one sentence a second at most. */
  announce(): void {
    const { clock, say, changed } = this.#options;
    const { count, last } = this.#unheard;
    if (last === undefined) return;
    const waitMs = this.#announcedAt + ANNOUNCE_SPACING_MS - clock.now();
    if (waitMs > 0) return void clock.after(waitMs, changed);
    this.#announcedAt = clock.now();
    this.#unheard = { count: 0, last: undefined };
    this.#page.announcement.value = say.announce(count, last.nick, last.text);
  }

  #now(): string {
    return new Date(this.#options.clock.date()).toISOString();
  }
}
