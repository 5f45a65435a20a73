/**
 * Fan-out: one buffer, many cursors.
 *
 * A feed is an append-only chain of segments of encoded bytes. An event is encoded into it once;
 * each reader is a cursor that hands out views of the segments. Nothing is copied, allocated or
 * queued for a reader when an event comes. Nothing owns a segment: it is collected when the last
 * cursor has left it.
 *
 * The outbound contract, of this file and `outlet.ts` together:
 * 1. Appending MUST NOT block, and MUST cost the same however many readers there are.
 * 2. Every reader MUST get the bytes in the order of the feed: whole lines, none twice, none missing
 *    but those it skips.
 * 3. What is sent to one connection alone MUST come after all that its feeds held at that moment,
 *    and before all that came later.
 * 4. A connection MUST have at most one write in flight.
 * 5. A reader MUST NOT delay another. One that falls too far behind is cut, and told why.
 */

import { setImmediate } from "node:timers";
import {
  FEED_SEGMENT_BYTES,
  FIRST_FEED_SEGMENT_BYTES,
  MAX_UNENCODED_CHARS,
  MAX_WAKES_PER_TURN,
} from "../limits.ts";

const encoder = new TextEncoder();

/** A piece of a feed: bytes up to `length` are final. */
class Segment {
  readonly bytes: Uint8Array;
  length = 0;
  next: Segment | undefined;
  #view: Uint8Array | undefined;
  #viewStart = 0;

  constructor(bytes: number) {
    this.bytes = new Uint8Array(bytes);
  }

  /** The bytes from `start` to `end`. Most readers stand at the same place: they share one view. */
  view(start: number, end: number): Uint8Array {
    if (this.#view?.length !== end - start || this.#viewStart !== start) {
      this.#view = this.bytes.subarray(start, end);
      this.#viewStart = start;
    }
    return this.#view;
  }
}

/** Reads a feed, and is told when there is more. */
export interface Reader {
  wake(): void;
}

/**
 * An append-only chain of encoded lines, read by any number of cursors.
 *
 * Its readers are woken in a ring, a few in each turn of the event loop, until each was woken once
 * after the last line. While some are written to, more lines gather for the others. So the busier the
 * room, the more lines go into each write.
 */
export class Feed {
  readonly #cursors: Cursor[] = [];
  readonly #soon: (act: () => void) => void;
  #tail = new Segment(FIRST_FEED_SEGMENT_BYTES);
  #end = 0;
  /** What `#end` was when the readers were last woken. */
  #flushedEnd = 0;
  /** Lines that were appended and are not encoded yet. */
  #pending = "";
  /** The cursor in the ring whose turn it is. */
  #turn = 0;
  /** How many cursors are still to be woken. */
  #left = 0;
  #sweeping = false;

  /** @param soon Calls `act` in the next turn of the event loop. */
  constructor(soon: (act: () => void) => void = setImmediate) {
    this.#soon = soon;
  }

  /** Bytes appended so far: the position after the newest line. */
  get end(): number {
    this.#encode();
    return this.#end;
  }

  /** How many cursors are attached. */
  get readers(): number {
    return this.#cursors.length;
  }

