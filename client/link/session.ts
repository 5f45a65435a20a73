/** What survives a cut: the user's name and room, what was delivered and what waits to be sent. */

import { MAX_KNOWN_DMS, MAX_KNOWN_ROOMS } from "../limits.ts";
import { checkRoom } from "../../protocol/names.ts";
import { Outbox } from "./outbox.ts";

/** A room, and where in its log the user is. */
export interface Place {
  /** The name of the room. */
  readonly room: string;
  /** Id of the newest message that the user has, if it has one. */
  readonly since?: number;
  /** When that message was said, ISO 8601. */
  readonly since_ts?: string;
  /** The name of the log that it is in. */
  readonly log?: string;
  /** How many old messages are wanted where there is no `since`. */
  readonly history?: number;
}

/** What a session begins with. */
export interface SessionOptions {
  /** The user is asked for it where it is undefined. */
  readonly nick?: string | undefined;
  /** The room to enter. */
  readonly room: string;
  /** Random, unique among all sessions; printable ASCII. */
  readonly prefix: string;
  /** Random: the secret that the session proposes for itself. */
  readonly secret?: string | undefined;
  /** Old messages wanted at first; as many as the server shows everyone when undefined. */
  readonly history?: number | undefined;
  /** The password, if the user has given one. */
  readonly password?: string | undefined;
  /** Whether the others are not told that the user comes and goes. */
  readonly unannounced?: boolean;
  /** Whether it may be in several rooms at once, where the server can do that. */
  readonly rooms?: boolean;
}

/** One user at one server, over as many connections as it takes. */
export class Session {
  /** The last nickname there was. */
  lastNick: string | undefined;
  /** The secret that the session proposes; the server chooses one when undefined. */
  secret: string | undefined;
  /** The secret that takes the nickname back from a dead connection. */
  resume: string | undefined;
  /** The room that the user is in, or is on the way to; of several rooms the one that is shown. */
  room: string;
  /** Whether the session may be in several rooms, as far as this side is concerned. */
  readonly wantsRooms: boolean;
  /** Whether the server can do that, as it said last. */
  hasRooms = false;
  /** The rooms that the user is in, in the order in which they were entered; after a cut, again. */
  readonly rooms = new Set<string>();
  /** Why the user is away; `undefined` while they are not. */
  away: string | undefined;
  /** Sent to a server that asks for it, and to no other. */
  password: string | undefined;
  /** Whether this server asks for a password. */
  passwordWanted = false;
  /** Whether the server may have stored messages of an earlier client that did not learn of it. */
  inDoubt = false;
  /** The dialect of this server, once it is known. */
  dialect: "native" | "plain" | undefined;
  /** The latest messages of the old server; `undefined` before the user was let in. */
  plainRecent: readonly string[] | undefined;
  /** Old messages wanted at first; as many as the server shows everyone when undefined. */
  readonly history: number | undefined;
  /** Whether the others are not told that the user comes and goes. */
  readonly unannounced: boolean;
  /** The commands that wait for the server. */
  readonly outbox: Outbox;
  #nick: string | undefined;
  /** Messages by room; the room used last is the last one. */
  readonly #newest = new Map<string, { readonly id: number; readonly ts: string | undefined }>();
  /** How far the user has read, by room. */
  readonly #seen = new Map<string, { readonly id: number; readonly ts: string | undefined }>();
  readonly #logs = new Map<string, string>();
  readonly #oldest = new Map<string, number>();
  readonly #dms = new Set<string>();

  /** Begins a session on no connection. */
  constructor(options: SessionOptions) {
    const { nick, room, prefix, secret, history, password, unannounced = false, rooms = false } =
      options;
    this.secret = secret;
    this.password = password;
    this.nick = nick;
    this.room = room;
    this.history = history;
    this.unannounced = unannounced;
    this.wantsRooms = rooms;
    this.outbox = new Outbox(prefix);
  }

  /** Undefined until the user has given one, and again when it was refused. */
  get nick(): string | undefined {
    return this.#nick;
  }

  set nick(nick: string | undefined) {
    this.#nick = nick;
    this.lastNick = nick ?? this.lastNick;
  }

