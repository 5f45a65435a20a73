/**
 * Who left which room when: somebody who comes back gets what they missed, and nothing twice. Knows no file.
 *
 * Those who were in a room when the server crashed have left it then. How much was said there by then is
 * known when the room is opened again.
 *
 * @module
 */

import { foldNick } from "../../../protocol/nick_fold.ts";
import { MAX_IRC_DEPARTURES } from "./limits.ts";

/** A nickname in a room. */
export type Presence = readonly [nick: string, room: string];

/** What departures work with. */
export interface DeparturesOptions {
  /** Something is to be saved. */
  readonly changed?: () => void;
  /** Whether others may speak in the rooms while this server does not run. */
  readonly isShared?: boolean;
}

/** The newest departures, by nickname and room. */
export class Departures {
  readonly #options: DeparturesOptions;
  /** Ids of the newest messages that they have seen by room and nickname, the latest departure at the end. */
  readonly #seen = new Map<string, number>();
  /** Those who were in a room at the crash, by the room; the room was not opened since. */
  readonly #cutOff = new Map<string, string[]>();
  /** Those who are in a room now. */
  present: () => Iterable<Presence> = () => [];

  constructor(options: DeparturesOptions = {}) {
    this.#options = options;
  }

  /** Somebody has come to a room, or has another nickname there. */
  changed(): void {
    this.#options.changed?.();
  }

  /** Notes that somebody leaves `room`, where the newest message is `last`. */
  note(nick: string, room: string, last: number): void {
    this.#set(keyOf(nick, room), last);
    this.changed();
  }

  /** The id of the newest message that they saw when they left, if they were there. */
  find(nick: string, room: string): number | undefined {
    return this.#seen.get(keyOf(nick, room));
  }

  /** A room was opened: its newest message is `last`. */
  opened(room: string, last: number): void {
    for (const key of this.#cutOff.get(room) ?? []) this.#set(key, last);
    if (this.#cutOff.delete(room)) this.changed();
  }

  /** All that is to be saved, as JSON. */
  toText(): string {
    const left = Object.fromEntries(this.#seen);
    const waiting = this.#cutOff.values().flatMap((keys) => keys);
    const here = new Set(waiting);
    for (const [nick, room] of this.present()) {
      if (here.size >= MAX_IRC_DEPARTURES) break;
      here.add(keyOf(nick, room));
    }
    return `${JSON.stringify({ left, here: [...here] })}\n`;
  }

  /**
   * Takes in what `toText` has given.
   *
   * @throws {SyntaxError | TypeError} when it is something else.
   */
  load(text: string): void {
    const { left, here } = JSON.parse(text) as { left: Record<string, number>; here: string[] };
    for (const [key, id] of Object.entries(left)) {
      if (!Number.isSafeInteger(id)) throw new TypeError("Cannot read the departures: invalid id");
      this.#set(key, id);
    }
    // what others said there meanwhile would be left out
    if (this.#options.isShared === true) return;
    for (const key of here.slice(0, MAX_IRC_DEPARTURES)) {
      const room = key.slice(0, key.indexOf(" "));
      const keys = this.#cutOff.get(room);
      if (keys === undefined) this.#cutOff.set(room, [key]);
      else keys.push(key);
    }
  }

  #set(key: string, last: number): void {
    this.#seen.delete(key);
    this.#seen.set(key, last);
    if (this.#seen.size > MAX_IRC_DEPARTURES) this.#seen.delete(this.#seen.keys().next().value!);
  }
}

function keyOf(nick: string, room: string): string {
  return `${room} ${foldNick(nick)}`;
}
