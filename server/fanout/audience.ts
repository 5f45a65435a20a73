/**
 * The members of a room, grouped by the encoding in which they read: a feed for each encoding, a
 * cursor for each member. A line is encoded once for each group. Knows no chat rules.
 */

import { type Cursor, Feed } from "./feed.ts";
import type { Outlet } from "./outlet.ts";

/** Someone who reads in an encoding. */
export interface Listener<Encoding> {
  readonly outlet: Outlet;
  readonly encoding: Encoding;
}

/** Who is left out of a line. */
export interface Exclusion<Member> {
  /** This one. */
  readonly member?: Member | undefined;
  /** Those who are in one of these: they were told there. */
  readonly told?: readonly { has(member: Member): boolean }[] | undefined;
}

/** Members with their seats. `Encoding` objects are shared by all members who read in them. */
export class Audience<Encoding, Member extends Listener<Encoding>> {
  readonly #seats = new Map<Member, Cursor>();
  readonly #feeds = new Map<Encoding, Feed>();

  /** Who is here, in the order they came. */
  get members(): IterableIterator<Member> {
    return this.#seats.keys();
  }

  /** How many are here. */
  get count(): number {
    return this.#seats.size;
  }

  /** The encodings in which somebody here reads. */
  get encodings(): IterableIterator<Encoding> {
    return this.#feeds.keys();
  }

  /** Whether `member` is here. */
  has(member: Member): boolean {
    return this.#seats.has(member);
  }

  /** Gives `member` a seat: it reads what is appended from now on. */
  seat(member: Member): void {
    const { encoding, outlet } = member;
    let feed = this.#feeds.get(encoding);
    if (feed === undefined) this.#feeds.set(encoding, feed = new Feed());
    this.#seats.set(member, outlet.attach(feed));
  }

  /** Takes the seat from `member`, who reads what was appended before; false where it had none. */
  unseat(member: Member): boolean {
    const cursor = this.#seats.get(member);
    if (cursor === undefined) return false;
    this.#seats.delete(member);
    this.#release(member, cursor);
    return true;
  }

  /** Lets `change` give `member` another encoding; the place among the members stays. */
  recode(member: Member, change: () => void): void {
    const cursor = this.#seats.get(member);
    if (cursor !== undefined) this.#release(member, cursor);
    change();
    if (cursor !== undefined) this.seat(member);
  }

  /** Appends `lines` for those who read in `encoding`. They learn of it by `flush`. */
  append(encoding: Encoding, lines: string, except?: Exclusion<Member>): void {
    const feed = this.#feeds.get(encoding);
    if (feed === undefined) return;
    if (except === undefined) return feed.append(lines);
    // only here: asking for the position ends what is encoded in one call
    const start = feed.end;
    feed.append(lines);
    this.#skip(feed, start, except);
  }

  /** Wakes those for whom something was appended. */
  flush(): void {
    for (const feed of this.#feeds.values()) feed.flush();
  }

  /** Leaves out what `feed` got from `start` on. */
  #skip(feed: Feed, start: number, { member: excluded, told }: Exclusion<Member>): void {
    const own = excluded && this.#seats.get(excluded);
    if (own?.feed === feed) own.skipFrom(start);
    if (told === undefined || told.length === 0) return;
    for (const [member, cursor] of this.#seats) {
      if (cursor.feed !== feed || member === excluded) continue;
      if (told.some((others) => others.has(member))) cursor.skipFrom(start);
    }
  }

  #release({ outlet, encoding }: Member, cursor: Cursor): void {
    outlet.detach(cursor);
    if (cursor.feed.readers === 0) this.#feeds.delete(encoding);
  }
}
