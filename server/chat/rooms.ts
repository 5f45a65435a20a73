/** The open rooms. A room is opened when it is asked for; an empty one is closed for a new one. */

import { DEFAULT_ROOM } from "../../protocol/frames.ts";
import {
  MAX_KEPT_ROOMS,
  MAX_ROOMS,
  MAX_UNUSABLE_ROOMS,
  MAX_UNWRITTEN_BYTES,
  MAX_UNWRITTEN_TOTAL_BYTES,
} from "../limits.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import { faultText } from "../../i18n/fault_text.ts";
import { checkRoom } from "../../protocol/names.ts";
import { type Backbone, StorageError } from "../storage/backbone.ts";
import { type Member, Refused } from "./member.ts";
import { Room, type RoomOptions } from "./room.ts";

/** What rooms need. */
export interface RoomsOptions extends RoomOptions {
  readonly backbone: Backbone;
  readonly phrases: ServerPhrases;
  /** Told of each room that is opened, before anybody is in it. */
  readonly opened?: ((room: Room) => void) | undefined;
}

/** Rooms by their names. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #asked = new Map<string, Promise<Room>>();
  readonly #open = new Map<string, Room>();
  /** Rooms that are being closed. They can be opened again after that. */
  readonly #closing = new Map<string, Promise<void>>();
  /** Rooms that could not be opened when they were asked for last, the newest last. */
  readonly #unusable = new Set<string>();
  #saidInClosed = 0;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** The rooms that have members here. */
  get inUse(): Room[] {
    return [...this.#open.values()].filter((room) => room.countHere > 0);
  }

  /** Messages of all rooms since the start, with those that were read when a room was opened. */
  get said(): number {
    return this.#open.values().reduce((sum, room) => sum + room.said, this.#saidInClosed);
  }

  /** The room of this name, if it has members here. */
  find(name: string): Room | undefined {
    const checked = checkRoom(name);
    const room = checked.ok ? this.#open.get(checked.value) : undefined;
    return room !== undefined && room.countHere > 0 ? room : undefined;
  }

  /**
   * Opens the room of this name; a new one begins empty. `permit` throws when none may be begun.
   *
   * @throws {Refused} `bad_room`: an invalid name, too many rooms, or a log that cannot be used.
   */
  open(raw: string, permit: () => void = () => {}): Promise<Room> {
    const { phrases } = this.#options;
    const name = checkRoom(raw);
    if (!name.ok) throw new Refused("bad_room", faultText(name, phrases));
    const open = this.#open.get(name.value);
    if (open !== undefined) {
      // the room that was asked for last is closed last
      this.#open.delete(open.name);
      this.#open.set(open.name, open);
    }
    const asked = this.#asked.get(name.value);
    if (asked !== undefined) return asked;
    if (this.#asked.size >= MAX_ROOMS && !this.#closeAnEmptyOne()) {
      throw new Refused("bad_room", phrases.tooManyRooms(MAX_ROOMS), { cause: "too_many" });
    }
    return this.#begin(name.value, permit);
  }

  /**
   * Tries again to open those rooms that could not be opened.
   *
   * @returns How many of them cannot be opened now.
   */
  async retryUnusable(): Promise<number> {
    const retry = async (name: string) => await (await this.open(name)).beginLog();
    await Promise.allSettled(Array.from(this.#unusable, retry));
    return this.#unusable.size;
  }

  /** @throws {Refused} `not_saved` when so much waits in all, or for the log of `room`. */
  checkBacklog(room?: Room): void {
    const { backbone: { waitingBytes }, phrases } = this.#options;
    const isFull = waitingBytes > MAX_UNWRITTEN_TOTAL_BYTES ||
      (room?.waitingBytes ?? 0) > MAX_UNWRITTEN_BYTES;
    if (isFull) throw new Refused("not_saved", phrases.notSaved);
  }

  /** Resolves when all that was asked for before is handed back, in every room. */
  async settled(): Promise<void> {
    const rooms = await Promise.allSettled(this.#asked.values());
    await Promise.all(rooms.map((room) => room.status === "fulfilled" && room.value.settled()));
  }

  #begin(name: string, permit: () => void): Promise<Room> {
    const closed = this.#closing.get(name) ?? Promise.resolve();
    const room = closed
      .then(() => this.#openOrBegin(name, permit))
      .catch((cause) => Promise.reject(this.#refusal(name, cause)));
    this.#asked.set(name, room);
    room.then((open) => {
      this.#open.set(name, open);
      this.#options.opened?.(open);
    }, () => {
      // the log may be usable at the next try
      this.#asked.delete(name);
    });
    return room;
  }

  async #openOrBegin(name: string, permit: () => void): Promise<Room> {
    const { backbone, phrases } = this.#options;
    if (name === DEFAULT_ROOM || await backbone.has(name)) {
      const room = await Room.open(backbone, name, this.#options);
      this.#unusable.delete(name);
      return room;
    }
    if (backbone.rooms >= MAX_KEPT_ROOMS) {
      throw new Refused("bad_room", phrases.tooManyRooms(MAX_KEPT_ROOMS), { cause: "too_many" });
    }
    permit();
    if (backbone.names !== undefined) return await Room.open(backbone, name, this.#options);
    const tried = (failure: Error | undefined) => {
      if (failure === undefined) this.#unusable.delete(name);
      else this.#notUsable(name, failure);
    };
    return Room.openNew(backbone, name, { ...this.#options, tried });
  }

  /** Closes an empty room to make place for another; its log stays. */
  #closeAnEmptyOne(): boolean {
    const room = this.#open.values().find((room) =>
      room.countHere === 0 && room.name !== DEFAULT_ROOM
    );
    if (room === undefined) return false;
    this.#saidInClosed += room.said;
    this.#open.delete(room.name);
    this.#asked.delete(room.name);
    const closing = room.close().catch((cause: Error) =>
      this.#options.warn("not closed", { room: room.name, cause: cause.message })
    );
    this.#closing.set(room.name, closing.finally(() => this.#closing.delete(room.name)));
    return true;
  }

  /** The open rooms in which `member` is. */
  of(member: Member): Room[] {
    return [...this.#open.values()].filter((room) => room.has(member));
  }

  /** What a client is told when a room cannot be opened. */
  #refusal(room: string, cause: unknown): unknown {
    if (!(cause instanceof StorageError)) return cause;
    if (cause.code === "unreachable") {
      return new Refused("unavailable", this.#options.phrases.unavailable);
    }
    this.#notUsable(room, cause);
    return new Refused("bad_room", this.#options.phrases.roomUnusable(room), { cause: "unusable" });
  }

  #notUsable(room: string, cause: Error): void {
    this.#unusable.delete(room);
    this.#unusable.add(room);
    for (const oldest of this.#unusable) {
      if (this.#unusable.size <= MAX_UNUSABLE_ROOMS) break;
      this.#unusable.delete(oldest);
    }
    this.#options.warn("room not opened", { room, cause: cause.message });
  }
}
