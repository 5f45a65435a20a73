/** The rooms, and who holds which nickname: what clients of every dialect share. */

import { MAX_ROOMS, MAX_UNWRITTEN_BYTES, MAX_WELCOME_MEMBERS } from "../protocol/limits.ts";
import type { MsgFrame } from "../protocol/frames.ts";
import type { ServerPhrases } from "../protocol/phrases/server.ts";
import { capitalLook, foldNick } from "../protocol/fold.ts";
import { checkNick, checkRoom, checkText, type Refused as Fault } from "../protocol/text.ts";
import type { Backbone, Stored } from "./backbone.ts";
import { type DirectMessage, type Member, Refused } from "./member.ts";
import type { Slot } from "./outlet.ts";
import { type Past, Room, type RoomOptions, type Said } from "./room.ts";

/** What a hub is made of. */
export interface HubOptions extends RoomOptions {
  readonly backbone: Backbone;
  readonly phrases: ServerPhrases;
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
  readonly past: readonly Stored<MsgFrame>[];
  /** Where all this belongs: before anything that happened in the room since. */
  readonly slot: Slot;
}

/** Rooms by name and members by nickname. */
export class Hub {
  readonly options: HubOptions;
  readonly #rooms = new Map<string, Promise<Room>>();
  readonly #names = new Map<string, Member>();
  readonly #capitals = new Map<string, Member>();
  readonly #seats = new Map<Member, Set<Room>>();

  constructor(options: HubOptions) {
    this.options = options;
  }

  /** How many have a nickname. */
  get count(): number {
    return this.#names.size;
  }

  /**
   * Gives `member` a nickname, their first or another one, and announces it where they are.
   *
   * @throws {Refused} `bad_nick`, `nick_taken`.
   */
  rename(member: Member, nick: string): void {
    const name = this.nick(nick);
    const holder = this.#holder(name);
    if (holder !== undefined && holder !== member) throw this.#taken(name);
    const from = member.nick;
    if (name === from) return;
    this.#hold(member, name);
    for (const room of this.roomsOf(member)) room.renamed(member, from);
  }

  /**
   * Gives `member` a nickname and lets them into a room. With the secret of the session that holds
   * the nickname, it is taken over from the connection that has it; who is in the room with them
   * need not know.
   *
   * @throws {Refused} `bad_nick`, `nick_taken`, `bad_room`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async enter(
    member: Member,
    nick: string,
    room: string,
    past: Past,
    resume?: string,
  ): Promise<Entered> {
    const name = this.nick(nick);
    const target = await this.#room(room);
    const holder = this.#holder(name);
    if (holder !== undefined && holder.resume !== resume) throw this.#taken(name);
    if (resume !== undefined) member.resume = resume;
    if (holder !== undefined) this.#release(holder);
    this.#hold(member, name);
    if (holder === undefined) {
      this.#seat(member, target, resume !== undefined);
    } else {
      this.#takeOver(holder, member, target);
    }
    return this.#entered(member, target, past);
  }

  /**
   * Lets `member` into one more room.
   *
   * @throws {Refused} `bad_room`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async join(member: Member, room: string, past: Past): Promise<Entered> {
    const target = await this.#room(room);
    if (!target.has(member)) this.#seat(member, target, false);
    return this.#entered(member, target, past);
  }

  /**
   * Moves `member` from all rooms to another one.
   *
   * @throws {Refused} `bad_room`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async move(member: Member, room: string, past: Past): Promise<Entered> {
    const target = await this.#room(room);
    for (const from of this.roomsOf(member)) {
      if (from !== target) this.part(member, from);
    }
    return this.join(member, target.name, past);
  }

  /** Takes `member` out of a room. */
  part(member: Member, room: Room): void {
    room.leave(member);
    this.#seats.get(member)?.delete(room);
  }

  /** Takes `member` out of the chat, if they are in it. */
  leave(member: Member): void {
    for (const room of this.roomsOf(member)) room.leave(member);
    this.#seats.delete(member);
    this.#release(member);
  }

