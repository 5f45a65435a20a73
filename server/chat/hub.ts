/** The rooms, and who holds which nickname: what clients of every dialect share. */

import { MAX_NICK_COLUMNS } from "../../protocol/limits.ts";
import { MAX_UNWRITTEN_BYTES, MAX_WELCOME_MEMBERS } from "../limits.ts";
import type { MsgFrame } from "../../protocol/frames.ts";
import { checkNick, checkText } from "../../protocol/text.ts";
import type { Stored } from "../storage/backbone.ts";
import { type DirectMessage, type Member, type NameWatcher, Refused } from "./member.ts";
import { Names } from "./names.ts";
import type { Slot } from "../fanout/outlet.ts";
import type { HistoryRequest, LeaveOptions, Room, Said, SendOptions } from "./room.ts";
import { faultWords, LOBBY, Rooms, type RoomsOptions } from "./rooms.ts";
import type { Barrier } from "./rules.ts";

/** What a hub is made of. */
export interface HubOptions extends RoomsOptions {
  /** Why nobody may have this nickname, if that is so. */
  readonly barred?: (nick: string) => string | undefined;
  /** Messages shown to those who come and do not ask for another number. */
  readonly history: number;
}

/** What someone is told who has come into a room. */
export interface Entered {
  readonly room: Room;
  /** Id of the newest message when they came. */
  readonly last: number;
  /** Who is there, the first of them when there are many. */
  readonly nicks: readonly string[];
  /** How many are there. */
  readonly count: number;
  /** The past they asked for, oldest first. */
  readonly history: readonly Stored<MsgFrame>[];
  /** Where all this belongs: before anything that happened in the room since. */
  readonly slot: Slot;
}

/** How someone comes into a room. */
export interface JoinOptions {
  readonly history: HistoryRequest;
  /** The word that opens the room, where it wants one. */
  readonly key?: string | undefined;
  /** Whether they hold the room when they are the first in it. */
  readonly founds?: boolean;
}

/** A room lets someone not in. */
export class NotAdmitted extends Refused {
  readonly barrier: Barrier;

  constructor(barrier: Barrier, message: string) {
    super(barrier === "banned" ? "banned" : "not_admitted", message);
    this.barrier = barrier;
  }
}

/** Rooms by name and members by nickname. */
export class Hub {
  readonly options: HubOptions;
  readonly #rooms: Rooms;
  readonly #names = new Names();
  readonly #watchers: NameWatcher[] = [];
  readonly #seats = new Map<Member, Set<Room>>();

  constructor(options: HubOptions) {
    this.options = options;
    this.#rooms = new Rooms(options);
  }

  /** How many have a nickname. */
  get count(): number {
    return this.#names.count;
  }

  /** Who has a nickname. */
  get members(): IterableIterator<Member> {
    return this.#names.members;
  }

  /** The rooms in which somebody is. */
  get rooms(): Room[] {
    return this.#rooms.inUse;
  }

  /** Messages that the rooms have taken in, those read back at their opening among them. */
  get said(): number {
    return this.#rooms.said;
  }

  /** The room of this name, if somebody is in it. */
  room(name: string): Room | undefined {
    return this.#rooms.find(name);
  }

  /** Tells `watcher` from now on who has which nickname. */
  watch(watcher: NameWatcher): void {
    this.#watchers.push(watcher);
  }

  /**
   * Gives `member` a nickname, their first or another one, and announces it where they are.
   *
   * @throws {Refused} `bad_nick`, `nick_taken`.
   */
  rename(member: Member, nick: string): void {
    const name = this.nick(nick);
    const holder = this.#names.holder(name);
    if (holder !== undefined && holder !== member) throw this.#taken(name);
    const from = member.nick;
    if (name === from) return;
    this.#hold(member, name);
    const rooms = this.roomsOf(member);
    rooms.forEach((room, i) => room.renamed(member, from, { told: rooms.slice(0, i) }));
  }

