/** The rooms and the nicknames, shared by the clients of all dialects. */

import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import { MAX_NICK_COLUMNS } from "../../protocol/limits.ts";
import { MAX_AWAY_BYTES, MAX_TOPIC_BYTES } from "../../protocol/limits.ts";
import { checkNick } from "../../protocol/names.ts";
import { checkText } from "../../protocol/text.ts";
import type { Arrival, Entered, JoinOptions } from "./arrival.ts";
import { Arrivals } from "./arrivals.ts";
import { DistantMember } from "./distant_member.ts";
import { type DistantEvents, DistantMembers } from "./distant_members.ts";
import {
  type DirectMessage,
  type Member,
  type Metadata,
  type NameWatcher,
  Refused,
} from "./member.ts";
import { banRefusal, type BanTerms } from "./ban_refusal.ts";
import { isServerNick, Names } from "./names.ts";
import { checkAdmitted } from "./not_admitted.ts";
import type { HistoryRequest } from "./history.ts";
import type { LeaveOptions, Room, Said, SendOptions } from "./room.ts";
import { faultText } from "../../i18n/fault_text.ts";
import { distantRoom, type ListedRoom } from "./room_list.ts";
import { Rooms, type RoomsOptions } from "./rooms.ts";
import { Seats } from "./seats.ts";
import { orUnavailable, Sessions } from "./sessions.ts";
import { MemberTurns } from "./turns.ts";
import { oneLine } from "./one_line.ts";

/** What a hub needs. */
export interface HubOptions extends RoomsOptions {
  /** The ban of a nickname; `undefined` when there is none. */
  readonly banOf?: (nick: string) => BanTerms | undefined;
}

/** How a topic is set. */
export interface TopicOptions {
  /** Whether the member may do what the operators of the room may. */
  readonly isOperator?: boolean;
  readonly metadata?: Metadata;
}

/** Rooms by name and members by nickname. */
export class Hub {
  readonly #options: HubOptions;
  readonly #rooms: Rooms;
  readonly #names = new Names();
  readonly #seats: Seats;
  readonly #turns = new MemberTurns<Member>();
  readonly #arrivals: Arrivals;
  /** The sessions at all servers; `undefined` where this is the only one. */
  readonly #sessions: Sessions | undefined;
  #isStopping = false;

  constructor(options: HubOptions) {
    this.#options = options;
    const { backbone: { names: log }, phrases } = options;
    this.#seats = new Seats(options.clock);
    this.#sessions = log && new Sessions(log, phrases);
    const distant = log && new DistantMembers(log, this.#names, this.#distantEvents());
    this.#rooms = new Rooms(
      distant ? { ...options, distant: (nick) => distant.of(nick) } : options,
    );
    this.#arrivals = new Arrivals({ ...options, rooms: this.#rooms });
    if (distant !== undefined) log?.watch(distant);
  }

  /** How many members have a nickname. */
  get count(): number {
    return this.#names.count;
  }

  /** The members that have a nickname. */
  get members(): IterableIterator<Member> {
    return this.#names.members;
  }

  /** How many rooms cannot be opened; tries it again. See `Rooms.retryUnusable`. */
  retryUnusable(): Promise<number> {
    return this.#rooms.retryUnusable();
  }

  /** The rooms that have members here. */
  get rooms(): Room[] {
    return this.#rooms.inUse;
  }

  /**
   * The rooms that have members at any server; of those with members here, the ones that `isKnown` may be
   * told of. Without the others where those cannot be asked now.
   */
  async listedRooms(isKnown: (room: Room) => boolean): Promise<ListedRoom[]> {
    const here = this.rooms;
    const inUse = await this.#options.backbone.inUse?.().catch(() => []) ?? [];
    const names = new Set(here.map(({ name }) => name));
    const others = inUse.filter(({ name }) => !names.has(name)).map(distantRoom);
    return [...here.filter(isKnown), ...others];
  }

  /** Messages of all rooms since the start, with those that were read when a room was opened. */
  get said(): number {
    return this.#rooms.said;
  }

  /** The room of this name, if it has members here. */
  room(name: string): Room | undefined {
    return this.#rooms.find(name);
  }

  /** Tells `watcher` about nicknames from now on. */
  watch(watcher: NameWatcher): void {
    this.#names.watch(watcher);
  }

