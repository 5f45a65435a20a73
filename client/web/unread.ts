/** What a person has not read of a room. Pure: each step makes a new value. */

/** What is unread in a room. */
export interface Unread {
  /** Id of the newest message that was read. */
  readonly seen: number;
  /** Id of the first message that came unread: the line stands before it. */
  readonly marker?: number;
  /** How many messages came since, without one's own. */
  readonly count: number;
  /** How many of them name this person. */
  readonly mentions: number;
}

/** Nothing is known of the room. */
export const NOTHING_READ: Unread = { seen: 0, count: 0, mentions: 0 };

/** What has just come. */
export interface Arrival {
  readonly id: number;
  readonly isOwn: boolean;
  readonly isMention: boolean;
  /** Whether the person sees it at once. */
  readonly isSeen: boolean;
}

/** A message came. */
export function arrived(unread: Unread, { id, isOwn, isMention, isSeen }: Arrival): Unread {
  if (id <= unread.seen) return unread;
  // who writes has read
  if (isOwn) return { seen: id, count: 0, mentions: 0 };
  if (isSeen && unread.marker === undefined) return { ...unread, seen: id };
  return {
    seen: unread.seen,
    marker: unread.marker ?? id,
    count: unread.count + 1,
    mentions: unread.mentions + (isMention ? 1 : 0),
  };
}

/** The person has read all up to `id`. */
export function read(unread: Unread, id: number): Unread {
  return id < unread.seen ? unread : { seen: id, count: 0, mentions: 0 };
}

/** The room is entered: what came since the person was there last is unread; `mentions` of it name them. */
export function entered(seen: number | undefined, newest: number, mentions = 0): Unread {
  if (seen === undefined || seen >= newest) return { seen: newest, count: 0, mentions: 0 };
  return { seen, marker: seen + 1, count: newest - seen, mentions };
}
