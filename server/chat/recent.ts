/**
 * The newest messages of a room: their lines for members that join, and their `cid`s, so that a
 * message sent twice is stored once. All this comes from the room's events alone, live or read from
 * the log, so it is the same after a restart.
 */

import type { Draft, Stored } from "../storage/journal.ts";
import type { MsgFrame } from "../../protocol/frames.ts";
import { RECENT_BYTES, RECENT_MESSAGES } from "../limits.ts";
import { foldNick } from "../../protocol/nick_fold.ts";
import { type CidEntry, CidTable, ON_ITS_WAY } from "./deduplication.ts";

/** The newest messages of one room. */
export class Recent {
  #messages: Stored<MsgFrame>[] = [];
  /** Bytes of the lines. A line may be dropped before its `cid` is. */
  #bytes = 0;
  readonly #tables = new Map<string, CidTable>();
  /** The `cid`s: first forgotten, then durable ones, then those on their way, in the order asked for. */
  #seen: CidEntry[] = [];
  #forgotten = 0;
  #durable = 0;

  /** Sessions of which a `cid` is known: never more than there are messages. */
  get sessions(): number {
    return this.#tables.size;
  }

  /**
   * Notes that an event was asked for. It counts for all that is asked for later, although it is not
   * durable yet: a session begins when the member joins, not when the join is on the disk.
   */
  expect(draft: Draft): void {
    if (draft.type === "msg") this.#expect(draft.nick, draft.cid);
    else if (draft.type === "renamed") this.#rename(draft.nick, draft.to);
    // a new session may use the same cids for other messages
    else if (draft.type === "joined" && !draft.resumed) this.#tables.delete(foldNick(draft.nick));
  }

  /** Forgets a message that could not be stored: it may be sent again. */
  giveUp(draft: Draft): void {
    if (draft.type !== "msg" || draft.cid === "") return;
    const seen = this.#seen[this.#durable++]!;
    this.#drop(seen);
    this.#forget();
  }

  /** Takes in an event that became durable and was expected before. */
  apply(stored: Stored): void {
    const { event } = stored;
    if (event.type !== "msg") return;
    this.#keep(stored as Stored<MsgFrame>);
    if (event.cid !== "") this.#place(event.id);
  }

  /** Takes in an event that nobody here expected: read from the log, or stored by another server. */
  applyOther(stored: Stored): void {
    const { event } = stored;
    if (event.type !== "msg") return this.expect(event);
    this.#keep(stored as Stored<MsgFrame>);
    if (event.cid === "") return;
    const table = this.#tableOf(event.nick);
    // the same message is on its way here: its answer will be that it is stored
    if (table.find(event.cid) !== undefined) return;
    this.#seen.splice(this.#durable, 0, table.add(event.cid));
    this.#place(event.id);
  }

  /** A message that was expected had been stored before, as `id`. */
  repeated(draft: Draft, id: number): void {
    if (draft.type === "msg" && draft.cid !== "") this.#place(id);
  }

  /**
   * The message that `nick` has sent with `cid`: `"on its way"` while it is not durable, its id when
   * its line is not kept any more, `undefined` when the `cid` is not known.
   */
  find(nick: string, cid: string): Stored<MsgFrame> | "on its way" | number | undefined {
    const id = this.#tables.get(foldNick(nick))?.find(cid)?.id;
    if (id === undefined) return undefined;
    return id === ON_ITS_WAY ? "on its way" : this.#at(id) ?? id;
  }

  /** Messages `first` to `last` if all of them are kept, else `undefined`. */
  range(first: number, last: number): Stored<MsgFrame>[] | undefined {
    if (last < first) return [];
    const from = this.#index(first);
    const to = this.#index(last);
    return from === undefined || to === undefined ? undefined : this.#messages.slice(from, to + 1);
  }

  #expect(nick: string, cid: string): void {
    if (cid !== "") this.#seen.push(this.#tableOf(nick).add(cid));
  }

  #tableOf(nick: string): CidTable {
    const name = foldNick(nick);
    let table = this.#tables.get(name);
    if (table === undefined) this.#tables.set(name, table = new CidTable(name));
    return table;
  }

  /** Gives the next `cid` on its way the id of its message. */
  #place(id: number): void {
    this.#seen[this.#durable++]!.id = id;
    this.#forget();
  }

  #rename(from: string, to: string): void {
    const table = this.#tables.get(foldNick(from));
    // the cids of another member that had the nickname before do not count any more
    this.#tables.delete(foldNick(to));
    if (table === undefined) return;
    this.#tables.delete(table.name);
    table.name = foldNick(to);
    this.#tables.set(table.name, table);
  }

  #keep(stored: Stored<MsgFrame>): void {
    const newest = this.#messages.at(-1)?.event.id;
    if (newest !== undefined && stored.event.id !== newest + 1) {
      // after a damaged record: the ids kept must have no gap, since a place is computed from the id
      this.#messages = [];
      this.#bytes = 0;
    }
    this.#messages.push(stored);
    this.#bytes += stored.line.length;
    while (this.#messages.length > 1 && this.#isTooMuch()) {
      this.#bytes -= this.#messages[0]!.line.length;
      this.#messages.shift();
    }
  }

  #isTooMuch(): boolean {
    return this.#messages.length > RECENT_MESSAGES || this.#bytes > RECENT_BYTES;
  }

  #forget(): void {
    while (this.#durable - this.#forgotten > RECENT_MESSAGES) {
      this.#drop(this.#seen[this.#forgotten++]!);
    }
    if (this.#forgotten < RECENT_MESSAGES) return;
    this.#seen = this.#seen.slice(this.#forgotten);
    this.#durable -= this.#forgotten;
    this.#forgotten = 0;
  }

  #drop(entry: CidEntry): void {
    const { table } = entry;
    table.remove(entry);
    if (table.size > 0 || this.#tables.get(table.name) !== table) return;
    this.#tables.delete(table.name);
  }

  #index(id: number): number | undefined {
    const first = this.#messages[0]?.event.id;
    if (first === undefined || id < first || id - first >= this.#messages.length) return undefined;
    return id - first;
  }

  #at(id: number): Stored<MsgFrame> | undefined {
    const index = this.#index(id);
    return index === undefined ? undefined : this.#messages[index];
  }
}
