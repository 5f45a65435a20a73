/**
 * The page: what a person does, and what comes of it. It works with the link and with signals. The views show
 * the signals; the browser itself is a parameter.
 */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { PagePhrases } from "../../i18n/en/page.ts";
import { DEFAULT_ROOM, type LimitsInfo } from "../../protocol/frames.ts";
import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../protocol/limits.ts";
import { checkRoom } from "../../protocol/names.ts";
import { checkText } from "../../protocol/text.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Link } from "../link/link.ts";
import type { OutboxItem, PendingCommand } from "../link/outbox.ts";
import { Session } from "../link/session.ts";
import type { Dial } from "../link/transport.ts";
import {
  MAX_MISSED_MESSAGES,
  OUTBOX_STAMP_MS,
  PAGE_MESSAGES,
  READ_AFTER_MS,
  SEEN_SPACING_MS,
} from "../limits.ts";
import type { Memory } from "./memory.ts";
import { PageEvents } from "./page_events.ts";
import type { RoomState } from "./room_state.ts";
import { RoomsState } from "./rooms_state.ts";
import { Search } from "./search.ts";
import { type CommandTarget, perform } from "./slash_commands.ts";
import type { Status } from "./status.ts";
import { read } from "./unread.ts";
import { atEnd, firstId, lastId } from "./window.ts";

/** What the page needs of its browser. */
export interface PageOptions {
  readonly say: PagePhrases;
  /** How times and days are written, such as `en-GB`. */
  readonly locale: string;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly random: () => number;
  readonly memory: Memory;
  /** A secret for a new session. */
  readonly secret: string;
  /** The room named in the address, if any. */
  readonly room: string | undefined;
  /** Whether the page is looked at. */
  readonly isVisible: Signal<boolean>;
  /** Calls `run` before the next frame, or soon where there are no frames. */
  readonly soon: (run: () => void) => void;
  /** Tells the person who does not look; absent where that is not wanted. */
  readonly notify: (title: string, text: string) => void;
}

/** What there is beside the log. */
export type Drawer = "rooms" | "people" | "search";

/** The page of one tab. */
export class Page {
  readonly say: PagePhrases;
  readonly locale: string;
  readonly clock: Clock;
  readonly rooms: RoomsState;
  readonly status: Signal<Status> = signal({ kind: "connecting" });
  readonly nick: Signal<string> = signal("");
  readonly limits: Signal<Pick<LimitsInfo, "text_bytes" | "text_lines">> = signal({
    text_bytes: MAX_TEXT_BYTES,
    text_lines: MAX_TEXT_LINES,
  });
  /** What waits for the server. */
  readonly pending: Signal<readonly OutboxItem[]> = signal([]);
  /** Messages that closed tabs have left. */
  readonly abandoned: Signal<number> = signal(0);
  /** What is wrong with what was typed last. */
  readonly problem: Signal<string> = signal("");
  /** What is shown beside the log, or over it where there is no room. */
  readonly drawer: Signal<Drawer | undefined> = signal(undefined);
  readonly search: Search;
  /** The sentence for a screen reader. */
  readonly announcement: Signal<string> = signal("");
  /** The pages of other servers of the same chat. */
  readonly elsewhere: Signal<readonly string[]> = signal([]);
  /** Whether the chat has been entered at least once. */
  readonly hasEntered: ReadonlySignal<boolean> = computed(() => this.rooms.all.value.length > 0);
  readonly #options: PageOptions;
  readonly #session: Session;
  readonly #link: Link;
  readonly #events: PageEvents;
  readonly #ownTexts: string[] = [];
  #isDirty = false;
  #cancelRead: (() => void) | undefined;
  #cancelSeen: (() => void) | undefined;