  /** The rooms `member` is in. */
  roomsOf(member: Member): readonly Room[] {
    return [...this.#seats.get(member) ?? []];
  }

  /** Who is called `nick`, or so that it looks the same. */
  find(nick: string): Member | undefined {
    return this.#names.get(foldNick(nick));
  }

  /**
   * Says something in `room`; the message that was stored before under the same `cid`, if there is.
   *
   * @throws {Refused} `bad_text`, or `not_saved` when too much waits for the disk already.
   */
  say(member: Member, room: Room, text: string, cid: string, action = false): Said {
    const value = this.text(text);
    if (room.waitingBytes > MAX_UNWRITTEN_BYTES) {
      throw new Refused("not_saved", this.options.phrases.notSaved);
    }
    return room.say(member, value, cid, action);
  }

  /**
   * Sends a message to one person alone, and to its sender as the acknowledgement.
   *
   * @throws {Refused} `bad_text`, `no_such_nick`.
   */
  direct(member: Member, to: string, text: string, cid: string): void {
    const value = this.text(text);
    const recipient = this.find(to);
    if (recipient === undefined) {
      throw new Refused("no_such_nick", this.options.phrases.noSuchNick(to));
    }
    const ts = new Date(this.options.now()).toISOString();
    const message: DirectMessage = { ts, nick: member.nick, to: recipient.nick, text: value, cid };
    recipient.voice.direct(message);
    if (recipient !== member) member.voice.direct(message);
  }

  /** Resolves when all that was asked for before has happened, in every room. */
  async settled(): Promise<void> {
    const rooms = await Promise.allSettled(this.#rooms.values());
    await Promise.all(rooms.map((room) => room.status === "fulfilled" && room.value.settled()));
  }

  /** `raw` as a nickname. @throws {Refused} `bad_nick`. */
  nick(raw: string): string {
    const nick = checkNick(raw);
    if (!nick.ok) throw new Refused("bad_nick", this.#fault(nick));
    return nick.value;
  }

  /** `raw` as a message text. @throws {Refused} `bad_text`. */
  text(raw: string): string {
    const text = checkText(raw);
    if (!text.ok) throw new Refused("bad_text", this.#fault(text));
    return text.value;
  }

  /** Who has the nickname, or one that looks like it. */
  #holder(name: string): Member | undefined {
    return this.#names.get(foldNick(name)) ?? this.#capitals.get(capitalLook(name));
  }

  #hold(member: Member, name: string): void {
    this.#release(member);
    this.#names.set(foldNick(name), member);
    this.#capitals.set(capitalLook(name), member);
    member.nick = name;
  }

  #release(member: Member): void {
    const name = foldNick(member.nick);
    const capitals = capitalLook(member.nick);
    // one that was taken over has lost them already, to its successor
    if (this.#names.get(name) === member) this.#names.delete(name);
    if (this.#capitals.get(capitals) === member) this.#capitals.delete(capitals);
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
    holder.voice.replaced();
  }

  async #entered(member: Member, room: Room, past: Past): Promise<Entered> {
    const slot = member.outlet.reserve();
    const last = room.last;
    const count = room.count;
    const nicks: string[] = [];
    for (const { nick } of room.members) {
      if (nicks.push(nick) >= MAX_WELCOME_MEMBERS) break;
    }
    try {
      // the session has begun only when the log says so: until then its cids are another's
      const [old] = await Promise.all([room.past(past), room.settled()]);
      return { room, last, nicks, count, past: old, slot };
    } catch (cause) {
      slot.fill("");
      throw cause;
    }
  }

  #room(raw: string): Promise<Room> {
    const name = checkRoom(raw);
    if (!name.ok) throw new Refused("bad_room", this.#fault(name));
    let room = this.#rooms.get(name.value);
    if (room === undefined) {
      if (this.#rooms.size >= MAX_ROOMS) {
        throw new Refused("bad_room", this.options.phrases.tooManyRooms(MAX_ROOMS));
      }
      room = Room.open(this.options.backbone, name.value, this.options);
      this.#rooms.set(name.value, room);
      // a log that could not be opened may be there at the next try
      room.catch(() => this.#rooms.delete(name.value));
    }
    return room;
  }

  #taken(nick: string): Refused {
    return new Refused("nick_taken", this.options.phrases.nickTaken(nick));
  }

  #fault(refused: Fault): string {
    return this.options.phrases.faults[refused.fault](refused.seen ?? 0, refused.limit ?? 0);
  }
}
