/** A room: its members and its events. Knows no socket and no dialect. */

import type { MsgFrame, TopicFrame } from "../../protocol/frames.ts";
import { encodeFrame } from "../../protocol/frames.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Backbone } from "../storage/backbone.ts";
import type {
  Draft,
  HeldRules,
  Journal,
  Opened,
  Pending,
  Sink,
  Stored,
} from "../storage/journal.ts";
import { type NewRoomOptions, openNewRoom } from "../storage/new_room.ts";
import { Audience } from "../fanout/audience.ts";
import { Broadcaster } from "./broadcaster.ts";
import { DistantSeats } from "./distant_seats.ts";
import { History } from "./history.ts";
import type { Author, Encoding, Member, Metadata } from "./member.ts";
import { Recent } from "./recent.ts";
import { Rules } from "./rules.ts";
import { rulesDiff } from "./rules_diff.ts";
import { SharedRules } from "./shared_rules.ts";
import { Topic } from "./topic.ts";
import { type Busy, RoomTurns } from "./turns.ts";

/** What a room needs from the server around it. */
export interface RoomOptions {
  readonly clock: Clock;
  /** Tells the operator of the server that something went wrong. */
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  /** The member of a nickname at another server; absent where there is no other. */
  readonly distant?: (nick: string) => Member;
}

/** Why a member leaves a room. */
export interface LeaveOptions {
  readonly reason?: string;
  /** Who has removed the member, if it did not leave by itself. */
  readonly by?: string;
  readonly metadata?: Metadata;
}

/** How something is said. */
export interface SendOptions {
  readonly action?: boolean;
  readonly notice?: boolean;
  readonly metadata?: Metadata | undefined;
}

/** A message stored before under the same `cid`: from memory, or to be read from the log. */
export type Said = Stored<MsgFrame> | undefined | Promise<Stored<MsgFrame> | undefined>;

/** Who has asked for an event: a member, or the room itself. */
type By = Author | "room";

/** A room. What its members do goes to the journal, and what the journal hands back is shown. */
export class Room implements Sink<By>, Busy {
  readonly name: string;
  /** Tries to begin the log of a new room. */
  beginLog: () => Promise<void> = () => Promise.resolve();
  /** Messages stored since the room was opened, with those that were read then. */
  said = 0;
  /** When something was last said here, as far as is known: ISO 8601, UTC. */
  saidAt: string | undefined;
  readonly #options: RoomOptions;
  readonly #audience = new Audience<Encoding, Member>();
  readonly #recent = new Recent();
  readonly #broadcaster: Broadcaster;
  #journal!: Journal<By>;
  #history!: History;
  /** Whether other servers have members here: the log of all is what holds then. */
  #isShared = false;
  readonly #distant: DistantSeats;
  #rules = new Rules(0);
  /** What the operators of all servers have decided, where there are others. */
  #sharedRules: SharedRules | undefined;
  readonly #topic = new Topic();
  readonly #turns = new RoomTurns();
  /** Members of whom nobody was told that they came. */
  readonly #unannounced = new Set<Member>();

  private constructor(name: string, options: RoomOptions) {
    this.name = name;
    this.#options = options;
    this.#distant = new DistantSeats(options.distant);
    this.#broadcaster = new Broadcaster(name, this.#audience, options.clock);
  }

  /**
   * Opens the room `name` and reads the end of its log.
   *
   * @throws {StorageError} when its log cannot be read or written.
   */
  static async open(backbone: Backbone, name: string, options: RoomOptions): Promise<Room> {
    const room = new Room(name, options);
    room.#begin(await backbone.open(name, room));
    return room;
  }

  /** Opens the room `name`, of which `backbone` keeps nothing yet. */
  static openNew(
    backbone: Backbone,
    name: string,
    options: RoomOptions & Pick<NewRoomOptions, "tried">,
  ): Room {
    const room = new Room(name, options);
    const { clock, tried } = options;
    const opened = openNewRoom<By>(name, room, { backbone, clock, tried });
    room.#begin(opened);
    room.beginLog = opened.begin;
    return room;
  }

