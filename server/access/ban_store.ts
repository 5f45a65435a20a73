/** Where the bans of a server are kept: in a small file, or where several servers share them. */

import { readOwnFile, replacePrivateFile } from "../../runtime/private_file.ts";
import { Failure } from "../failure.ts";
import { MAX_PRIVATE_FILE_BYTES, MAX_SERVER_BANS } from "../limits.ts";
import { StorageError } from "../storage/backbone.ts";
import type { BanLog } from "../storage/cluster.ts";
import type { ServerBan } from "../storage/server_ban.ts";

/** Where bans are kept. */
export interface BanStore {
  /** Keeps `ban`, the newest of `all`. */
  add(ban: ServerBan, all: readonly ServerBan[]): Promise<void>;
  /** Forgets `gone`; `left` is the rest. `apply` makes it so here. */
  remove(
    gone: readonly ServerBan[],
    left: readonly ServerBan[],
    apply: () => void,
  ): Promise<void>;
}

/** Bans in a file. */
export class BanFile implements BanStore {
  readonly #path: string;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  add(_ban: ServerBan, all: readonly ServerBan[]): Promise<void> {
    return this.#write(all);
  }

  remove(
    _gone: readonly ServerBan[],
    left: readonly ServerBan[],
    apply: () => void,
  ): Promise<void> {
    apply();
    return this.#write(left);
  }

  /** Writes wait for each other, so that the last one is the one that stays. */
  #write(bans: readonly ServerBan[]): Promise<void> {
    const text = `${JSON.stringify(bans, undefined, 2)}\n`;
    // the caller of the write before is told that it failed; this one writes all bans anew
    this.#written = this.#written.catch(() => {})
      .then(() => replacePrivateFile(this.#path, text));
    return this.#written;
  }
}

/** Bans that several servers share. */
export class SharedBans implements BanStore {
  readonly #log: BanLog;

  constructor(log: BanLog) {
    this.#log = log;
  }

  async add(ban: ServerBan): Promise<void> {
    let isKept: boolean;
    try {
      isKept = await this.#log.add(ban);
    } catch (cause) {
      throw new StorageError("ban_not_shared", {}, { cause });
    }
    if (!isKept) throw tooMany();
  }

  async remove(
    gone: readonly ServerBan[],
    _left: readonly ServerBan[],
    apply: () => void,
  ): Promise<void> {
    await this.#log.remove(gone);
    apply();
  }
}

/** There are as many bans as there may be. */
export function tooMany(): Failure<"too_many_bans"> {
  return new Failure("too_many_bans", { limit: MAX_SERVER_BANS });
}

/**
 * The bans of the file at `path`; none where there is no file.
 *
 * @throws {StorageError} when it cannot be read.
 */
export async function readBans(path: string): Promise<ServerBan[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readOwnFile(path, MAX_PRIVATE_FILE_BYTES) ?? "[]");
  } catch (cause) {
    throw new StorageError("bans_unreadable", { path }, { cause });
  }
  return bansIn(value, path);
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
