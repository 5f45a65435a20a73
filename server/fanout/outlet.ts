/**
 * What is sent on one connection: lines of the feeds it reads and lines for it alone, in one order,
 * one write at a time. The contract is in `feed.ts`.
 */

import { MAX_JOINED_WRITE_BYTES } from "../limits.ts";
import type { Cursor, Feed, Reader } from "./feed.ts";

const encoder = new TextEncoder();

/** Lines for this connection alone, and how far each feed must be sent before them. */
interface Item {
  bytes: Uint8Array | undefined;
  readonly cursors: readonly Cursor[];
  readonly ends: readonly number[];
}

/** A reserved place in the order for lines that are not known yet. */
export interface Slot {
  /** Puts `lines` in the place; an empty string gives it up. */
  fill(lines: string): void;
}

/** What an outlet writes to. */
export interface Writer {
  /** Writes some of `bytes` and resolves to how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** What an outlet needs from its connection. */
export interface OutletOptions {
  readonly writer: Writer;
  /** A write failed: the peer is gone. */
  readonly onError: (cause: unknown) => void;
  /** The reader is more than `maxLagBytes` behind. Called once. */
  readonly onLag: () => void;
  /** Bytes that may wait. */
  readonly maxLagBytes: number;
}

/** The outbound half of a connection. */
export class Outlet implements Reader {
  readonly #options: OutletOptions;
  // a field of its own: with a thousand outlets each object on the way to the socket costs a cache miss
  readonly #writer: Writer;
  #cursors: readonly Cursor[] = [];
  #items: Item[] = [];
  #itemBytes = 0;
  /** The bytes in flight, or what the last write left over. */
  #current: Uint8Array | undefined;
  #writing = false;
  #closed = false;
  /** Nothing more is taken: the last lines are on their way. */
  #isEnded = false;
  #lagged = false;
  #idle: PromiseWithResolvers<void> | undefined;
  /** Writes finished so far. A deadline tells by it whether the peer takes anything. */
  writes = 0;

  constructor(options: OutletOptions) {
    this.#options = options;
    this.#writer = options.writer;
  }

  /** Whether a write is in flight. */
  get writing(): boolean {
    return this.#writing;
  }

  /** Bytes of lines for this connection alone that wait. */
  get waitingBytes(): number {
    return this.#itemBytes;
  }

