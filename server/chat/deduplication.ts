/**
 * The `cid`s of one session, each with its message's id.
 *
 * A `Map` from strings would do; but each new string has to leave compiled code to be hashed there,
 * and every message brings one: that was a tenth of what a message costs in a small room.
 */

/** A message that was asked for and is not durable yet. */
export const ON_ITS_WAY = 0;

/** A `cid` that was seen. */
export interface Seen {
  readonly session: Session;
  readonly cid: string;
  /** Of its message, or `ON_ITS_WAY`. */
  id: number;
  /** Another one whose hash is the same. */
  next: Seen | undefined;
}

/** A session in a room, as far as its `cid`s are known. */
export class Session {
  /** The folded nickname under which it is found. */
  name: string;
  readonly #byHash = new Map<number, Seen>();
  #size = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** How many `cid`s are known. */
  get size(): number {
    return this.#size;
  }

  /** What is known of `cid`. */
  find(cid: string): Seen | undefined {
    let seen = this.#byHash.get(hash(cid));
    while (seen !== undefined && seen.cid !== cid) seen = seen.next;
    return seen;
  }

  /** Adds a `cid` that is not there, of a message that is not durable yet. */
  add(cid: string): Seen {
    const key = hash(cid);
    const seen = { session: this, cid, id: ON_ITS_WAY, next: this.#byHash.get(key) };
    this.#byHash.set(key, seen);
    this.#size++;
    return seen;
  }

  /** Takes out what `add` has added, if it is there still. */
  remove(seen: Seen): void {
    const key = hash(seen.cid);
    let before = this.#byHash.get(key);
    if (before === seen) {
      if (seen.next === undefined) this.#byHash.delete(key);
      else this.#byHash.set(key, seen.next);
    } else {
      while (before !== undefined && before.next !== seen) before = before.next;
      if (before === undefined) return;
      before.next = seen.next;
    }
    this.#size--;
  }
}

/** FNV-1a (draft-eastlake-fnv), 32 bits, over UTF-16 units: a `cid` is ASCII. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value;
}