  constructor(options: PageOptions) {
    const { say, clock, memory, dial, random } = options;
    this.#options = options;
    this.say = say;
    this.locale = options.locale;
    this.clock = clock;
    this.rooms = new RoomsState(memory);
    this.#session = newSession(options);
    this.#events = new PageEvents(this, this.#session, {
      ...options,
      changed: () => this.#changed(),
    });
    this.#link = new Link({
      dial,
      clock,
      random,
      session: this.#session,
      // what is older is loaded when one goes there
      catchUp: { most: MAX_MISSED_MESSAGES, newest: PAGE_MESSAGES },
      emit: (event) => batch(() => this.#events.take(event)),
    });
    this.search = new Search(this.#link);
  }

  /** Connects, and goes on where this tab was. */
  start(): void {
    const { memory } = this.#options;
    const { outbox } = this.#session;
    for (const { nicks, ...item } of memory.unsent) outbox.restore(item, nicks);
    this.pending.value = outbox.items;
    outbox.changed = () => this.#changed();
    this.abandoned.value = memory.abandoned.length;
    this.#stamp();
    void this.#link.run();
  }

  /** Gives the nickname. */
  enter(nick: string): void {
    if (nick.trim() === "") return;
    this.status.value = { kind: "connecting" };
    this.#link.nickname(nick.trim());
  }

  /** Gives the password. */
  password(password: string): void {
    this.status.value = { kind: "connecting" };
    this.#link.password(password);
  }

  /** Tries to connect now. */
  retry(): void {
    this.#link.retry();
  }

  /** Connects again after it was over. */
  restart(): void {
    // the room in the address may be what was refused
    if (!this.hasEntered.value) this.#session.room = DEFAULT_ROOM;
    this.status.value = { kind: "connecting" };
    void this.#link.run();
  }

  /** Sends what is in the field of the shown room. False when it stays there. */
  submit(): boolean {
    const room = this.rooms.current.value;
    if (room === undefined) return false;
    const text = room.draft.value;
    if (text.trim() === "") return false;
    const wrong = perform(text, this.#target(room), this.say);
    this.problem.value = wrong ?? "";
    if (wrong !== undefined) return false;
    this.#ownTexts.push(text);
    this.type(room, "");
    return true;
  }

  /** The text that was sent last, if there was one. */
  get lastText(): string | undefined {
    return this.#ownTexts.at(-1);
  }

  /** The field of a room has another text. */
  type(room: RoomState, text: string): void {
    room.draft.value = text;
    this.problem.value = "";
    this.#options.memory.keepDraft(room.name, text);
  }

  /** Shows a room. */
  show(room: RoomState): void {
    this.rooms.show(room);
    this.#session.room = room.name;
    this.problem.value = "";
    this.looked();
  }

  /** Enters a room, or shows it. */
  enterRoom(name: string): string | undefined {
    const checked = checkRoom(name);
    if (!checked.ok) return this.say.refusals.bad_room;
    const known = this.rooms.get(checked.value);
    if (known !== undefined) this.show(known);
    else {
      this.#events.wantedRoom = checked.value;
      return this.#send({ kind: "room", room: checked.value });
    }
    return undefined;
  }

  /** Leaves a room. */
  leaveRoom(room: RoomState): void {
    if (!this.#link.part(room.name)) return;
    this.rooms.remove(room.name);
  }

  /** Asks for messages at one end of what a room has here. */
  load(room: RoomState, kind: "older" | "newer"): void {
    const { value: window } = room.window;
    if (room.isLoading || this.status.value.kind !== "live") return;
    if (kind === "older" ? window.atStart : atEnd(window)) return;
    const [first, last] = [firstId(window), lastId(window)];
    if (first === undefined || last === undefined) return;
    const before = kind === "older" ? first : Math.min(last + PAGE_MESSAGES, window.newest) + 1;
    const limit = kind === "older" ? PAGE_MESSAGES : before - 1 - last;
    if (this.#link.history(limit, { room: room.name, before })) room.asked({ kind });
  }

  /** Shows the message `id` of a room, or the end. */
  jump(room: RoomState, id?: number): void {
    const { value: window } = room.window;
    const [first = Infinity, last = 0] = [firstId(window), lastId(window)];
    if (id === undefined ? atEnd(window) : first <= id && id <= last) {
      room.scrollTo.value = id === undefined ? "end" : { id };
      return;
    }
    const before = id === undefined
      ? window.newest + 1
      : Math.min(id + PAGE_MESSAGES / 2, window.newest) + 1;
    const isAsked = this.#link.history(PAGE_MESSAGES, { room: room.name, before });
    if (isAsked) room.asked({ kind: "jump", to: id });
  }

  /** Opens a drawer, or closes it. */
  toggle(drawer: Drawer, room: RoomState): void {
    const isOpen = this.drawer.value !== drawer;
    this.drawer.value = isOpen ? drawer : undefined;
    if (isOpen && drawer === "people") this.askPeople(room);
    // what was found is marked until the search is closed
    if (!isOpen && drawer === "search") this.search.begin(room.name, "");
  }

  /** Shows a message that was found, instead of what is over the log if `isCovered`. */
  showFound({ id }: { readonly id: number }, isCovered: boolean): void {
    const room = this.rooms.get(this.search.room);
    if (room === undefined) return;
    if (isCovered) this.drawer.value = undefined;
    this.show(room);
    this.jump(room, id);
  }

  /** Asks for everyone who is in a room. */
  askPeople(room: RoomState): void {
    this.#link.who(room.name);
  }

  /** The person looks at the page now, or at another place of it: what is in sight gets read. */
  looked(): void {
    this.#cancelRead?.();
    this.#cancelRead = undefined;
    const room = this.rooms.current.value;
    if (room === undefined || !this.isSeen(room)) return;
    if (room.unread.value.marker === undefined) return;
    this.#cancelRead = this.clock.after(READ_AFTER_MS, () => {
      this.#cancelRead = undefined;
      if (this.isSeen(room)) this.markRead(room);
    });
  }

  /** Whether the person sees the end of a room. */
  isSeen(room: RoomState): boolean {
    return this.#options.isVisible.value && this.rooms.current.value === room &&
      room.isFollowed.value && atEnd(room.window.value);
  }

  /** All of a room is read. */
  markRead(room: RoomState): void {
    room.unread.value = read(room.unread.value, room.window.value.newest);
    this.#changed();
  }

  /** Another tab has changed what it keeps. */
  storageChanged(key: string): void {
    const { memory } = this.#options;
    const name = memory.seenRoomOf(key);
    const room = name === undefined ? undefined : this.rooms.get(name);
    const seen = room && memory.seen(room.name);
    if (room !== undefined && seen !== undefined && seen >= room.window.value.newest) {
      room.unread.value = read(room.unread.value, seen);
    }
    this.abandoned.value = memory.abandoned.length;
  }

  /** Sends what closed tabs have left, or deletes it. */
  settleAbandoned(isSent: boolean): void {
    const { memory } = this.#options;
    const { abandoned } = memory;
    memory.forgetAbandoned();
    this.abandoned.value = 0;
    if (!isSent) return;
    for (const { command } of abandoned) this.#send(command);
  }

  #target(room: RoomState): CommandTarget {
    const asked = (isAsked: boolean) => isAsked ? undefined : this.say.refusals.not_in_room;
    return {
      say: (raw, action) => {
        const checked = checkText(raw);
        // the field tells of a text that is too large, and sends none
        if (!checked.ok) return "";
        const more = action ? { action } : {};
        const wrong = this.#send({ kind: "say", room: room.name, text: checked.value, ...more });
        if (wrong !== undefined) return wrong;
        this.markRead(room);
        this.jump(room);
        return undefined;
      },
      direct: (to, text) => this.#send({ kind: "dm", to, text }),
      rename: (nick) => this.#send({ kind: "nick", nick }),
      enter: (name) => this.enterRoom(name),
      part: () => void this.leaveRoom(room),
      topic: (text) => asked(this.#link.topic(room.name, text)),
      away: (text) => asked(this.#link.away(text)),
      search: (text) => {
        this.drawer.value = "search";
        this.search.begin(room.name, text);
        return undefined;
      },
      help: () => {
        for (const line of Object.values(this.say.commands)) {
          room.notice(line, "help", new Date(this.clock.date()).toISOString());
        }
        this.#changed();
        return undefined;
      },
      nickAt: (text) =>
        room.people.value.filter((nick) => text.startsWith(`${nick} `))
          .sort((one, other) => other.length - one.length)[0],
    };
  }

  #send(command: PendingCommand): string | undefined {
    return this.#link.send(command) === undefined ? this.say.outboxFull : undefined;
  }

  /** Something is to be shown or kept; both are done once for all that comes together. */
  #changed(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#options.soon(() => {
      this.#isDirty = false;
      batch(() => this.#flush());
    });
  }

  #flush(): void {
    const { memory } = this.#options;
    const { outbox } = this.#session;
    for (const room of this.rooms.all.value) {
      room.flush();
      const { seen } = room.unread.value;
      if (seen > (memory.seen(room.name) ?? 0)) memory.keepSeen(room.name, seen);
    }
    memory.keepUnsent(outbox.saved);
    this.pending.value = outbox.items;
    this.#events.announce();
    if (this.#cancelRead === undefined) this.looked();
    this.#cancelSeen ??= this.clock.after(SEEN_SPACING_MS, () => {
      this.#cancelSeen = undefined;
      for (const { name, unread } of this.rooms.all.value) this.#link.seen(name, unread.value.seen);
    });
  }

  /** Says again and again that the kept messages belong to a tab that is there. */
  #stamp(): void {
    const { memory } = this.#options;
    if (this.#session.outbox.size > 0) memory.keepUnsent(this.#session.outbox.saved);
    this.clock.after(OUTBOX_STAMP_MS, () => this.#stamp());
  }
}

function newSession({ memory, room, secret }: PageOptions): Session {
  const { id, nick, resume, rooms = [], loads } = memory.session;
  const [shown = DEFAULT_ROOM, ...others] = room === undefined
    ? rooms
    : [room, ...rooms.filter((each) => each !== room)];
  const session = new Session({
    nick,
    room: shown,
    // a page that is loaded again counts from 1 again
    prefix: `${id}.${loads}`,
    secret,
    history: PAGE_MESSAGES,
    rooms: true,
  });
  session.resume = resume;
  for (const each of [shown, ...others]) session.rooms.add(each);
  return session;
}
