/** What the server has not acknowledged yet, in order. Pure. */

import { utf8Bytes } from "../../protocol/text.ts";
import { MAX_OUTBOX_BYTES, MAX_OUTBOX_ITEMS } from "../limits.ts";

/** What the user asks the server to do. */
export type PendingCommand =
  /** A message to the room; where none is named, to the one that the session is in. */
  | {
    readonly kind: "say";
    readonly room?: string;
    readonly text: string;
    readonly action?: true;
  }
  /** A message to one person. */
  | { readonly kind: "dm"; readonly to: string; readonly text: string }
  /** Another nickname. */
  | { readonly kind: "nick"; readonly nick: string }
  /** Another room, or one more. */
  | { readonly kind: "room"; readonly room: string };

/** One command that waits for the server's answer. */
export interface OutboxItem {
  /** Unique among all sessions: a random prefix and a counter. */
  readonly cid: string;
  /** What the server is asked for. */
  readonly command: PendingCommand;
}

/** An item as it is saved: with the nicknames under which the server may have stored it. */
export interface SavedItem extends OutboxItem {
  /** The nicknames, the first used first. */
  readonly nicks: readonly string[];
}

interface Entry {
  readonly item: OutboxItem;
  readonly bytes: number;
  /** On its way over the present connection. */
  sent: boolean;
  /** Nicknames under which it was ever sent. The server's copy has one of them. */
  readonly nicks: string[];
}

/** The text of a command, empty where it has none. */
export function textOf(command: PendingCommand): string {
  return "text" in command ? command.text : "";
}

/**
 * The commands that wait for the server, oldest first.
 *
 * 1. Items MUST go out in the order in which they were added. They are acknowledged or refused one by
 *    one.
 * 2. What was not acknowledged when a connection ended MUST go out again, under the same `cid`.
 * 3. A change of nickname or room is a barrier: it MUST go out when nothing else is on its way, and
 *    nothing else goes out until it is answered. So no message lands in the wrong room.
 */
export class Outbox {
  readonly #prefix: string;
  readonly #entries: Entry[] = [];
  /** Is called whenever the items have changed. */
  changed: () => void = () => {};
  #counter = 0;
  #bytes = 0;
  #inFlight = 0;

  /**
   * Starts empty.
   *
   * @param prefix Random, of this session alone; printable ASCII.
   */
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

  /** Whether the server may have stored an item without this side's knowing. */
  get inDoubt(): boolean {
    return this.#entries.some((entry) => !entry.sent && entry.nicks.length > 0);
  }

  /** All items, oldest first. */
  get items(): readonly OutboxItem[] {
    return this.#entries.map(({ item }) => item);
  }

  /** All items, with the nicknames under which each was ever sent. */
  get saved(): readonly SavedItem[] {
    return this.#entries.map(({ item, nicks }) => ({ ...item, nicks }));
  }

  /** Adds a command; `undefined` when there is no room for it. */
  add(command: PendingCommand): OutboxItem | undefined {
    return this.restore({ cid: `${this.#prefix}-${++this.#counter}`, command });
  }

  /** Adds an item of an earlier session, under the `cid` that it had. */
  restore(item: OutboxItem, nicks: readonly string[] = []): OutboxItem | undefined {
    const bytes = utf8Bytes(textOf(item.command));
    if (this.#entries.length >= MAX_OUTBOX_ITEMS) return undefined;
    if (this.#bytes + bytes > MAX_OUTBOX_BYTES) return undefined;
    this.#entries.push({ item, bytes, sent: false, nicks: [...nicks] });
    this.#bytes += bytes;
    this.changed();
    return item;
  }

  /** Whether an item with this `cid` waits. */
  has(cid: string): boolean {
    return this.#entries.some(({ item }) => item.cid === cid);
  }

  /** The next item that may go out now, if there is one. */
  next(): OutboxItem | undefined {
    const entry = this.#entries.find(({ sent }) => !sent);
    if (entry === undefined) return undefined;
    if (this.#inFlight > 0 && (isBarrier(entry) || isBarrier(this.#entries[0]))) return undefined;
    return entry.item;
  }

  /** Remembers that the item went out, under the nickname `nick`. */
  markSent(cid: string, nick: string): void {
    const entry = this.#entries.find((each) => each.item.cid === cid);
    if (entry === undefined || entry.sent) return;
    entry.sent = true;
    this.#inFlight++;
    if (entry.nicks.includes(nick)) return;
    entry.nicks.push(nick);
    this.changed();
  }

  /**
   * Removes the item with this `cid`. With `nick`, only if it was ever sent under that nickname:
   * anyone who saw a `cid` can use it too.
   */
  remove(cid: string, nick?: string): OutboxItem | undefined {
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

  /** The change of nickname or room that is on its way, if there is one. */
  barrier(): OutboxItem | undefined {
    const [first] = this.#entries;
    return first !== undefined && first.sent && isBarrier(first) ? first.item : undefined;
  }

  /** The connection is gone: what was on its way has to go again. */
  disconnected(): void {
    for (const entry of this.#entries) entry.sent = false;
    this.#inFlight = 0;
  }
}

function isBarrier(entry: Entry | undefined): boolean {
  return entry?.item.command.kind === "nick" || entry?.item.command.kind === "room";
}
