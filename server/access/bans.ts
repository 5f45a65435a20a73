/** Who may not come in: a small file in the data folder, by nickname, by address, or both. */

import { capitalLook, foldNick } from "../../protocol/fold.ts";
import type { Clock } from "../../runtime/clock.ts";
import { MAX_PRIVATE_FILE_BYTES, MAX_SERVER_BANS } from "../limits.ts";
import { addressOwner } from "../../protocol/address.ts";
import { StorageError } from "../storage/backbone.ts";
import { readPrivateFile, replacePrivateFile } from "../../runtime/private_file.ts";
import { Failure } from "../failure.ts";

/** A ban of a nickname, of an address, or of both together. */
export interface ServerBan {
  readonly nick?: string;
  readonly address?: string;
  /** When it ends, ISO 8601; never without. */
  readonly until?: string;
}

/** The bans of a server. */
export class Bans {
  readonly #path: string;
  readonly #clock: Pick<Clock, "date">;
  #bans: ServerBan[];
  #written: Promise<void> = Promise.resolve();

  private constructor(path: string, clock: Pick<Clock, "date">, bans: ServerBan[]) {
    this.#path = path;
    this.#clock = clock;
    this.#bans = bans;
  }

  /**
   * The bans that `path` holds; none where it is not there.
   *
   * @throws {StorageError} when it cannot be read: those who are kept out must not come in by that.
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

  /** Those that hold now, oldest first. */
  get list(): readonly ServerBan[] {
    const now = this.#clock.date();
    return this.#bans.filter(({ until }) => until === undefined || Date.parse(until) > now);
  }

  /** The ban that keeps connections from `address` out. */
  ofAddress(address: string): ServerBan | undefined {
    if (this.#bans.length === 0) return undefined;
    const owner = addressOwner(address);
    return this.list.find((ban) => ban.address === owner);
  }

  /** The ban that keeps this nickname out, and all that look like it. */
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
   * Keeps someone out from now on, in place of an earlier ban of the same. Resolves when that is written
   * down, and rejects with what the system says when it cannot be: the ban holds all the same.
   *
   * @throws {Failure} `too_many_bans`, at once: then it does not hold.
   */
  add({ nick, address, until }: ServerBan): Promise<void> {
    const ban: ServerBan = {
      ...(nick === undefined ? {} : { nick }),
      ...(address === undefined ? {} : { address: addressOwner(address) }),
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
   * Takes back the bans of a nickname or an address; which those were.
   *
   * @throws {Error} what the system says, when it cannot be written down; it holds all the same.
   */
  async remove(what: string): Promise<readonly ServerBan[]> {
    const owner = addressOwner(what);
    const gone = this.list.filter(({ nick, address }) =>
      address === owner || address === what ||
      (nick !== undefined && foldNick(nick) === foldNick(what))
    );
    this.#bans = this.list.filter((ban) => !gone.includes(ban));
    await this.#write();
    return gone;
  }

  /** One write after the other, so that the last one stays. */
  #write(): Promise<void> {
    const text = `${JSON.stringify(this.#bans, undefined, 2)}\n`;
    this.#written = this.#written.catch(() => {})
      .then(() => replacePrivateFile(this.#path, text));
    return this.#written;
  }
}

function isSame(a: ServerBan, b: ServerBan): boolean {
  const nick = (ban: ServerBan) => ban.nick === undefined ? undefined : foldNick(ban.nick);
  return nick(a) === nick(b) && a.address === b.address;
}

/** @throws {StorageError} when it is no list of bans. */
function bansIn(value: unknown, path: string): ServerBan[] {
  if (!Array.isArray(value)) throw new StorageError("bans_no_list", { path });
  return value.map((entry: unknown, i) => {
    if (!isBan(entry)) throw new StorageError("bans_entry", { path, entry: i + 1 });
    return entry;
  });
}

function isBan(value: unknown): value is ServerBan {
  if (typeof value !== "object" || value === null) return false;
  const { nick, address, until } = value as Record<string, unknown>;
  const isText = (field: unknown) => field === undefined || typeof field === "string";
  const isTime = until === undefined || !Number.isNaN(Date.parse(String(until)));
  return isText(nick) && isText(address) && isText(until) && isTime &&
    (nick !== undefined || address !== undefined);
}
