/**
 * The members of a room by encoding: one feed for each encoding, one cursor for each member. So a line
 * is encoded once for all who read alike. Knows no chat rules.
 */

import { type Cursor, Feed } from "./feed.ts";
import type { Outlet } from "./outlet.ts";

/** A member that reads in an encoding. */
export interface Listener<Encoding> {
  readonly outlet: Outlet;
  readonly encoding: Encoding;
}

/** The members that are not sent a line. */
export interface Exclusion<Member> {
  readonly member?: Member | undefined;
  /** All who listen in one of these: they were told there. */
  readonly told?: readonly { isListening(member: Member): boolean }[] | undefined;
}

/** Members with their seats. `Encoding` objects are shared by all members who read in them. */
export class Audience<Encoding, Member extends Listener<Encoding>> {
  /** `undefined`: a seat that is kept for a member that does not listen yet. */
  readonly #seats = new Map<Member, Cursor | undefined>();
  readonly #feeds = new Map<Encoding, Feed>();

  /** The members, in the order they were seated. */
  get members(): IterableIterator<Member> {
    return this.#seats.keys();
  }

  /** How many members there are. */
  get count(): number {
    return this.#seats.size;
  }

  /** The encodings in use. */
  get encodings(): IterableIterator<Encoding> {
    return this.#feeds.keys();
  }

  /** Whether `member` is here. */
  has(member: Member): boolean {
    return this.#seats.has(member);
  }

  /** Whether `member` is here and is sent what is appended. */
  isListening(member: Member): boolean {
    return this.#seats.get(member) !== undefined;
  }

  /** Keeps a seat for `member`: it is here, and is sent nothing before it is seated. */
  keep(member: Member): void {
    this.#seats.set(member, undefined);
  }

  /** Seats `member`: it is sent what is appended from now on. */
  seat(member: Member): void {
    const { encoding, outlet } = member;
    let feed = this.#feeds.get(encoding);
    if (feed === undefined) this.#feeds.set(encoding, feed = new Feed());
    this.#seats.set(member, outlet.attach(feed));
  }

  /** Unseats `member`: it is sent what was appended before, no more. False when it had no seat. */
  unseat(member: Member): boolean {
    const cursor = this.#seats.get(member);
    const wasHere = this.#seats.delete(member);
    if (cursor !== undefined) this.#release(member, cursor);
    return wasHere;
  }

  /** Lets `change` give `member` another encoding; its place in the order stays. */
  recode(member: Member, change: () => void): void {
    const cursor = this.#seats.get(member);
    if (cursor !== undefined) this.#release(member, cursor);
    change();
    if (cursor !== undefined) this.seat(member);
  }

  /** Appends `lines` for all who read in `encoding`. They are sent at `flush`. */
  append(encoding: Encoding, lines: string, except?: Exclusion<Member>): void {
    const feed = this.#feeds.get(encoding);
    if (feed === undefined) return;
    if (except === undefined) return feed.append(lines);
    // only here, because asking for the position splits what is encoded in one call
    const start = feed.end;
    feed.append(lines);
    this.#skip(feed, start, except);
  }

  /** Sends what was appended. */
  flush(): void {
    for (const feed of this.#feeds.values()) feed.flush();
  }

  /** Makes the excluded members skip what `feed` got from `start` on. */
  #skip(feed: Feed, start: number, { member: excluded, told }: Exclusion<Member>): void {
    const own = excluded && this.#seats.get(excluded);
    if (own?.feed === feed) own.skipFrom(start);
    if (told === undefined || told.length === 0) return;
    for (const [member, cursor] of this.#seats) {
      if (cursor?.feed !== feed || member === excluded) continue;
      if (told.some((others) => others.isListening(member))) cursor.skipFrom(start);
    }
  }

  #release({ outlet, encoding }: Member, cursor: Cursor): void {
    outlet.detach(cursor);
    if (cursor.feed.readers === 0) this.#feeds.delete(encoding);
  }
}
