/** The bans of the server, by nickname, by address, or by both. They are in a small file. */

import { capitalLook, foldNick } from "../../protocol/fold.ts";
import type { Clock } from "../../runtime/clock.ts";
import { MAX_PRIVATE_FILE_BYTES, MAX_SERVER_BANS } from "../limits.ts";
import {
  type AddressRange,
  isLoopback,
  isWithin,
  ownerRange,
  parseRange,
  rangeText,
} from "../../protocol/address.ts";
import { StorageError } from "../storage/backbone.ts";
import { readPrivateFile, replacePrivateFile } from "../../runtime/private_file.ts";
import { Failure } from "../failure.ts";

/** A ban of a nickname, of an address, or of both together. */
export interface ServerBan {
  readonly nick?: string;
  /** An address or a range: `192.0.2.7`, `10.0.0.0/8`. */
  readonly address?: string;
  /** The reason, for the banned user and for the operator. */
  readonly reason?: string;
  /** When the ban ends, ISO 8601. When absent, it does not end. */
  readonly until?: string;
}

/** Whether a ban of `range` applies to `address`. A wide range does not ban the server's own machine. */
export function isBannedBy(range: AddressRange, address: string): boolean {
  const inner = parseRange(address);
  if (inner === undefined || !isWithin(inner, range)) return false;
  return !isLoopback(address) || isLoopback(rangeText({ ...range, bits: 8 * range.bytes.length }));
}

/** The bans of a server. */
export class Bans {
  readonly #path: string;
  readonly #clock: Pick<Clock, "date">;
  #bans: ServerBan[];
  /** The ranges of bans of addresses. */
  readonly #ranges = new WeakMap<ServerBan, AddressRange>();
  #written: Promise<void> = Promise.resolve();

  private constructor(path: string, clock: Pick<Clock, "date">, bans: ServerBan[]) {
    this.#path = path;
    this.#clock = clock;
    this.#bans = bans;
  }

  /**
   * Loads the bans from the file `path`. If there is no file, there are no bans.
   *
   * @throws {StorageError} when the file cannot be read. A server without its bans must not start.
   */
  static async load(path: string, clock: Pick<Clock, "date">): Promise<Bans> {
    let value: unknown;
    try {
      value = JSON.parse(await readPrivateFile(path, MAX_PRIVATE_FILE_BYTES) ?? "[]");
    } catch (cause) {
      throw new StorageError("bans_unreadable", { path }, { cause });
    }
    return new Bans(path, clock, bansIn(value, path));
  }

  /** The bans that have not ended, oldest first. */
  get list(): readonly ServerBan[] {
    const now = this.#clock.date();
    return this.#bans.filter(({ until }) => until === undefined || Date.parse(until) > now);
  }

  /** The ban of `address`. */
  ofAddress(address: string): ServerBan | undefined {
    if (this.#bans.length === 0) return undefined;
    return this.list.find((ban) => {
      const range = this.#rangeOf(ban);
      return range !== undefined && isBannedBy(range, address);
    });
  }

  /** The ban of this nickname, or of one that looks like it. */
  ofNick(nick: string): ServerBan | undefined {
    if (this.#bans.length === 0) return undefined;
    const folded = foldNick(nick);
    const capitals = capitalLook(nick);
    return this.list.find((ban) =>
      ban.nick !== undefined &&
      (foldNick(ban.nick) === folded || capitalLook(ban.nick) === capitals)
    );
  }

  /**
   * Adds a ban, which replaces an earlier one of the same. It applies at once. The promise resolves when
   * the ban is in the file, and rejects with the system's error when the file cannot be written.
   *
   * @throws {Failure} `too_many_bans`, at once. Then the ban does not apply.
   */
  add({ nick, address, reason, until }: ServerBan): Promise<void> {
    const ban: ServerBan = {
      ...(nick === undefined ? {} : { nick }),
      ...(address === undefined ? {} : { address: spelled(address) }),
      ...(reason === undefined ? {} : { reason }),
      ...(until === undefined ? {} : { until }),
    };
    const others = this.list.filter((each) => !isSame(each, ban));
    if (others.length >= MAX_SERVER_BANS) {
      throw new Failure("too_many_bans", { limit: MAX_SERVER_BANS });
    }
    this.#bans = [...others, ban];
    return this.#write();
  }

  /**
   * Removes the bans of a nickname, an address or a range, and returns them.
   *
   * @throws {Error} the system's error, when the file cannot be written. The bans are removed all the same.
   */
  async remove(what: string): Promise<readonly ServerBan[]> {
    const gone = this.list.filter(({ nick, address }) =>
      (address !== undefined && (address === what || spelled(address) === spelled(what))) ||
      (nick !== undefined && foldNick(nick) === foldNick(what))
    );
    this.#bans = this.list.filter((ban) => !gone.includes(ban));
    await this.#write();
    return gone;
  }

  #rangeOf(ban: ServerBan): AddressRange | undefined {
    if (ban.address === undefined) return undefined;
    const known = this.#ranges.get(ban);
    if (known !== undefined) return known;
    const range = banRange(ban.address);
    if (range !== undefined) this.#ranges.set(ban, range);
    return range;
  }

  /** Writes wait for each other, so that the last one is the one that stays. */
  #write(): Promise<void> {
    const text = `${JSON.stringify(this.#bans, undefined, 2)}\n`;
    this.#written = this.#written.catch(() => {})
      .then(() => replacePrivateFile(this.#path, text));
    return this.#written;
  }
}

/** The range that a ban of this text applies to. For one IPv6 address it is its network of 64 bits. */
export function banRange(text: string): AddressRange | undefined {
  const range = parseRange(text);
  return range && ownerRange(range);
}

/** The one spelling of a range. Any other text stays as it is. */
function spelled(text: string): string {
  const range = banRange(text);
  return range === undefined ? text : rangeText(range);
}

function isSame(a: ServerBan, b: ServerBan): boolean {
  const nick = (ban: ServerBan) => ban.nick === undefined ? undefined : foldNick(ban.nick);
  return nick(a) === nick(b) && a.address === b.address;
}

/** @throws {StorageError} when the value is not a list of bans. */
function bansIn(value: unknown, path: string): ServerBan[] {
  if (!Array.isArray(value)) throw new StorageError("bans_no_list", { path });
  return value.map((entry: unknown, i) => {
    if (!isBan(entry)) throw new StorageError("bans_entry", { path, entry: i + 1 });
    return entry;
  });
}

function isBan(value: unknown): value is ServerBan {
  if (typeof value !== "object" || value === null) return false;
  const { nick, address, reason, until } = value as Record<string, unknown>;
  const isText = (field: unknown) => field === undefined || typeof field === "string";
  const isTime = until === undefined || !Number.isNaN(Date.parse(String(until)));
  return isText(nick) && isText(address) && isText(reason) && isText(until) && isTime &&
    (nick !== undefined || address !== undefined);
}
