/** A session that goes on where an earlier client of the same person was. */

import { Session } from "./session.ts";

/** What an earlier client of the same user has left: enough to go on with its session. */
export interface SavedSession {
  /** The nickname it had. */
  readonly nick: string;
  /** The secret that takes the nickname back. */
  readonly resume?: string | undefined;
  /** The room it was in. */
  readonly room: string;
  /** Id of the newest message of that room that it had. */
  readonly since?: number | undefined;
  /** When that message was said. */
  readonly sinceTs?: string | undefined;
  /** The name of the room's log. */
  readonly log?: string | undefined;
}

/** How far the user has read in a room. */
export interface KnownRoom {
  /** The name of the room. */
  readonly room: string;
  /** Id of the newest message that the user has. */
  readonly since: number;
  /** When that message was said. */
  readonly sinceTs?: string;
  /** The name of the room's log. */
  readonly log?: string;
}

/** What earlier clients of the same person know of one nickname. */
export interface KnownUser {
  /** The nickname. */
  readonly nick: string;
  /** The secret that it proposes for its sessions. */
  readonly secret?: string;
  /** The rooms that it was in at the end, in the order in which they were entered. */
  readonly joined?: readonly string[];
  /** How far it has read in each room; the room used last is the last one. */
  readonly rooms: readonly KnownRoom[];
}

/** One person at one server, over as many clients as it takes. */
export class RecalledSession extends Session {
  #saved: SavedSession | undefined;
  #users: readonly KnownUser[] = [];
  /** Rooms in which an earlier client was and this one was not yet. */
  readonly #recalled = new Set<string>();

  /** Goes on with an earlier client's session if the nickname and the room turn out to be the same. */
  restore(saved: SavedSession): void {
    this.#saved = saved;
  }

  /** Goes on where an earlier client of the same nickname was, whichever that turns out to be. */
  recall(users: readonly KnownUser[]): void {
    this.#users = users;
  }

  /** What another client has to know to go on here. */
  get known(): KnownUser | undefined {
    if (this.lastNick === undefined) return undefined;
    const rooms = [...this.knownRooms].map((room) => {
      const seen = this.seenId(room);
      const id = seen ?? this.newestId(room) ?? 0;
      const ts = seen === undefined ? this.newestTs(room) : this.seenTs(room);
      const log = this.logOf(room);
      return {
        room,
        since: id,
        ...(ts === undefined ? {} : { sinceTs: ts }),
        ...(log === undefined ? {} : { log }),
      };
    });
    const { lastNick: nick, secret, hasRooms } = this;
    const joined = hasRooms ? { joined: [...this.rooms] } : {};
    return { nick, ...(secret === undefined ? {} : { secret }), ...joined, rooms };
  }

  override takeRecalled(room: string): boolean {
    return this.#recalled.delete(room);
  }

  override willSignIn(): void {
    const saved = this.#saved;
    this.#saved = undefined;
    this.#applyKnown();
    if (saved === undefined || this.resume !== undefined) return;
    if (saved.nick !== this.nick || saved.room !== this.room) return;
    this.resume = saved.resume;
    if (saved.since === undefined) return;
    this.markUpTo(saved.room, saved.since, saved.sinceTs);
    if (saved.log !== undefined) this.markLog(saved.room, saved.log);
    this.inDoubt = true;
  }

  #applyKnown(): void {
    if (this.resume !== undefined) return;
    // the nickname before was refused
    for (const room of this.#recalled) this.forget(room);
    this.#recalled.clear();
    this.rooms.clear();
    const user = this.#users.find(({ nick }) => nick === this.nick);
    if (user === undefined) return;
    // under the same secret the server knows how far this person has read
    if (this.secret !== undefined) this.secret = user.secret ?? this.secret;
    if (this.wantsRooms) user.joined?.forEach((room) => this.rooms.add(room));
    for (const { room, since, sinceTs, log } of user.rooms) {
      this.markUpTo(room, since, sinceTs);
      this.markSeen(room, since, sinceTs);
      if (log !== undefined) this.markLog(room, log);
      this.#recalled.add(room);
    }
  }
}
