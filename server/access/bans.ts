/** The bans of the server, by nickname, by address, or by both. They are in a small file, or shared with other servers. */

import type { AddressRange } from "../../protocol/address.ts";
import { capitalLook, foldNick } from "../../protocol/nick_fold.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Failure } from "../failure.ts";
import { MAX_SERVER_BANS } from "../limits.ts";
import type { BanLog } from "../storage/cluster.ts";
import { banKey, type ServerBan } from "../storage/server_ban.ts";
import { banRange, isBannedBy, spelled } from "./ban_range.ts";
import { BanFile, type BanStore, readBans, SharedBans, tooMany } from "./ban_store.ts";

/** The bans of a server. */
export class Bans {
  readonly #store: BanStore;
  readonly #clock: Pick<Clock, "date">;
  #bans: readonly ServerBan[];
  /** The ranges of bans of addresses. */
  readonly #ranges = new WeakMap<ServerBan, AddressRange>();

  private constructor(store: BanStore, clock: Pick<Clock, "date">, bans: readonly ServerBan[]) {
    this.#store = store;
    this.#clock = clock;
    this.#bans = bans;
  }

  /**
   * Loads the bans from the file `path`. If there is no file, there are no bans.
   *
   * @throws {StorageError} when the file cannot be read. A server without its bans must not start.
   */
  static async load(path: string, clock: Pick<Clock, "date">): Promise<Bans> {
    return new Bans(new BanFile(path), clock, await readBans(path));
  }

  /** The bans that several servers share. `onAdded` is told of those that another server has made. */
  static shared(
    log: BanLog,
    clock: Pick<Clock, "date">,
    onAdded: (ban: ServerBan) => void,
  ): Bans {
    const bans = new Bans(new SharedBans(log), clock, []);
    bans.#bans = log.watch({
      added: (ban) => bans.#follow(ban, onAdded),
      removed: (ban) => void (bans.#bans = bans.#without(ban)),
    });
    return bans;
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
    const others = this.#without(ban);
    if (others.length >= MAX_SERVER_BANS) throw tooMany();
    this.#bans = [...others, ban];
    return this.#store.add(ban, this.#bans).catch((cause) => {
      if (cause instanceof Failure && cause.code === "too_many_bans") {
        this.#bans = this.#without(ban);
      }
      throw cause;
    });
  }

  /**
   * Removes the bans of a nickname, an address or a range, and returns them.
   *
   * @throws {Error} the system's error, when the file cannot be written. The bans are removed all the same.
   * @throws {StorageError} `unreachable`, when other servers cannot be told. Then they still apply.
   */
  async remove(what: string): Promise<readonly ServerBan[]> {
    const gone = this.list.filter(({ nick, address }) =>
      (address !== undefined && (address === what || spelled(address) === spelled(what))) ||
      (nick !== undefined && foldNick(nick) === foldNick(what))
    );
    const left = this.list.filter((ban) => !gone.includes(ban));
    await this.#store.remove(gone, left, () => {
      this.#bans = this.#bans.filter((ban) => !gone.includes(ban));
    });
    return gone;
  }

  /**
   * Gives these bans to those that several servers share. They are not kept here any more.
   *
   * @throws {Failure} `too_many_bans`.
   * @throws {Error} when they cannot be kept there, or the file of these cannot be written.
   */
  async handOver(shared: Bans): Promise<void> {
    const { list } = this;
    for (const ban of list) await shared.add({ ...ban, ...untilOf(ban) });
    if (list.length > 0) {
      await this.#store.remove(list, [], () => {
        this.#bans = [];
      });
    }
  }

  /** Takes in what a server has added, perhaps this one. */
  #follow(ban: ServerBan, onAdded: (ban: ServerBan) => void): void {
    const key = banKey(ban);
    const known = this.#bans.find((each) => banKey(each) === key);
    if (known !== undefined && known.until === ban.until && known.reason === ban.reason) return;
    this.#bans = [...this.#without(ban), ban];
    onAdded(ban);
  }

  #without(ban: ServerBan): readonly ServerBan[] {
    const key = banKey(ban);
    return this.list.filter((each) => banKey(each) !== key);
  }

  #rangeOf(ban: ServerBan): AddressRange | undefined {
    if (ban.address === undefined) return undefined;
    const known = this.#ranges.get(ban);
    if (known !== undefined) return known;
    const range = banRange(ban.address);
    if (range !== undefined) this.#ranges.set(ban, range);
    return range;
  }
}

/** The end of a ban in the one way in which all read it: a file may have it in another. */
function untilOf({ until }: ServerBan): Pick<ServerBan, "until"> {
  return until === undefined ? {} : { until: new Date(until).toISOString() };
}