  /** Bytes that wait in the feeds and for this connection alone. */
  get lagBytes(): number {
    let bytes = this.#itemBytes;
    for (const cursor of this.#cursors) bytes += cursor.end - cursor.position;
    return bytes;
  }

  /** Sends what `feed` gets from now on. */
  attach(feed: Feed): Cursor {
    const cursor = feed.attach(this);
    this.#cursors = [...this.#cursors, cursor];
    return cursor;
  }

  /** Leaves a feed: what it holds now is still sent. */
  detach(cursor: Cursor): void {
    cursor.feed.detach(cursor);
    this.#forgetFinished();
    this.wake();
  }

  /** Sends `lines` to this connection alone, after all that its feeds hold now. */
  send(lines: string | Uint8Array): void {
    if (!this.#isEnded) this.#fill(this.#items, this.#append(), lines);
  }

  /** Sends `lines` as the last ones. What is sent from now on is dropped: the writing side closes behind them. */
  end(lines: string): void {
    this.send(lines);
    this.#isEnded = true;
  }

  /**
   * Sends `lines` as soon as the line in flight is out, before all that waits: for what has no place in
   * the order, and must not wait behind a reserved one.
   */
  sendFirst(lines: string): void {
    if (this.#isEnded) return;
    const bytes = encoder.encode(lines);
    this.#items.unshift({ bytes, cursors: [], ends: [] });
    this.#itemBytes += bytes.length;
    this.wake();
  }

  /** Reserves a place in the order. Nothing behind it is sent before it is filled. */
  reserve(): Slot {
    if (this.#isEnded) return { fill: () => {} };
    const items = this.#items;
    const item = this.#append();
    return { fill: (lines) => this.#fill(items, item, lines) };
  }

  /** There may be something to write. */
  wake(): void {
    if (!this.#writing) {
      this.#pump();
      // what is being written is no lag; what waits behind a reserved place is
      if (this.#writing) return;
    }
    if (this.#lagged || this.lagBytes <= this.#options.maxLagBytes) return;
    this.#lagged = true;
    this.#options.onLag();
  }

  /** Drops all that waits and leaves every feed. The write in flight goes on. */
  clear(): void {
    for (const cursor of this.#cursors) cursor.feed.detach(cursor);
    this.#cursors = [];
    this.#items = [];
    this.#itemBytes = 0;
  }

  /** Resolves when all that was sent to this connection alone is written, or the outlet is closed. */
  drained(): Promise<void> {
    if (this.#closed || (!this.#writing && this.#items.length === 0)) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  /** Writes no more. */
  close(): void {
    this.#closed = true;
    this.clear();
    this.#idle?.resolve();
  }

  #append(): Item {
    const cursors = this.#cursors;
    const item: Item = { bytes: undefined, cursors, ends: cursors.map((cursor) => cursor.end) };
    this.#items.push(item);
    return item;
  }

  #fill(items: readonly Item[], item: Item, lines: string | Uint8Array): void {
    // cleared meanwhile
    if (this.#items !== items) return;
    item.bytes = typeof lines === "string" ? encoder.encode(lines) : lines;
    this.#itemBytes += item.bytes.length;
    this.wake();
  }

  #pump(): void {
    if (this.#closed) return;
    if (this.#current === undefined) {
      this.#reportDrained();
      this.#current = this.#next();
    }
    if (this.#current === undefined) return this.#reportDrained();
    this.#writing = true;
    this.#writer.write(this.#current).then(this.#written, this.#failed);
  }

  #reportDrained(): void {
    if (this.#items.length > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }

  // Bound once, so that a write costs no closure.
  readonly #written = (bytes: number): void => {
    this.#writing = false;
    this.writes++;
    const current = this.#current!;
    this.#current = bytes < current.length ? current.subarray(bytes) : undefined;
    this.#pump();
  };

  readonly #failed = (cause: unknown): void => {
    this.#writing = false;
    this.close();
    this.#options.onError(cause);
  };

  #next(): Uint8Array | undefined {
    for (;;) {
      const item = this.#items[0];
      if (item === undefined) return this.#takeFeeds(this.#cursors);
      const view = this.#takeFeeds(item.cursors, item.ends);
      if (view !== undefined) return view;
      if (item.bytes === undefined) return undefined;
      this.#items.shift();
      this.#itemBytes -= item.bytes.length;
      if (item.bytes.length > 0) return this.#withNext(item.bytes);
    }
  }

  /** Joins lines for this connection alone, if no lines of a feed are between them. */
  #withNext(first: Uint8Array): Uint8Array {
    const isFree = ({ cursors, ends }: Item) =>
      cursors.every(({ position }, i) => position >= ends[i]!);
    let [bytes, count] = [first.length, 0];
    for (; bytes < MAX_JOINED_WRITE_BYTES && count < this.#items.length; count++) {
      const item = this.#items[count]!;
      if (item.bytes === undefined || !isFree(item)) break;
      bytes += item.bytes.length;
    }
    if (count === 0) return first;
    this.#itemBytes -= bytes - first.length;
    const joined = new Uint8Array(bytes);
    joined.set(first);
    let at = first.length;
    for (const item of this.#items.splice(0, count)) {
      joined.set(item.bytes!, at);
      at += item.bytes!.length;
    }
    return joined;
  }

  #takeFeeds(cursors: readonly Cursor[], ends?: readonly number[]): Uint8Array | undefined {
    for (let i = 0; i < cursors.length; i++) {
      const cursor = cursors[i]!;
      const view = cursor.take(ends?.[i] ?? cursor.end);
      if (view !== undefined) return view;
      if (cursor.finished) this.#forgetFinished();
    }
    return undefined;
  }

  #forgetFinished(): void {
    this.#cursors = this.#cursors.filter((cursor) => !cursor.finished);
  }
}
