/** What survives a cut: who one is, where one is, what was seen and what waits to be sent. */

import { MAX_KNOWN_ROOMS } from "../limits.ts";
import { Outbox } from "./outbox.ts";

/** The room that everybody is in who names no other. */
export const DEFAULT_ROOM = "lobby";

/** What an earlier client of the same user left behind: enough to go on with its session. */
export interface Earlier {
  readonly nick: string;
  readonly resume?: string | undefined;
  readonly room: string;
  /** Id of the newest message it had seen of that room. */
  readonly since?: number | undefined;
}

/** What a session begins with. */
export interface SessionOptions {
  /** Asked for by the server when it is not known. */
  readonly nick?: string | undefined;
  readonly room: string;
  /** Random, unique for all sessions there ever are; printable ASCII. */
  readonly prefix: string;
  /** Random: what the secret of the session is to be. */
  readonly secret?: string | undefined;
  /** Old messages wanted at first; as many as the server shows everyone when undefined. */
  readonly history?: number | undefined;
  readonly password?: string | undefined;
}

/** One user's presence at one server, over as many connections as it takes. */
export class Session {
  /** The last nickname there was. */
  lastNick: string | undefined;
  /** What the secret of the session is to be; the server's choice when undefined. */
  readonly secret: string | undefined;
  /** The secret that takes the nickname back from a dead connection. */
  resume: string | undefined;
  room: string;
  /** Said to a server that asks for it, and to no other. */
  password: string | undefined;
  /** Whether this server asks for it. */
  passwordWanted = false;
  /** Whether messages of an earlier client may have been stored without its knowing. */
  inDoubt = false;
  /** What this server turned out to speak. */
  dialect: "native" | "plain" | undefined;
  /** The latest messages of the old server; `undefined` before one was let in. */
  plainKnown: readonly string[] | undefined;
  readonly history: number | undefined;
  readonly outbox: Outbox;
  #nick: string | undefined;
  #earlier: Earlier | undefined;
  readonly #seen = new Map<string, number>();
  readonly #oldest = new Map<string, number>();

  constructor({ nick, room, prefix, secret, history, password }: SessionOptions) {
    this.secret = secret;
    this.password = password;
    this.nick = nick;
    this.room = room;
    this.history = history;
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

  /** Goes on with the session of an earlier client, if the nickname turns out to be the same. */
  continue(earlier: Earlier): void {
    this.#earlier = earlier;
  }

  /** To be called before a nickname is used: the last moment to go on with an earlier session. */
  settle(): void {
    const earlier = this.#earlier;
    this.#earlier = undefined;
    if (earlier === undefined || this.resume !== undefined) return;
    if (earlier.nick !== this.nick || earlier.room !== this.room) return;
    this.resume = earlier.resume;
    if (earlier.since === undefined) return;
    this.see(earlier.room, earlier.since);
    this.inDoubt = true;
  }

  /** Id of the newest message of `room` that was delivered; `undefined` before one was there. */
  seen(room: string): number | undefined {
    return this.#seen.get(room);
  }

  /** Id of the oldest message of `room` that was delivered. */
  oldest(room: string): number | undefined {
    return this.#oldest.get(room);
  }

  /** Remembers that all of `room` up to `id` was delivered. */
  see(room: string, id: number): void {
    this.#seen.delete(room); // so that the one used last is last
    this.#seen.set(room, id);
    if (this.#seen.size > MAX_KNOWN_ROOMS) this.forget(this.#seen.keys().next().value ?? room);
  }

  /** Remembers that `id` of `room` was delivered, as the oldest if it is. */
  reach(room: string, id: number): void {
    this.#oldest.set(room, Math.min(id, this.#oldest.get(room) ?? id));
  }

  /** Forgets what was seen of `room`. */
  forget(room: string): void {
    this.#seen.delete(room);
    this.#oldest.delete(room);
  }
}
