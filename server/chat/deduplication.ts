/**
 * The `cid`s of one session, each with its message's id.
 *
 * A `Map` with strings as keys would do the same. But every message brings a new string, and to hash
 * it the engine must leave compiled code: that was a tenth of the cost of a message in a small room.
 */

/** The id of a message that is not durable yet. */
export const ON_ITS_WAY = 0;

/** A `cid` and the message it belongs to. */
export interface CidEntry {
  readonly table: CidTable;
  readonly cid: string;
  /** Id of the message, or `ON_ITS_WAY`. */
  id: number;
  /** The next entry with the same hash. */
  next: CidEntry | undefined;
}

/** A hash table of the `cid`s that one session has used. */
export class CidTable {
  /** The folded nickname of the session. */
  name: string;
  readonly #byHash = new Map<number, CidEntry>();
  #size = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** How many `cid`s are in it. */
  get size(): number {
    return this.#size;
  }

  /** The entry of `cid`, if there is one. */
  find(cid: string): CidEntry | undefined {
    let entry = this.#byHash.get(hash(cid));
    while (entry !== undefined && entry.cid !== cid) entry = entry.next;
    return entry;
  }

  /** Adds the `cid` of a message that is not durable yet. It must not be there. */
  add(cid: string): CidEntry {
    const key = hash(cid);
    const entry = { table: this, cid, id: ON_ITS_WAY, next: this.#byHash.get(key) };
    this.#byHash.set(key, entry);
    this.#size++;
    return entry;
  }

  /** Removes an entry, if it is still there. */
  remove(entry: CidEntry): void {
    const key = hash(entry.cid);
    let before = this.#byHash.get(key);
    if (before === entry) {
      if (entry.next === undefined) this.#byHash.delete(key);
      else this.#byHash.set(key, entry.next);
    } else {
      while (before !== undefined && before.next !== entry) before = before.next;
      if (before === undefined) return;
      before.next = entry.next;
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
