/** Members and what happens in a room. Knows no socket and no dialect. */

import type { MsgFrame } from "../protocol/frames.ts";
import { encodeFrame } from "../protocol/frames.ts";
import { MAX_HISTORY_BYTES, MAX_HISTORY_MESSAGES } from "../protocol/limits.ts";
import type { Backbone, Draft, Journal, Pending, Sink, Stored } from "./backbone.ts";
import { Feed } from "./feed.ts";
import type { Encoding, Member, Seat } from "./member.ts";
import { PresenceFold } from "./presence.ts";
import { Recent } from "./recent.ts";

/** What a room needs from the server around it. */
export interface RoomOptions {
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
  /** Calls `act` once after `ms`, unless the server stops before. */
  readonly later: (act: () => void, ms: number) => void;
  /** Something went wrong that whoever runs the server should know. */
  readonly warn: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** How much of the past is wanted: all after a message, or the last so many. */
export interface Past {
  readonly since?: number;
  readonly history: number;
}

/** What was said before under the same `cid`, at hand or to be read from the log. */
export type Said = Stored<MsgFrame> | undefined | Promise<Stored<MsgFrame> | undefined>;

/** A room: who is in it, and the one way from what they do to what all of them see. */
export class Room implements Sink<Member> {
  readonly name: string;
  readonly #options: RoomOptions;
  readonly #seats = new Map<Member, Seat>();
  readonly #feeds = new Map<Encoding, Feed>();
  readonly #recent = new Recent();
  readonly #presence: PresenceFold<Member>;
  #journal!: Journal<Member>;