  #begin({ journal, tail, others, rules }: Opened<By>): void {
    this.#journal = journal;
    const { warn } = this.#options;
    this.#history = new History({
      ...{ journal, recent: this.#recent },
      warn: (fields) => warn("not read", { room: this.name, ...fields }),
    });
    for (const stored of tail) this.#applyOther(stored);
    this.#isShared = others !== undefined;
    for (const { nick } of others ?? []) this.#distant.add(nick);
    if (rules !== undefined) this.#sharedRules = this.#openRules(rules);
  }

  #openRules(held: HeldRules): SharedRules {
    return new SharedRules({
      ...{ held, since: this.#options.clock.date() },
      ready: () => this.#journal.settled(),
      ask: (rules, from, { nick, session = 0 }) =>
        this.#journal.setRules!(rules, from, { nick, session }),
      isHere: (member) => this.#audience.has(member),
      changed: (before, after, by) => this.#ruledOtherwise(before, after, by),
      failed: (cause) => {
        this.#options.warn("not saved", { room: this.name, rules: true, cause: cause.message });
      },
    });
  }

  /** Other rules hold in the room. Called by the backbone. */
  ruled(held: HeldRules): void {
    this.#sharedRules?.ruled(held);
  }

  /** Tells the members what others have decided. */
  #ruledOtherwise(before: Rules, after: Rules, by: string): void {
    const nicks = new Map<number, string>();
    for (const { session, nick } of this.members) if (session) nicks.set(session, nick);
    const changes = rulesDiff(before, after, (session) => nicks.get(session));
    if (changes.length === 0) return;
    const ts = new Date(this.#options.clock.date()).toISOString();
    this.pass((encoding) => encoding.ruled?.(this.name, changes, by, ts) ?? "");
  }

  /** The members, in the order they joined; those at other servers last. */
  get members(): Iterable<Member> {
    if (this.#distant.count === 0) return this.#audience.members;
    return [...this.#audience.members, ...this.#distant.members];
  }

  /** How many members there are. */
  get count(): number {
    return this.#audience.count + this.#distant.count;
  }

  /** How many of the members are at this server. */
  get countHere(): number {
    return this.#audience.count;
  }

  /** The random name of its log; `undefined` until there is one. */
  get log(): string | undefined {
    return this.#journal.log;
  }

  /** Id of the newest message; 0 when there is none. */
  get last(): number {
    return this.#journal.last;
  }

  /** Bytes that were asked for and are not durable yet. */
  get waitingBytes(): number {
    return this.#journal.waitingBytes;
  }

  /** What the operators of the room have decided. An empty room forgets it. */
  get rules(): Rules {
    return this.#sharedRules?.seen ?? this.#rules;
  }

  /**
   * Lets `act` change the rules, for `by`. What it returns is returned; `undefined` where there is no place
   * for more. Where several servers share the room, it may be done again upon what others have decided.
   */
  decide<T>(by: Member, act: (rules: Rules) => T): T | undefined {
    if (this.#sharedRules !== undefined) return this.#sharedRules.decide(by, act);
    return act(this.#rules);
  }

  /** The topic, who set it and when, if there is one. */
  get topic(): TopicFrame | undefined {
    return this.#topic.frame;
  }

  /** Resolves when what was decided here before holds at all servers. */
  agreed(): Promise<void> {
    return this.#sharedRules?.agreed() ?? Promise.resolve();
  }

  /** Whether `member` is here. */
  has(member: Member): boolean {
    return this.#audience.has(member) || this.#distant.find(member.nick) === member;
  }

  /** Whether a member at another server has this nickname. */
  hasDistant(nick: string): boolean {
    return this.#distant.has(nick);
  }

  /** Whether `member` may not know of this room. */
  isHiddenFrom(member: Member): boolean {
    return this.rules.flags.has("hidden") && !this.has(member);
  }

  /** Adds a member: from now on it is sent what happens. `resumed`: an earlier session goes on. */
  enter(member: Member, resumed: boolean): void {
    if (this.countHere === 0) this.#rules = new Rules(this.#options.clock.date());
    this.#audience.seat(member);
    if (this.rules.isInvited(member)) this.decide(member, (rules) => rules.entered(member));
    if (member.isUnannounced) this.#unannounced.add(member);
    else this.#joined(member, resumed);
  }

  #joined(member: Member, resumed: boolean): void {
    this.#ask({ type: "joined", nick: member.nick, ...(resumed ? { resumed } : {}) }, member);
  }

  /** Adds a member that comes from another server, unannounced: it goes on with its session and its seat. */
  takeIn(member: Member): void {
    this.#distant.delete(member.nick);
    this.#audience.seat(member);
  }

  /** A member goes on at another server, unannounced. */
  handOver(member: Member): void {
    if (!this.#audience.unseat(member)) return;
    if (!this.#unannounced.delete(member)) this.#distant.add(member.nick);
  }

  /** Whether `member` is here and is sent what happens. */
  isListening(member: Member): boolean {
    return this.#audience.isListening(member);
  }

  /**
   * Gives the seat of `member` to `successor`, unannounced: the same person on another connection. Where it
   * is `kept`, the successor is sent nothing before it listens.
   */
  replace(member: Member, successor: Member, kept = false): void {
    this.#audience.unseat(member);
    if (kept) this.#audience.keep(successor);
    else this.#audience.seat(successor);
    this.#rules.replace(member, successor);
    if (this.#unannounced.delete(member)) this.#unannounced.add(successor);
  }

  /** From now on `member`, whose seat was kept, is sent what happens. */
  listen(member: Member): void {
    if (this.has(member) && !this.isListening(member)) this.#audience.seat(member);
  }

  /** Lets `change` give `member` another encoding; its seat stays. */
  recode(member: Member, change: () => void): void {
    this.#audience.recode(member, change);
  }

  /** Removes a member. */
  leave(member: Member, { reason, by, metadata }: LeaveOptions = {}): void {
    if (!this.#audience.unseat(member)) return;
    const { nick } = member;
    const why = { ...(reason ? { reason } : {}), ...(by === undefined ? {} : { by }) };
    const isKnown = !this.#unannounced.delete(member);
    // all are told of a removal: it is what somebody else did
    if (isKnown || by !== undefined) {
      this.#ask({ type: "left", nick, ...why }, member, metadata);
    }
    this.#rules.left(member);
  }

  /** Announces that `member` was called `from` before. */
  renamed(member: Member, from: string, metadata?: Metadata): void {
    this.#ask({ type: "renamed", nick: from, to: member.nick }, member, metadata);
  }

  /** Sets the topic; an empty one removes it. */
  setTopic(member: Member, topic: string, metadata?: Metadata): void {
    this.#ask({ type: "topic", nick: member.nick, topic }, member, metadata);
  }

  /** Whether something that was asked for is on its way. */
  get isBusy(): boolean {
    return this.#turns.isBusy;
  }

  /** Does `act` behind all that was asked for before, also if that cannot be stored. */
  behind(act: () => void): void {
    this.#turns.behind(act);
  }

  /**
   * Shows something that is not stored to all members but `except`, and but for those who were told
   * in one of the rooms `told`. It is shown behind all that was asked for before.
   */
  pass(
    render: (encoding: Encoding) => string,
    except?: Member,
    told?: Metadata["told"],
  ): void {
    this.behind(() => this.#broadcaster.pass(render, { member: except, told }));
  }

  /**
   * Says something. A message with the same `cid` is not stored again; the first one is returned.
   * `undefined` means that there is none, or that it is not durable yet. A promise of `undefined` means
   * that its record cannot be read any more.
   */
  say(member: Member, text: string, cid: string, { action, notice, metadata }: SendOptions): Said {
    const before = cid === "" ? undefined : this.#recent.find(member.nick, cid);
    if (before === "on its way") return undefined;
    if (typeof before === "number") return this.#history.one(before);
    if (before !== undefined) return before;
    const { nick } = member;
    const draft: Draft = { type: "msg", nick, text, cid };
    if (action || notice) Object.assign(draft, action ? { action } : {}, notice ? { notice } : {});
    this.#ask(draft, member, metadata);
    return undefined;
  }

  /** Its messages. */
  get history(): History {
    return this.#history;
  }

  /** Resolves when all that was asked for before is handed back. */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  /** Closes its log, once all that was asked for is handed back. */
  close(): Promise<void> {
    return this.#journal.close();
  }

  /** Shows what became durable. Called by the backbone. */
  stored(events: readonly Stored[], by: readonly (By | undefined)[]): void {
    for (let i = 0; i < events.length; i++) {
      const stored = events[i]!;
      const author = by[i] === "room" ? undefined : by[i] as Author | undefined;
      if (by[i] === undefined) {
        const other = this.#distant.author(stored, this);
        this.#applyOther(stored);
        this.#broadcaster.event(stored, other ?? this.#distant.author(stored, this));
        continue;
      }
      this.#apply(stored);
      this.#broadcaster.event(stored, author);
      this.#turns.returned();
    }
    const rewrite = this.#isShared ? undefined : this.#topic.takeRewrite();
    if (rewrite !== undefined) this.#append(rewrite, "room");
    // first the members that asked: they can go on while the others are written to
    for (const one of by) if (typeof one === "object") one.member.outlet.wake();
    this.#audience.flush();
  }

  /** What a member asked for was stored before. Called by the backbone. */
  repeated(draft: Draft, by: By, id: number | undefined): void {
    if (id !== undefined) this.#recent.repeated(draft, id);
    if (draft.type === "msg" && id !== undefined && typeof by === "object") {
      void this.#tellAgain(by.member, id);
    } else if (draft.type === "left") {
      // it had gone on at another server before it left here
      this.#distant.add(draft.nick);
    }
    this.#turns.returned();
  }

  async #tellAgain(member: Member, id: number): Promise<void> {
    const stored = await this.#history.one(id);
    if (stored !== undefined) member.repeated?.(stored, this.name);
  }

  /** Tells the members that asked. Called by the backbone. */
  failed(drafts: readonly Pending<By>[], cause: Error): void {
    this.#options.warn("not saved", {
      room: this.name,
      count: drafts.length,
      cause: cause.message,
    });
    for (const { draft, by } of drafts) {
      this.#giveUp(draft, by === "room" ? undefined : by);
      this.#turns.returned();
    }
    this.#audience.flush();
  }

  #giveUp(draft: Draft, by: Author | undefined): void {
    if (draft.type === "msg") this.#recent.giveUp(draft);
    if (draft.type === "msg" || draft.type === "topic") {
      return by?.member.notSaved(draft, this.name);
    }
    // what is not in the log of all, no other server knows
    if (this.#isShared) return;
    // the members shown must be right also while the log cannot be written
    const event = { ...draft, ts: new Date(this.#options.clock.date()).toISOString() };
    this.#broadcaster.event({ event, line: encodeFrame(event) }, by);
  }

  #ask(draft: Draft, member: Member, metadata?: Metadata): void {
    this.#recent.expect(draft);
    this.#append(draft, { member, metadata });
  }

  #append(draft: Draft, by: By): void {
    this.#turns.asked();
    if (by === "room") return this.#journal.append(draft, by);
    this.#journal.append(draft, by, by.member.session, by.metadata?.quit);
  }

  /** Takes in an event that was not asked for here. */
  #applyOther(stored: Stored): void {
    this.#recent.applyOther(stored);
    this.#note(stored);
    if (this.#isShared) this.#distant.follow(stored.event);
  }

  #apply(stored: Stored): void {
    this.#recent.apply(stored);
    this.#note(stored);
  }

  #note(stored: Stored): void {
    this.#topic.apply(stored);
    if (stored.event.type !== "msg") return;
    this.said++;
    this.saidAt = stored.event.ts;
  }
}