  /** The room in which the user will be when what waits now has been answered. */
  get nextRoom(): string {
    if (this.wantsRooms) return this.room;
    const change = this.outbox.items.findLast(({ command }) => command.kind === "room")?.command;
    if (change?.kind !== "room") return this.room;
    const checked = checkRoom(change.room);
    return checked.ok ? checked.value : change.room;
  }

  /** Is called before the nickname is sent: only now is it known which one it is. */
  willSignIn(): void {}

  /** Whether only an earlier client of the same person was in `room`. From now on this one was. */
  takeRecalled(_room: string): boolean {
    return false;
  }

  /** The rooms of which something was delivered; the one used last is the last one. */
  get knownRooms(): Iterable<string> {
    return this.#newest.keys();
  }

  /** Id of the newest message of `room` that was delivered, if any was. */
  newestId(room: string): number | undefined {
    return this.#newest.get(room)?.id;
  }

  /** Id of the oldest message of `room` that was delivered, if any was. */
  oldestId(room: string): number | undefined {
    return this.#oldest.get(room);
  }

  /** When the newest message of `room` that was delivered was said, if that is known. */
  newestTs(room: string): string | undefined {
    return this.#newest.get(room)?.ts;
  }

  /** The name of the log of `room`, if the server has told it. */
  logOf(room: string): string | undefined {
    return this.#logs.get(room);
  }

  /** Remembers the name of the log of `room`. */
  markLog(room: string, log: string | undefined): void {
    if (log === undefined) this.#logs.delete(room);
    else this.#logs.set(room, log);
  }

  /** Remembers that all of `room` up to `id`, said at `ts`, was delivered. */
  markUpTo(room: string, id: number, ts?: string): void {
    const before = this.#newest.get(room);
    this.#newest.delete(room);
    this.#newest.set(room, { id, ts: ts ?? (before?.id === id ? before.ts : undefined) });
    if (this.#newest.size > MAX_KNOWN_ROOMS) this.forget(this.#newest.keys().next().value ?? room);
  }

  /** Id of the newest message of `room` that the user has read; `undefined` where that is not known. */
  seenId(room: string): number | undefined {
    return this.#seen.get(room)?.id;
  }

  /** When the newest message of `room` that the user has read was said, if that is known. */
  seenTs(room: string): string | undefined {
    return this.#seen.get(room)?.ts;
  }

  /** Remembers that all of `room` up to `id`, said at `ts`, was read. False if that was known. */
  markSeen(room: string, id: number, ts?: string): boolean {
    if (id <= (this.#seen.get(room)?.id ?? -1)) return false;
    this.#seen.set(room, { id, ts });
    return true;
  }

  /** The user is not in `room` any more, and is not to be after a cut. */
  leave(room: string): void {
    this.rooms.delete(room);
  }

  /** Remembers that message `id` of `room` was delivered, as the oldest if it is. */
  markOldest(room: string, id: number): void {
    this.#oldest.set(room, Math.min(id, this.#oldest.get(room) ?? id));
  }

  /** Forgets what was delivered of `room`. */
  forget(room: string): void {
    this.#newest.delete(room);
    this.#seen.delete(room);
    this.forgetOldest(room);
    this.#logs.delete(room);
  }

  /** Forgets which message of `room` is the oldest delivered: from now on it is a later one. */
  forgetOldest(room: string): void {
    this.#oldest.delete(room);
  }

  /** The room and how much of its history is wanted, as `hello` and `join` say it. */
  placeOf(room: string): Place {
    const newest = this.#newest.get(room);
    if (newest !== undefined) {
      const log = this.#logs.get(room);
      return {
        room,
        since: newest.id,
        ...(newest.ts === undefined ? {} : { since_ts: newest.ts }),
        ...(log === undefined ? {} : { log }),
      };
    }
    return this.history === undefined ? { room } : { room, history: this.history };
  }

  /**
   * Whether this private message was not delivered before; from now on it was. No log holds private
   * messages, so only the `cid` tells a repeated one.
   */
  isNewDm({ nick, cid }: { readonly nick: string; readonly cid: string }): boolean {
    const key = `${nick}\n${cid}`;
    if (this.#dms.has(key)) return false;
    this.#dms.add(key);
    const [oldest] = this.#dms;
    if (this.#dms.size > MAX_KNOWN_DMS && oldest !== undefined) this.#dms.delete(oldest);
    return true;
  }
}
