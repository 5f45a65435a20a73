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

/** A nickname in a room, and the name of the log of the room. */
export type Presence = readonly [nick: string, room: string, log: string | undefined];

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
  /** The name of the log of each room that has departures: ids of another log mean other messages. */
  readonly #logs = new Map<string, string>();
  /** Those who are in a room now. */
  present: () => Iterable<Presence> = () => [];

  constructor(options: DeparturesOptions = {}) {
    this.#options = options;
  }

  /** Somebody has come to a room, or has another nickname there. */
  changed(): void {
    this.#options.changed?.();
  }

  /** Notes that somebody leaves `room`, where the newest message is `last`, in the log of this name. */
  note(nick: string, room: string, last: number, log: string | undefined): void {
    this.#learn(room, log);
    this.#set(keyOf(nick, room), last);
    this.changed();
  }

  /** The id of the newest message that they saw when they left, if they were there. */
  find(nick: string, room: string): number | undefined {
    return this.#seen.get(keyOf(nick, room));
  }

  /** A room was opened: its newest message is `last`, and its log has the name `log`, if there is one yet. */
  opened(room: string, last: number, log: string | undefined): void {
    const before = this.#logs.get(room);
    this.#logs.delete(room);
    this.#learn(room, log);
    if (before !== undefined && before !== log) return this.#forget(room);
    for (const key of this.#cutOff.get(room) ?? []) this.#set(key, last);
    if (this.#cutOff.delete(room)) this.changed();
  }

  /** All that is to be saved, as JSON. */
  toText(): string {
    const left = Object.fromEntries(this.#seen);
    const logs: Record<string, string> = {};
    const waiting = this.#cutOff.values().flatMap((keys) => keys);
    const here = new Set(waiting);
    for (const [nick, room, log] of this.present()) {
      if (here.size >= MAX_IRC_DEPARTURES) break;
      this.#learn(room, log);
      here.add(keyOf(nick, room));
    }
    for (const key of [...this.#seen.keys(), ...here]) {
      const log = this.#logs.get(roomOf(key));
      if (log !== undefined) logs[roomOf(key)] = log;
    }
    return `${JSON.stringify({ left, here: [...here], logs })}\n`;
  }

  /**
   * Takes in what `toText` has given.
   *
   * @throws {SyntaxError | TypeError} when it is something else.
   */
  load(text: string): void {
    const { left, here, logs } = JSON.parse(text) as {
      readonly left: Record<string, number>;
      readonly here: readonly string[];
      readonly logs: Record<string, string>;
    };
    for (const [room, log] of Object.entries(logs)) this.#logs.set(room, `${log}`);
    for (const [key, id] of Object.entries(left)) {
      if (!Number.isSafeInteger(id)) throw new TypeError("Cannot read the departures: invalid id");
      this.#set(key, id);
    }
    // what others said there meanwhile would be left out
    if (this.#options.isShared === true) return;
    for (const key of here.slice(0, MAX_IRC_DEPARTURES)) {
      const room = roomOf(key);
      const keys = this.#cutOff.get(room);
      if (keys === undefined) this.#cutOff.set(room, [key]);
      else keys.push(key);
    }
  }

  #learn(room: string, log: string | undefined): void {
    if (log !== undefined) this.#logs.set(room, log);
  }

  /** The messages that anybody has seen of a room are not there any more. */
  #forget(room: string): void {
    this.#cutOff.delete(room);
    for (const key of this.#seen.keys()) if (roomOf(key) === room) this.#seen.delete(key);
    this.changed();
  }

  #set(key: string, last: number): void {
    this.#seen.delete(key);
    this.#seen.set(key, last);
    if (this.#seen.size > MAX_IRC_DEPARTURES) this.#seen.delete(this.#seen.keys().next().value!);
  }
}

function roomOf(key: string): string {
  return key.slice(0, key.indexOf(" "));
}

function keyOf(nick: string, room: string): string {
  return `${room} ${foldNick(nick)}`;
}