  private constructor(name: string, options: RoomOptions) {
    this.name = name;
    this.#options = options;
    this.#presence = new PresenceFold({
      ...options,
      announce: (event, by) => {
        this.#show({ event, line: encodeFrame(event) }, by);
        this.#flush([]);
      },
    });
  }

  /**
   * Opens the room `name`, with its past when it has one.
   *
   * @throws {StorageError} when its log cannot be read or written.
   */
  static async open(backbone: Backbone, name: string, options: RoomOptions): Promise<Room> {
    const room = new Room(name, options);
    const { journal, tail } = await backbone.open<Member>(name, room);
    room.#journal = journal;
    for (const stored of tail) room.#recent.apply(stored);
    return room;
  }

  /** Who is here, in the order they came. */
  get members(): IterableIterator<Member> {
    return this.#seats.keys();
  }

  /** How many are here. */
  get count(): number {
    return this.#seats.size;
  }

  /** Id of the newest message; 0 when there is none. */
  get last(): number {
    return this.#journal.last;
  }

  /** Bytes asked for and not durable yet. */
  get waitingBytes(): number {
    return this.#journal.waitingBytes;
  }

  /** Whether `member` is here. */
  has(member: Member): boolean {
    return this.#seats.has(member);
  }

  /** Lets someone in: from now on their outlet gets what happens. `resumed`: their session goes on. */
  enter(member: Member, resumed: boolean): void {
    this.#seat(member);
    this.#ask({ type: "joined", nick: member.nick, ...(resumed ? { resumed } : {}) }, member);
  }

  /** Lets `successor` take the seat of `member`, unannounced: the same person on another line. */
  replace(member: Member, successor: Member): void {
    this.#unseat(member);
    this.#seat(successor);
  }

  /** Lets someone out. */
  leave(member: Member): void {
    if (this.#unseat(member)) this.#ask({ type: "left", nick: member.nick }, member);
  }

  /** Announces that `member`, who is called `nick` by now, was called `from`. */
  renamed(member: Member, from: string): void {
    this.#ask({ type: "renamed", nick: from, to: member.nick }, member);
  }

  /**
   * Says something. What was said with the same `cid` before is not said again: it is the answer,
   * or `undefined` when it is on its way or nothing like it was said.
   */
  say(member: Member, text: string, cid: string, action: boolean): Said {
    const before = cid === "" ? undefined : this.#recent.find(member.nick, cid);
    if (before === "on its way") return undefined;
    if (typeof before === "number") return this.#readOne(before);
    if (before !== undefined) return before;
    const { nick } = member;
    const draft: Draft = { type: "msg", nick, text, cid, ...(action ? { action } : undefined) };
    this.#recent.expect(draft);
    this.#ask(draft, member);
    return undefined;
  }

  /** The past that someone who comes wants, oldest first; the newest of it when it is too much. */
  past(past: Past): Promise<Stored<MsgFrame>[]> {
    const first = past.since !== undefined ? past.since + 1 : this.last - past.history + 1;
    return this.messages(first, this.last);
  }

  /** Messages `first` to `last`, oldest first; the newest of them when they are too many. */
  async messages(first: number, last: number): Promise<Stored<MsgFrame>[]> {
    const to = Math.min(last, this.last);
    const from = Math.max(1, first, to - MAX_HISTORY_MESSAGES + 1);
    return this.#recent.range(from, to) ?? await this.#journal.read(from, to, MAX_HISTORY_BYTES);
  }

  /** Resolves when all that was asked for before has happened. */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  /** Sends out what became durable. Called by the backbone. */
  stored(events: readonly Stored[], by: readonly Member[]): void {
    for (let i = 0; i < events.length; i++) {
      const stored = events[i]!;
      this.#recent.apply(stored);
      this.#announce(stored, by[i]!);
    }
    this.#flush(by);
  }

  /** Tells those who asked. Called by the backbone. */
  failed(drafts: readonly Pending<Member>[], cause: Error): void {
    this.#options.warn("not saved", {
      room: this.name,
      count: drafts.length,
      cause: cause.message,
    });
    for (const { draft, by } of drafts) {
      if (draft.type === "msg") {
        this.#recent.giveUp(draft);
        by.voice.notSaved(draft);
        continue;
      }
      // who is here must be true on the screens also while the log cannot say it
      const event = { ...draft, ts: new Date(this.#options.now()).toISOString() };
      this.#announce({ event, line: encodeFrame(event) }, by);
    }
    this.#flush([]);
  }

  async #readOne(id: number): Promise<Stored<MsgFrame> | undefined> {
    return (await this.#journal.read(id, id, MAX_HISTORY_BYTES))[0];
  }

  #ask(draft: Draft, by: Member): void {
    this.#journal.append(draft, by);
  }

  #announce(stored: Stored, by: Member): void {
    const { event } = stored;
    if (event.type === "joined" || event.type === "left") {
      this.#presence.push(event, by);
      return;
    }
    this.#presence.flushFor(event.nick);
    this.#show(stored, by);
  }

  /** Encodes an event once for each dialect spoken here. */
  #show(stored: Stored, by: Member | undefined): void {
    const seat = by && this.#seats.get(by);
    for (const [encoding, feed] of this.#feeds) {
      const start = feed.end;
      feed.append(encoding.render(stored));
      if (seat?.cursor.feed === feed && !encoding.echoes(stored)) seat.cursor.skipFrom(start);
    }
  }

  /** Wakes the readers, those first whose answer it is: they can go on while the rest is written. */
  #flush(first: readonly Member[]): void {
    for (const member of first) member.outlet.wake();
    for (const feed of this.#feeds.values()) feed.flush();
  }

  #seat(member: Member): void {
    let feed = this.#feeds.get(member.encoding);
    if (feed === undefined) this.#feeds.set(member.encoding, feed = new Feed());
    this.#seats.set(member, { member, cursor: member.outlet.attach(feed) });
  }

  #unseat(member: Member): boolean {
    const seat = this.#seats.get(member);
    if (seat === undefined) return false;
    this.#seats.delete(member);
    member.outlet.detach(seat.cursor);
    if (seat.cursor.feed.readers === 0) this.#feeds.delete(member.encoding);
    return true;
  }
}
