/** How far each session has read in its rooms. Knows no file. */

import { createHash } from "node:crypto";
import type { Clock } from "../../runtime/clock.ts";
import type { MarkLog } from "../storage/cluster.ts";
import { MAX_READ_MARKS, MAX_READ_SESSIONS, MAX_SESSION_ROOMS, READ_MARKS_MS } from "../limits.ts";

/** What is kept of one session. */
interface Session {
  /** When it was heard of last, in milliseconds since 1970. */
  seenAt: number;
  /** Ids of messages by room, the room that was heard of last at the end. */
  readonly rooms: Map<string, number>;
}

/** What read marks work with. */
export interface ReadMarksOptions {
  readonly clock: Pick<Clock, "date">;
  /** Something is to be saved. */
  readonly changed?: () => void;
  /** The marks that several servers share. */
  readonly log?: MarkLog | undefined;
}

/** The read marks of all sessions, by the SHA-256 of their secrets. */
export class ReadMarks {
  readonly #options: ReadMarksOptions;
  /** The session that was heard of last is at the end. */
  readonly #sessions = new Map<string, Session>();
  #marks = 0;

  constructor(options: ReadMarksOptions) {
    this.#options = options;
  }

  /** How many sessions have marks. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** How far the session with this secret has read in `room`, if it has told. */
  find(secret: string, room: string): number | undefined {
    if (this.#sessions.size === 0) return undefined;
    const session = this.#sessions.get(keyOf(secret));
    if (session === undefined || session.seenAt < this.#oldest) return undefined;
    return session.rooms.get(room);
  }

  /**
   * Learns what other servers know of the session with this secret. What they cannot be asked now stays as it
   * is known here. `undefined`: there is none to ask.
   */
  prepare(secret: string): Promise<void> | undefined {
    const { log } = this.#options;
    if (log === undefined) return undefined;
    const key = keyOf(secret);
    return log.load(key).then((marks) => {
      for (const { room, id } of marks) this.#note(key, room, id);
    }, () => {
      // as it is known here
    });
  }

  /** Notes that the session has read up to message `id`. A mark never goes back. */
  note(secret: string, room: string, id: number): void {
    const key = keyOf(secret);
    if (this.#note(key, room, id)) this.#options.log?.save(key, { room, id });
  }

  /** Whether it is news. */
  #note(key: string, room: string, id: number): boolean {
    const session = this.#sessions.get(key) ?? { seenAt: 0, rooms: new Map<string, number>() };
    if (session.seenAt < this.#oldest) this.#forget(key, session);
    const before = session.rooms.get(room) ?? 0;
    if (id <= before) return false;
    this.#set(session, room, id);
    session.seenAt = this.#options.clock.date();
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    this.#trim();
    this.#options.changed?.();
    return true;
  }

  /** All that is kept, as JSON. */
  toText(): string {
    const oldest = this.#oldest;
    const kept = this.#sessions.entries().filter(([, { seenAt }]) => seenAt >= oldest);
    const sessions = kept.map(([key, { seenAt, rooms }]) => {
      return [key, { at: new Date(seenAt).toISOString(), rooms: Object.fromEntries(rooms) }];
    });
    return `${JSON.stringify(Object.fromEntries(sessions))}\n`;
  }

  /**
   * Takes in what `toText` has given.
   *
   * @throws {SyntaxError | TypeError} when it is something else.
   */
  load(text: string): void {
    const value = Object.entries(JSON.parse(text) as Record<string, unknown>);
    for (const [key, saved] of value) {
      const { at, rooms } = saved as { at: string; rooms: Record<string, number> };
      const seenAt = Date.parse(at);
      const marks = Object.entries(rooms);
      if (Number.isNaN(seenAt) || !marks.every(([, id]) => Number.isSafeInteger(id))) {
        throw new TypeError("Cannot read the marks: a time or an id is invalid");
      }
      const session = { seenAt, rooms: new Map<string, number>() };
      for (const [room, id] of marks) this.#set(session, room, id);
      this.#sessions.set(key, session);
    }
    this.#trim();
  }

  /** What was heard of before this time is forgotten. */
  get #oldest(): number {
    return this.#options.clock.date() - READ_MARKS_MS;
  }

  #set({ rooms }: Session, room: string, id: number): void {
    if (!rooms.delete(room)) this.#marks++;
    rooms.set(room, id);
    if (rooms.size <= MAX_SESSION_ROOMS) return;
    rooms.delete(rooms.keys().next().value!);
    this.#marks--;
  }

  /** Forgets the sessions that were not heard of for longest, where there are too many. */
  #trim(): void {
    for (const [key, session] of this.#sessions) {
      const isTooMuch = this.#sessions.size > MAX_READ_SESSIONS || this.#marks > MAX_READ_MARKS;
      if (!isTooMuch && session.seenAt >= this.#oldest) break;
      this.#forget(key, session);
    }
  }

  #forget(key: string, { rooms }: Session): void {
    this.#sessions.delete(key);
    this.#marks -= rooms.size;
    rooms.clear();
  }
}

function keyOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
