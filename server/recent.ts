/**
 * The newest messages of a room: lines for those who join, and the `cid`s that were seen, so that a
 * message sent twice is stored once. Derived from the room's events alone, live or read back from
 * the log, so it is the same after a restart.
 */

import type { Draft, Stored } from "./backbone.ts";
import type { MsgFrame } from "../protocol/frames.ts";
import { RECENT_BYTES, RECENT_MESSAGES } from "../protocol/limits.ts";
import { foldNick } from "../protocol/fold.ts";

/** A message that was asked for and is not durable yet. */
const ON_ITS_WAY = 0;

/** A person's `cid`s in a room: to the message's id, or `ON_ITS_WAY`. */
type Cids = Map<string, number>;

/** The newest messages of one room. */
export class Recent {
  #messages: Stored<MsgFrame>[] = [];
  /** Lines of the first messages may be dropped before their `cid`s are. */
  #bytes = 0;
  readonly #cids = new Map<string, Cids>();
  /** Who said what, oldest first, so that the oldest `cid` can be forgotten. */
  #order: { cids: Cids; cid: string }[] = [];
  #forgotten = 0;

  /** Notes that a message was asked for. */
  expect(draft: Draft): void {
    if (draft.type === "msg" && draft.cid !== "") this.#of(draft.nick).set(draft.cid, ON_ITS_WAY);
  }

  /** Forgets a message that could not be made durable: it may be sent again. */
  giveUp(draft: Draft): void {
    if (draft.type === "msg") this.#cids.get(foldNick(draft.nick))?.delete(draft.cid);
  }

  /** Takes in what became durable. */
  apply(stored: Stored): void {
    const { event } = stored;
    if (event.type === "msg") this.#add(stored as Stored<MsgFrame>);
    else if (event.type === "renamed") this.#rename(event.nick, event.to);
    // a session that begins anew may use the same cids for other messages
    else if (event.type === "joined" && !event.resumed) this.#cids.delete(foldNick(event.nick));
  }

  /**
   * The message that `nick` has sent with `cid`, `"on its way"` while it is not durable, or its id
   * when its line is not kept any more; `undefined` for a `cid` not seen.
   */
  find(nick: string, cid: string): Stored<MsgFrame> | "on its way" | number | undefined {
    const id = this.#cids.get(foldNick(nick))?.get(cid);
    if (id === undefined) return undefined;
    return id === ON_ITS_WAY ? "on its way" : this.#at(id) ?? id;
  }

  /** Messages `first` to `last` when all of them are kept, else `undefined`. */
  range(first: number, last: number): Stored<MsgFrame>[] | undefined {
    if (last < first) return [];
    const from = this.#index(first);
    const to = this.#index(last);
    return from === undefined || to === undefined ? undefined : this.#messages.slice(from, to + 1);
  }

  #of(nick: string): Cids {
    const key = foldNick(nick);
    let cids = this.#cids.get(key);
    if (cids === undefined) this.#cids.set(key, cids = new Map());
    return cids;
  }

  #rename(from: string, to: string): void {
    const cids = this.#cids.get(foldNick(from));
    if (cids === undefined) return;
    this.#cids.delete(foldNick(from));
    this.#cids.set(foldNick(to), cids);
  }

  #add(stored: Stored<MsgFrame>): void {
    this.#messages.push(stored);
    this.#bytes += stored.line.length;
    while (this.#messages.length > 1 && this.#isTooMuch()) {
      this.#bytes -= this.#messages[0]!.line.length;
      this.#messages.shift();
    }
    const { nick, cid, id } = stored.event;
    if (cid === "") return;
    const cids = this.#of(nick);
    cids.set(cid, id);
    this.#order.push({ cids, cid });
    this.#forget();
  }

  #isTooMuch(): boolean {
    return this.#messages.length > RECENT_MESSAGES || this.#bytes > RECENT_BYTES;
  }

  #forget(): void {
    if (this.#order.length - this.#forgotten <= RECENT_MESSAGES) return;
    const { cids, cid } = this.#order[this.#forgotten++]!;
    cids.delete(cid);
    if (this.#forgotten < RECENT_MESSAGES) return;
    this.#order = this.#order.slice(this.#forgotten);
    this.#forgotten = 0;
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