  /**
   * Gives `member` a nickname, its first or another one, and announces it in its rooms.
   *
   * @returns A promise where other servers have to be asked.
   * @throws {Refused} `bad_nick`, `nick_taken`, `unavailable`, or `not_saved` when too much waits for the disk.
   */
  rename(member: Member, nick: string): void | Promise<void> {
    const name = this.nick(nick);
    // what members at other servers have, the log of names knows better
    const holder = this.#names.holderHere(name);
    if (holder !== undefined && holder !== member) throw this.#taken(name, holder);
    if (name === member.nick) return;
    if (this.roomsOf(member).length > 0) this.#rooms.checkBacklog();
    if (this.#sessions === undefined) this.#renamed(member, name);
    else return this.#renameByLog(this.#sessions, member, name);
  }

  #renamed(member: Member, name: string): void {
    const from = member.nick;
    this.#hold(member, name);
    const rooms = this.roomsOf(member);
    rooms.forEach((room, i) => room.renamed(member, from, { told: rooms.slice(0, i) }));
  }

  async #renameByLog(sessions: Sessions, member: Member, name: string): Promise<void> {
    if (!await sessions.rename(member, name)) throw this.#taken(name, this.#names.holder(name));
    // it may have left meanwhile, or gone on elsewhere
    if (member.session !== undefined) this.#renamed(member, name);
  }

  /**
   * Gives the server's own voice a nickname. It can be found by it, but is not counted as a member.
   *
   * @throws {Refused} `nick_taken`.
   */
  reserve(voice: Member, nick: string): void {
    const holder = this.#names.holder(nick);
    if (holder !== undefined) throw this.#taken(nick, holder);
    this.#names.reserve(voice, nick);
  }

  /**
   * Gives `member` a nickname and lets it into a room. With the secret of the session that has the
   * nickname, `member` takes the session over; the others in the room are not told. `undefined` when
   * `member` has left meanwhile.
   *
   * @throws {Refused} `bad_nick`, `nick_taken`, `bad_room`, `not_admitted`, `banned`, `not_saved`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  async enter(
    member: Member,
    nick: string,
    room: string,
    request: HistoryRequest,
    resume?: string,
  ): Promise<Entered | undefined> {
    const { phrases } = this.#options;
    const name = this.nick(nick);
    return await this.#arrivals.into(member, room, request, (target, arrival) => {
      const holder = this.#names.holderHere(name);
      if (holder !== undefined && holder.resume !== resume) throw this.#taken(name, holder);
      const isSeated = holder === undefined
        ? resume !== undefined && target.hasDistant(name)
        : target.has(holder);
      if (!isSeated) checkAdmitted(member, target, phrases, { nick: name });
      if (holder === undefined && this.#sessions !== undefined) {
        return this.#enterByLog(this.#sessions, member, target, { name, resume, arrival });
      }
      if (resume !== undefined) member.resume = resume;
      if (holder !== undefined) this.#names.release(holder);
      this.#hold(member, name);
      if (holder === undefined) this.#seats.enter(member, target, resume !== undefined);
      else this.#takeOver(holder, member, target);
      return () => this.leave(member);
    });
  }

  /** Lets `member` in when the log of names has given it the nickname, which may be one of its own. */
  async #enterByLog(
    sessions: Sessions,
    member: Member,
    target: Room,
    { name, resume, arrival }: { name: string; resume: string | undefined; arrival: Arrival },
  ): Promise<() => void> {
    const begun = await sessions.begin(member, name, { room: target.name, resume });
    if (begun === undefined) throw this.#taken(name, this.#names.holder(name));
    if (arrival.isOver) {
      sessions.end(member, []);
      return () => {};
    }
    this.#hold(member, name);
    if (begun.isSeated) {
      this.#seats.takeIn(member, target);
    } else {
      this.#seats.enter(member, target, resume !== undefined);
    }
    return () => this.leave(member);
  }

  /**
   * Lets `member` into another room; `undefined` when it has left the chat meanwhile.
   *
   * @throws {Refused} `bad_room`, `not_admitted`, `banned`, `not_saved`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  join(member: Member, room: string, options: JoinOptions): Promise<Entered | undefined> {
    const { history, key, founds, isResumed = false } = options;
    return this.#arrivals.into(member, room, history, (target) => {
      if (target.has(member)) {
        target.listen(member);
        return () => {};
      }
      checkAdmitted(member, target, this.#options.phrases, { key });
      const isFirst = target.count === 0 && target.name !== DEFAULT_ROOM;
      this.#seats.enter(member, target, isResumed);
      if (founds && isFirst) {
        // somebody at another server may have been first
        target.decide(member, ({ operators }) => operators.size === 0 && operators.add(member));
      }
      return () => this.part(member, target);
    });
  }

  /**
   * Moves `member` from all its rooms to another one; `undefined` when it has left the chat meanwhile.
   *
   * @throws {Refused} `bad_room`, `not_admitted`, `banned`, `not_saved`.
   * @throws {StorageError} when the room's log cannot be used.
   */
  move(member: Member, room: string, request: HistoryRequest): Promise<Entered | undefined> {
    return this.#arrivals.into(member, room, request, (target) => {
      const isThere = target.has(member);
      if (!isThere) checkAdmitted(member, target, this.#options.phrases);
      for (const from of this.roomsOf(member)) {
        if (from !== target) this.part(member, from);
      }
      if (isThere) return () => {};
      this.#seats.enter(member, target, false);
      return () => this.part(member, target);
    });
  }

  /** Removes `member` from a room; one at another server is removed there. */
  part(member: Member, room: Room, options?: LeaveOptions): void {
    if (member instanceof DistantMember) return;
    this.#seats.part(member, room, options);
  }

  /**
   * The server stops: members of a cluster whose sessions can go on are expected at another server. The
   * nicknames of the others are free at once, so that they can come back under them.
   */
  stop(): void {
    this.#isStopping = this.#sessions !== undefined;
  }

  /** Removes `member` from the chat, if it is in it or on the way into a room. */
  leave(member: Member, reason = ""): void {
    if (this.#isStopping && member.canMove === true) return this.#letGo(member);
    this.#arrivals.cancel(member);
    const rooms = this.#sessions === undefined ? [] : this.roomsOf(member);
    this.#seats.leave(member, reason);
    this.#names.leave(member);
    this.#sessions?.left(member, rooms);
  }

  /** The rooms of `member`. */
  roomsOf(member: Member): readonly Room[] {
    if (member instanceof DistantMember) return this.#rooms.of(member);
    return this.#seats.of(member);
  }

  /** The member called `nick`, or by a nickname that looks the same. */
  find(nick: string): Member | undefined {
    return this.#names.find(nick);
  }

  /** The member of this server that is called `nick`, or looks like it. */
  findHere(nick: string): Member | undefined {
    return this.#names.holderHere(nick);
  }

  /**
   * Says something in `room`. Returns the message stored before under the same `cid`, if any.
   *
   * @throws {Refused} `bad_text`, `muted`, or `not_saved` when too much waits for the disk.
   */
  say(member: Member, room: Room, text: string, cid: string, options: SendOptions = {}): Said {
    const value = this.text(text);
    if (!room.rules.maySpeak(member, room.has(member))) {
      throw new Refused("muted", this.#options.phrases.muted);
    }
    this.#rooms.checkBacklog(room);
    return room.say(member, value, cid, options);
  }

  /** Does `act`, which tells `member` something, behind all that its rooms were asked for before. */
  behind(member: Member, act: () => void): void {
    this.#turns.behind(member, this.roomsOf(member), act);
  }

  /**
   * Sends a private message, and the same to its sender as the acknowledgement. Each of the two gets it
   * behind all that its rooms were asked for before.
   *
   * The acknowledgement of one to another server comes when that has told it.
   *
   * @throws {Refused} `bad_text`, `no_such_nick`, `unavailable`.
   */
  direct(
    member: Member,
    to: string,
    text: string,
    cid: string,
    options: SendOptions = {},
  ): void | Promise<void> {
    const value = this.text(text);
    const recipient = checkNick(to).ok ? this.find(to) : undefined;
    if (recipient === undefined) throw this.#unknown(to);
    const ts = new Date(this.#options.clock.date()).toISOString();
    member.saidAt = ts;
    const { action, notice, metadata } = options;
    const message: DirectMessage = {
      ...{ ts, nick: member.nick, to: recipient.nick, text: value, cid },
      ...(action ? { action } : {}),
      ...(notice ? { notice } : {}),
      ...(metadata ? { metadata } : {}),
    };
    if (recipient instanceof DistantMember) return this.#deliver(recipient, message, member);
    this.behind(recipient, () => recipient.direct(message, member));
    if (recipient !== member) this.behind(member, () => member.direct(message, member));
  }

  /** Tells `guest` that `by` has invited it into a room. */
  invite(guest: Member, room: string, by: Member): void {
    if (guest.invited !== undefined) return guest.invited(room, by);
    const ts = new Date(this.#options.clock.date()).toISOString();
    const { nick: to } = guest;
    const message = { ts, nick: by.nick, to, text: `/join ${room}`, cid: "" };
    this.behind(guest, () => guest.direct(message, by));
  }

  /**
   * Sets the topic of `room`; an empty one removes it. False when it is the topic already.
   *
   * @throws {Refused} `not_operator`, `bad_text`, `not_saved` when too much waits for the disk.
   */
  setTopic(
    member: Member,
    room: Room,
    raw: string,
    { isOperator = room.rules.operators.has(member), metadata }: TopicOptions = {},
  ): boolean {
    const { phrases } = this.#options;
    if (room.rules.flags.has("topicLocked") && !isOperator) {
      throw new Refused("not_operator", phrases.topicLocked, { cause: "topic" });
    }
    const topic = oneLine(raw, MAX_TOPIC_BYTES, phrases);
    if (topic === (room.topic?.topic ?? "")) return false;
    this.#rooms.checkBacklog(room);
    room.setTopic(member, topic, metadata);
    return true;
  }

  /**
   * Notes that `member` is away, for this reason, or back, where there is none. Those who share a room with
   * it are told, each of them once, also when it says the same again; but not that somebody is back who was
   * not away.
   *
   * @throws {Refused} `bad_text`.
   */
  setAway(member: Member, raw: string): void {
    const reason = oneLine(raw, MAX_AWAY_BYTES, this.#options.phrases);
    if (reason === "" && member.away === undefined) return;
    member.away = reason === "" ? undefined : reason;
    this.#sessions?.describe(member);
    this.#tellAway(member, new Date(this.#options.clock.date()).toISOString());
  }

  #tellAway(member: Member, ts: string): void {
    const { away } = member;
    const rooms = this.roomsOf(member);
    rooms.forEach((room, i) => {
      room.pass((encoding) => encoding.away?.(member, away, ts) ?? "", member, rooms.slice(0, i));
    });
    for (const watcher of this.#names.watchers) watcher.away?.(member, away, ts, rooms);
  }

  async #deliver(to: DistantMember, message: DirectMessage, by: Member): Promise<void> {
    const { phrases } = this.#options;
    const told = await orUnavailable(to.deliver(message), phrases);
    if (told === "gone") throw this.#unknown(to.nick);
    if (told === "unknown") {
      throw new Refused("unavailable", phrases.unconfirmed(to.nick), { cause: "unconfirmed" });
    }
    this.behind(by, () => by.direct(message, by));
  }

  #unknown(to: string): Refused {
    // `to` may be as long as a line, and the answer must not be
    const name = to.slice(0, MAX_NICK_COLUMNS).toWellFormed();
    return new Refused("no_such_nick", this.#options.phrases.noSuchNick(name));
  }

  /** Resolves when all that was asked for before is handed back, in every room. */
  async settled(): Promise<void> {
    await this.#rooms.settled();
  }

  /** `raw` as a nickname that is allowed. @throws {Refused} `bad_nick`, `banned`, `nick_taken`. */
  nick(raw: string): string {
    const nick = checkNick(raw);
    if (!nick.ok) throw new Refused("bad_nick", faultText(nick, this.#options.phrases));
    const ban = this.#options.banOf?.(nick.value);
    if (ban !== undefined) {
      const { code, message, data } = banRefusal(ban, this.#options.phrases);
      throw new Refused(code, message, data);
    }
    if (isServerNick(nick.value)) {
      const { nickReserved } = this.#options.phrases;
      throw new Refused("nick_taken", nickReserved(nick.value), { reserved: true });
    }
    return nick.value;
  }

  /** `raw` as a message text. @throws {Refused} `bad_text`. */
  text(raw: string): string {
    const text = checkText(raw);
    if (!text.ok) throw new Refused("bad_text", faultText(text, this.#options.phrases));
    return text.value;
  }

  #hold(member: Member, name: string): void {
    this.#names.hold(member, name);
    this.#sessions?.keep(member);
  }

  #takeOver(holder: Member, member: Member, target: Room): void {
    if (holder.away !== undefined) member.away = holder.away;
    this.#sessions?.passOn(holder, member);
    this.#seats.takeOver(holder, member, target);
    holder.replaced();
  }

  #distantEvents(): DistantEvents {
    return {
      here: (session) => this.#sessions?.here(session),
      away: (member, ms) => this.#tellAway(member, new Date(ms).toISOString()),
      moved: (member) => this.#handOver(member),
      direct: (member, message, by) => this.behind(member, () => member.direct(message, by)),
      invited: (member, room, by) => this.invite(member, room, by),
      expelled: (member, { room: name, by, reason }) => {
        if (name !== undefined) {
          const room = this.roomsOf(member).find((room) => room.name === name);
          if (room === undefined) return;
          this.part(member, room, { reason, by });
        }
        member.expelled(name, by, reason);
      },
    };
  }

  /** The session of `member` goes on at another server: its nickname and its seats are there now. */
  #handOver(member: Member): void {
    this.#letGo(member);
    member.replaced();
  }

  /** Forgets `member`; its nickname and its seats stay. */
  #letGo(member: Member): void {
    this.#arrivals.cancel(member);
    this.#sessions?.letGo(member);
    this.#names.release(member);
    this.#seats.handOver(member);
  }

  /** Why `nick` cannot be had: `holder` has it, or one that looks the same. */
  #taken(nick: string, holder: Member | undefined): Refused {
    const { nickAlike, nickTaken } = this.#options.phrases;
    const isSame = holder === undefined ||
      nick.toLowerCase() === holder.nick.toLowerCase();
    if (isSame) return new Refused("nick_taken", nickTaken(nick));
    const like = holder.nick;
    return new Refused("nick_taken", nickAlike(nick, like), { like });
  }
}
