/** What the user wants the server to know and it has not acknowledged, in order. Pure. */

import { utf8Bytes } from "../../protocol/text.ts";
import { MAX_OUTBOX_BYTES, MAX_OUTBOX_ITEMS } from "../limits.ts";

/** What an item asks the server for. */
export type Wish =
  /** A message to the room. */
  | { readonly kind: "say"; readonly text: string; readonly action?: true }
  /** A message to one person. */
  | { readonly kind: "dm"; readonly to: string; readonly text: string }
  /** Another nickname. */
  | { readonly kind: "nick"; readonly nick: string }
  /** Another room. */
  | { readonly kind: "room"; readonly room: string };

/** One thing waiting for the server. */
export interface Item {
  /** Unique for all sessions there ever are: a random prefix and a counter. */
  readonly cid: string;
  readonly wish: Wish;
}

/** An item, and the nicknames under which the server may have stored it. */
export interface KeptItem extends Item {
  readonly nicks: readonly string[];
}

interface Entry {
  readonly item: Item;
  readonly bytes: number;
  /** On its way over the connection there is. */
  sent: boolean;
  /** Nicknames under which it was ever sent: what the server stored has one of them. */
  readonly nicks: string[];
}

/** The text of a wish, empty where it has none. */
export function textOf(wish: Wish): string {
  return "text" in wish ? wish.text : "";
}

/**
 * What waits for the server, oldest first.
 *
 * 1. Items go out in the order in which they were added, and are acknowledged or refused one by one.
 * 2. What was not acknowledged when a connection ended goes out again, under the same `cid`.
 * 3. A change of nickname or room is a barrier: it goes out when nothing else is on its way, and
 *    nothing else goes out until it is answered. So a message never lands in the wrong room.
 */
export class Outbox {
  readonly #prefix: string;
  readonly #entries: Entry[] = [];
  /** Called whenever what is waiting has changed. */
  changed: () => void = () => {};
  #counter = 0;
  #bytes = 0;
  #inFlight = 0;

  /** @param prefix Random, of this session alone; printable ASCII. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** How many items are waiting. */
  get size(): number {
    return this.#entries.length;
  }

  /** How many are on their way over this connection. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether something may have been stored that this side does not know of. */
  get inDoubt(): boolean {
    return this.#entries.some((entry) => !entry.sent && entry.nicks.length > 0);
  }

  /** All that is waiting, oldest first. */
  get items(): readonly Item[] {
    return this.#entries.map(({ item }) => item);
  }

  /** All that is waiting, with the nicknames under which each was ever sent. */
  get kept(): readonly KeptItem[] {
    return this.#entries.map(({ item, nicks }) => ({ ...item, nicks }));
  }

  /** Adds a wish; `undefined` when there is no room for it. */
  add(wish: Wish): Item | undefined {
    return this.restore({ cid: `${this.#prefix}-${++this.#counter}`, wish });
  }

  /** Adds an item of an earlier session, under the `cid` that it had. */
  restore(item: Item, nicks: readonly string[] = []): Item | undefined {
    const bytes = utf8Bytes(textOf(item.wish));
    if (this.#entries.length >= MAX_OUTBOX_ITEMS) return undefined;
    if (this.#bytes + bytes > MAX_OUTBOX_BYTES) return undefined;
    this.#entries.push({ item, bytes, sent: false, nicks: [...nicks] });
    this.#bytes += bytes;
    this.changed();
    return item;
  }

  /** The next item that may go out now, if there is one. */
  next(): Item | undefined {
    const entry = this.#entries.find(({ sent }) => !sent);
    if (entry === undefined) return undefined;
    if (this.#inFlight > 0 && (isBarrier(entry) || isBarrier(this.#entries[0]))) return undefined;
    return entry.item;
  }

  /** Tells that the item went out, from someone called `nick`. */
  sent(cid: string, nick: string): void {
    const entry = this.#entries.find((each) => each.item.cid === cid);
    if (entry === undefined || entry.sent) return;
    entry.sent = true;
    this.#inFlight++;
    if (entry.nicks.includes(nick)) return;
    entry.nicks.push(nick);
    this.changed();
  }

  /**
   * Takes out the item with this `cid`; with `nick`, only if it was ever sent under that: anyone
   * who saw a `cid` can use it too.
   */
  take(cid: string, nick?: string): Item | undefined {
    const at = this.#entries.findIndex((each) => each.item.cid === cid);
    const entry = this.#entries[at];
    if (entry === undefined || (nick !== undefined && !entry.nicks.includes(nick))) {
      return undefined;
    }
    this.#entries.splice(at, 1);
    this.#bytes -= entry.bytes;
    if (entry.sent) this.#inFlight--;
    this.changed();
    return entry.item;
  }

  /** The change of nickname or room that is being answered, if there is one. */
  barrier(): Item | undefined {
    const [first] = this.#entries;
    return first !== undefined && first.sent && isBarrier(first) ? first.item : undefined;
  }

  /** Tells that the connection is gone: whatever was on its way has to go again. */
  cut(): void {
    for (const entry of this.#entries) entry.sent = false;
    this.#inFlight = 0;
  }
}

function isBarrier(entry: Entry | undefined): boolean {
  return entry?.item.wish.kind === "nick" || entry?.item.wish.kind === "room";
}
