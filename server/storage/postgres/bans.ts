/** The bans of all nodes: a table, whose changes stand in the log of names. */

import { MAX_SERVER_BANS } from "../../limits.ts";
import type { BanLog, BanWatcher } from "../cluster.ts";
import { banKey, type ServerBan } from "../server_ban.ts";
import { ask, type Asking } from "./ask.ts";
import { type EventRow, jsonOf } from "./rows.ts";
import { ADD_BAN, BANS, REMOVE_BANS } from "./statements.ts";

/** Bans that the nodes share. */
export class PostgresBans implements BanLog {
  readonly #asking: Asking;
  /** Those of the table. Who watches keeps them from then on. */
  #unwatched: readonly ServerBan[];
  #watcher: BanWatcher | undefined;

  private constructor(asking: Asking, bans: readonly ServerBan[]) {
    this.#asking = asking;
    this.#unwatched = bans;
  }

  /** Reads the bans. What of the log is followed already may come a second time: that changes nothing. */
  static async open(asking: Asking): Promise<PostgresBans> {
    const rows = await asking.database.run(BANS);
    return new PostgresBans(asking, rows.map(({ body }) => body));
  }

  async add(ban: ServerBan): Promise<boolean> {
    const { node } = this.#asking;
    const values = [node, banKey(ban), jsonOf(ban), MAX_SERVER_BANS];
    const [row] = await ask(this.#asking, ADD_BAN, values);
    return row!.done;
  }

  async remove(bans: readonly ServerBan[]): Promise<void> {
    await ask(this.#asking, REMOVE_BANS, [this.#asking.node, bans.map(banKey)]);
  }

  watch(watcher: BanWatcher): readonly ServerBan[] {
    const bans = this.#unwatched;
    this.#unwatched = [];
    this.#watcher = watcher;
    return bans;
  }

  /** Takes a change from the log. */
  followed({ kind, extra }: EventRow): void {
    const ban = extra as ServerBan;
    if (kind === "b") this.#watcher?.added(ban);
    else this.#watcher?.removed(ban);
  }
}