  /** Appends `line`, which ends in a line feed. Readers are told by `flush`. */
  append(line: string): void {
    // encoded together with the next lines: a call of the encoder costs as much as some hundred letters
    this.#pending += line;
    if (this.#pending.length > MAX_UNENCODED_CHARS) this.#encode();
  }

  /**
   * Wakes every reader, some of them in later turns, if something was appended since the last call. A
   * reader that is writing takes the new lines after that.
   */
  flush(): void {
    this.#encode();
    if (this.#end === this.#flushedEnd) return;
    this.#flushedEnd = this.#end;
    this.#left = this.#cursors.length;
    if (!this.#sweeping) this.#sweep();
  }

  /** A cursor at the end: it sees what is appended from now on. */
  attach(reader: Reader): Cursor {
    this.#encode();
    const cursor = new Cursor(this, reader, this.#tail);
    this.#cursors.push(cursor);
    // it moves a waiting cursor one place on
    if (this.#left > 0) this.#left++;
    return cursor;
  }

  /** Detaches a cursor: it can read what the feed holds now, and nothing after that. */
  detach(cursor: Cursor): void {
    cursor.stop();
    const at = this.#cursors.indexOf(cursor);
    if (at < 0) return;
    // the last cursor moves to its place, where the turn may be over: so once more around the ring
    const last = this.#cursors.pop()!;
    if (last !== cursor) this.#cursors[at] = last;
    if (this.#left > 0) this.#left = this.#cursors.length;
  }

  #encode(): void {
    const text = this.#pending;
    if (text === "") return;
    this.#pending = "";
    let tail = this.#tail;
    let { read, written } = encoder.encodeInto(text, tail.bytes.subarray(tail.length));
    if (read < text.length) {
      // a line is never in two segments, so that a view always ends at the end of a line
      const needed = text.length * 3;
      tail = new Segment(
        Math.max(needed, Math.min(FEED_SEGMENT_BYTES, this.#tail.bytes.length * 4)),
      );
      this.#tail.next = tail;
      this.#tail = tail;
      ({ read, written } = encoder.encodeInto(text, tail.bytes));
    }
    tail.length += written;
    this.#end += written;
  }

  readonly #sweep = (): void => {
    this.#sweeping = true;
    for (let i = 0; i < MAX_WAKES_PER_TURN && this.#left > 0; i++) {
      if (this.#turn >= this.#cursors.length) this.#turn = 0;
      this.#left--;
      this.#cursors[this.#turn++]!.reader.wake();
    }
    this.#sweeping = this.#left > 0;
    if (this.#sweeping) this.#soon(this.#sweep);
  };
}

/** One reader's place in a feed. */
export class Cursor {
  readonly feed: Feed;
  readonly reader: Reader;
  #segment: Segment;
  #offset: number;
  #position: number;
  #stop: number | undefined;
  /** Ranges to skip, as pairs of positions, oldest first; `undefined` until there is one. */
  #skips: number[] | undefined;

  constructor(feed: Feed, reader: Reader, tail: Segment) {
    this.feed = feed;
    this.reader = reader;
    this.#segment = tail;
    this.#offset = tail.length;
    this.#position = feed.end;
  }

  /** The position after the last line this cursor may read. */
  get end(): number {
    return this.#stop ?? this.feed.end;
  }

  /** Bytes handed out or skipped so far, counted from the beginning of the feed. */
  get position(): number {
    return this.#position;
  }

  /** Detached, and read to its end. */
  get finished(): boolean {
    return this.#stop !== undefined && this.#position >= this.#stop;
  }

  /** Skips what was appended from position `start` on. */
  skipFrom(start: number): void {
    this.#skips ??= [];
    if (this.#skips.at(-1) === start) this.#skips.pop();
    else this.#skips.push(start);
    this.#skips.push(this.feed.end);
  }

  /** Ends the cursor at what the feed holds now. Called by the feed. */
  stop(): void {
    this.#stop ??= this.feed.end;
  }

  /**
   * Hands out the next bytes up to position `limit`, as a view that ends at the end of a line, and
   * moves past them; `undefined` when there are none.
   */
  take(limit: number): Uint8Array | undefined {
    while (this.#position < limit) {
      const available = this.#segment.length - this.#offset;
      if (available === 0) {
        this.#segment = this.#segment.next!;
        this.#offset = 0;
        continue;
      }
      let length = Math.min(available, limit - this.#position);
      if (this.#skips !== undefined && this.#skips.length > 0) {
        const [from, to] = this.#skips as [number, number];
        if (from <= this.#position) {
          length = Math.min(length, to - this.#position);
          if (this.#position + length === to) this.#skips.splice(0, 2);
          this.#move(length);
          continue;
        }
        length = Math.min(length, from - this.#position);
      }
      const view = this.#segment.view(this.#offset, this.#offset + length);
      this.#move(length);
      return view;
    }
    return undefined;
  }

  #move(length: number): void {
    this.#offset += length;
    this.#position += length;
  }
}
