/** A room's past as a client may page through it: its messages alone, or all that happened. */

import type { MsgFrame } from "../../../protocol/frames.ts";
import type { Stored } from "../../storage/journal.ts";
import type { History } from "../../chat/history.ts";

/** What is used of a room. */
export interface PastRoom {
  readonly last: number;
  readonly history: Pick<History, "range" | "events">;
}

/** A place in a room's past, as a client names it. */
export type Ref =
  | { readonly type: "time"; readonly ms: number }
  | { readonly type: "message"; readonly id: number; readonly ms: number }
  | { readonly type: "event"; readonly ms: number };

/** A part of the past without its bounds: how much is wanted, and from which end. */
export interface Span {
  readonly after: number;
  readonly before: number;
  readonly count: number;
  /** Whether the newest are wanted when there are more. */
  readonly newest: boolean;
}

/** A past in which each event has a place, a number. Half a place less is between it and the one before. */
export interface Past {
  /** The place that `ref` means; `undefined` when there is none. */
  placeOf(ref: Ref): Promise<number | undefined>;
  /** What is in `span`, oldest first. */
  read(span: Span): Promise<readonly Stored[]>;
}

/** The messages alone: their ids are their places. */
export class MessagesPast implements Past {
  readonly #room: PastRoom;

  constructor(room: PastRoom) {
    this.#room = room;
  }

  async placeOf(ref: Ref): Promise<number | undefined> {
    if (!await isOfThisLog(this.#room, ref)) return undefined;
    return ref.type === "message" ? ref.id : await this.#placeAt(ref.ms);
  }

  read({ after, before, count, newest }: Span): Promise<readonly Stored<MsgFrame>[]> {
    let first = Math.max(1, Math.floor(after) + 1);
    let last = Math.min(this.#room.last, Math.ceil(before) - 1);
    if (newest) first = Math.max(first, last - count + 1);
    else last = Math.min(last, first + count - 1);
    return first > last ? Promise.resolve([]) : this.#room.history.range(first, last);
  }

  /** The message of that time, or the middle between the two around it. */
  async #placeAt(ms: number): Promise<number> {
    // times only ever grow within a room
    let [low, high] = [1, this.#room.last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const time = await timeOf(this.#room, middle);
      // a damaged record has no time: it counts as older, so that nothing readable is left out
      if (time === undefined || time < ms) low = middle + 1;
      else high = middle;
    }
    return await timeOf(this.#room, low) === ms ? low : low - 0.5;
  }
}

/** All events. No two of a room have the same time, so their times are their places. */
export class EventsPast implements Past {
  readonly #room: PastRoom;

  constructor(room: PastRoom) {
    this.#room = room;
  }

  async placeOf(ref: Ref): Promise<number | undefined> {
    return await isOfThisLog(this.#room, ref) ? ref.ms : undefined;
  }

  read(span: Span): Promise<readonly Stored[]> {
    return this.#room.history.events(span);
  }
}

/**
 * Whether what `ref` names is, or was, in the log of a room: a server that was restored may have another
 * message under the same id. What is no longer kept cannot be compared, and older than all is its place.
 */
async function isOfThisLog(room: PastRoom, ref: Ref): Promise<boolean> {
  const { ms } = ref;
  if (ref.type === "time") return true;
  if (ref.type === "message") {
    if (ref.id < 1 || ref.id > room.last) return false;
    const time = await timeOf(room, ref.id);
    return time === undefined || time === ms;
  }
  const oneBetween = (after: number, before: number) =>
    room.history.events({ after, before, count: 1, newest: false });
  if ((await oneBetween(ms - 1, ms + 1)).length > 0) return true;
  return (await oneBetween(-Infinity, ms)).length === 0;
}

async function timeOf(room: PastRoom, id: number): Promise<number | undefined> {
  if (id < 1 || id > room.last) return undefined;
  const ts = (await room.history.range(id, id))[0]?.event.ts;
  return ts === undefined ? undefined : Date.parse(ts);
}