  /**
   * Gives the server's own voice a nickname: it is found by it, and is nobody who is here.
   *
   * @throws {Refused} `nick_taken`.
   */
  reserve(voice: Member, nick: string): void {
    if (this.#names.holder(nick) !== undefined) throw this.#taken(nick);
    this.#names.reserve(voice, nick);
  }

  /**
   * Gives `member` a nickname and lets them into a room. With the secret of the session that holds
   * the nickname, it is taken over from the connection that has it; who is in the room with them
   * need not know.
   *
   * @throws {Refused} `bad_nick`, `nick_taken`, `bad_room`, `not_admitted`, `banned`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async enter(
    member: Member,
    nick: string,
    room: string,
    request: HistoryRequest,
    resume?: string,
  ): Promise<Entered> {
    const name = this.nick(nick);
    const target = await this.#rooms.open(room);
    const holder = this.#names.holder(name);
    if (holder !== undefined && holder.resume !== resume) throw this.#taken(name);
    if (holder === undefined || !target.has(holder)) this.#admit(member, target, { nick: name });
    if (resume !== undefined) member.resume = resume;
    if (holder !== undefined) this.#names.release(holder);
    this.#hold(member, name);
    if (holder === undefined) {
      this.#seat(member, target, resume !== undefined);
    } else {
      this.#takeOver(holder, member, target);
    }
    return this.#entered(member, target, request, () => this.leave(member));
  }

  /**
   * Lets `member` into one more room.
   *
   * @throws {Refused} `bad_room`, `not_admitted`, `banned`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async join(member: Member, room: string, options: JoinOptions): Promise<Entered> {
    const { history: request, key, founds } = options;
    const target = await this.#rooms.open(room);
    if (target.has(member)) return this.#entered(member, target, request, () => {});
    this.#admit(member, target, { key });
    const isFirst = target.count === 0 && target.name !== LOBBY;
    this.#seat(member, target, false);
    if (founds && isFirst) target.rules.operators.add(member);
    return this.#entered(member, target, request, () => this.part(member, target));
  }

  /**
   * Moves `member` from all rooms to another one.
   *
   * @throws {Refused} `bad_room`, `not_admitted`, `banned`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async move(member: Member, room: string, request: HistoryRequest): Promise<Entered> {
    const target = await this.#rooms.open(room);
    if (!target.has(member)) this.#admit(member, target);
    for (const from of this.roomsOf(member)) {
      if (from !== target) this.part(member, from);
    }
    return this.join(member, target.name, { history: request });
  }

  /** Takes `member` out of a room. */
  part(member: Member, room: Room, options?: LeaveOptions): void {
    room.leave(member, options);
    this.#seats.get(member)?.delete(room);
  }

  /** Takes `member` out of the chat, if they are in it. */
  leave(member: Member, reason = ""): void {
    const rooms = this.roomsOf(member);
    rooms.forEach((room, i) => {
      room.leave(member, { reason, metadata: { quit: true, told: rooms.slice(0, i) } });
    });
    this.#seats.delete(member);
    if (this.#names.release(member)) { for (const watcher of this.#watchers) watcher.gone(member); }
  }

  /** The rooms `member` is in. */
  roomsOf(member: Member): readonly Room[] {
    return [...this.#seats.get(member) ?? []];
  }

  /** Who is called `nick`, or so that it looks the same. */
  find(nick: string): Member | undefined {
    return this.#names.find(nick);
  }

  /**
   * Says something in `room`; the message that was stored before under the same `cid`, if there is.
   *
   * @throws {Refused} `bad_text`, `muted`, or `not_saved` when too much waits for the disk already.
   */
  say(member: Member, room: Room, text: string, cid: string, options: SendOptions = {}): Said {
    const value = this.text(text);
    if (!room.rules.maySpeak(member, room.has(member))) {
      throw new Refused("muted", this.options.phrases.muted);
    }
    if (room.waitingBytes > MAX_UNWRITTEN_BYTES) {
      throw new Refused("not_saved", this.options.phrases.notSaved);
    }
    return room.say(member, value, cid, options);
  }

  /**
   * Sends a message to one person alone, and to its sender as the acknowledgement.
   *
   * @throws {Refused} `bad_text`, `no_such_nick`.
   */
  direct(member: Member, to: string, text: string, cid: string, options: SendOptions = {}): void {
    const value = this.text(text);
    const recipient = checkNick(to).ok ? this.find(to) : undefined;
    if (recipient === undefined) {
      // what is no nickname can be as long as a line, and so must not be the answer
      const name = to.slice(0, MAX_NICK_COLUMNS).toWellFormed();
      throw new Refused("no_such_nick", this.options.phrases.noSuchNick(name));
    }
    const ts = new Date(this.options.clock.date()).toISOString();
    const { action, notice, metadata } = options;
    const message: DirectMessage = {
      ...{ ts, nick: member.nick, to: recipient.nick, text: value, cid },
      ...(action ? { action } : {}),
      ...(notice ? { notice } : {}),
      ...(metadata ? { metadata } : {}),
    };
    recipient.direct(message);
    if (recipient !== member) member.direct(message);
  }

  /** Resolves when all that was asked for before has happened, in every room. */
  async settled(): Promise<void> {
    await this.#rooms.settled();
  }

  /** `raw` as a nickname that may be had. @throws {Refused} `bad_nick`, `banned`. */
  nick(raw: string): string {
    const nick = checkNick(raw);
    if (!nick.ok) throw new Refused("bad_nick", faultWords(this.options.phrases, nick));
    const why = this.options.barred?.(nick.value);
    if (why !== undefined) throw new Refused("banned", why);
    return nick.value;
  }

  /** `raw` as a message text. @throws {Refused} `bad_text`. */
  text(raw: string): string {
    const text = checkText(raw);
    if (!text.ok) throw new Refused("bad_text", faultWords(this.options.phrases, text));
    return text.value;
  }

  #hold(member: Member, name: string): void {
    const from = this.#names.release(member) ? member.nick : undefined;
    this.#names.give(member, name);
    for (const watcher of this.#watchers) watcher.named(member, from);
  }

  /** @throws {Refused} when `room` lets `member` not in. */
  #admit(member: Member, room: Room, as: { key?: string | undefined; nick?: string } = {}): void {
    // whoever held an empty room has gone, and what they decided with them
    if (room.count === 0) return;
    const barrier = room.rules.barrier(member, room.count, as);
    if (barrier === undefined) return;
    throw new NotAdmitted(barrier, this.options.phrases.barriers[barrier]);
  }

  #seat(member: Member, room: Room, resumed: boolean): void {
    room.enter(member, resumed);
    const rooms = this.#seats.get(member);
    if (rooms === undefined) this.#seats.set(member, new Set([room]));
    else rooms.add(room);
  }

  #takeOver(holder: Member, member: Member, target: Room): void {
    const rooms = this.roomsOf(holder);
    this.#seats.delete(holder);
    for (const room of rooms) {
      if (room !== target) room.leave(holder);
    }
    if (rooms.includes(target)) {
      target.replace(holder, member);
      this.#seats.set(member, new Set([target]));
    } else {
      this.#seat(member, target, true);
    }
    holder.replaced();
  }

  /** What `member` is told; where the past cannot be read, `undo` takes them out again. */
  async #entered(
    member: Member,
    room: Room,
    request: HistoryRequest,
    undo: () => void,
  ): Promise<Entered> {
    const slot = member.outlet.reserve();
    const last = room.last;
    const count = room.count;
    const nicks: string[] = [];
    for (const { nick } of room.members) {
      if (nicks.push(nick) >= MAX_WELCOME_MEMBERS) break;
    }
    try {
      // the session has begun only when the log says so: until then its cids are another's
      const [old] = await Promise.all([room.history(request), room.settled()]);
      return { room, last, nicks, count, history: old, slot };
    } catch (cause) {
      slot.fill("");
      undo();
      throw cause;
    }
  }

  #taken(nick: string): Refused {
    return new Refused("nick_taken", this.options.phrases.nickTaken(nick));
  }
}
