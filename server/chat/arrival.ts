/** A member on its way into a room: what it asks for, and the answer with its place in the output. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { MAX_WELCOME_MEMBERS } from "../limits.ts";
import type { Outlet, Slot } from "../fanout/outlet.ts";
import type { Stored } from "../storage/journal.ts";
import type { HistoryRequest } from "./history.ts";
import type { Room } from "./room.ts";

/** How a member joins a room. */
export interface JoinOptions {
  readonly history: HistoryRequest;
  /** The key of the room, if it has one. */
  readonly key?: string | undefined;
  /** Whether the member becomes the operator of the room when it is the first in it. */
  readonly founds?: boolean;
  /** Whether the session went on after a cut: its `cid`s in this room still count. */
  readonly isResumed?: boolean;
}

/** What a member is told when it has joined a room. */
export interface Entered {
  readonly room: Room;
  /** Id of the newest message at that time. */
  readonly last: number;
  /** The nicknames of the members; when there are many, those of the first. */
  readonly nicks: readonly string[];
  /** How many members there are. */
  readonly count: number;
  /** The topic, if there is one. */
  readonly topic: string | undefined;
  /** The messages it asked for, oldest first. */
  readonly history: readonly Stored<MsgFrame>[];
  /** Whether the messages are the newest, because those it has are of another log. */
  readonly isOtherLog: boolean;
  /** The place for the answer: before all that has happened in the room since. */
  readonly slot: Slot;
}

/**
 * The answer that a member waits for. Its place is filled once: with the answer, or with nothing when
 * the member has left. Then what stands behind it in the output, such as a goodbye, can leave.
 */
export class Arrival implements Slot {
  #slot: Slot | undefined;
  #isOver = false;

  /** Whether the answer was given, or the member has left. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Keeps the place of the answer in `outlet`: before all that happens from now on. */
  reserve(outlet: Outlet): void {
    this.#slot = outlet.reserve();
  }

  fill(lines: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#slot?.fill(lines);
  }

  /** Collects what a member is told that is in `room` now. */
  async collect(room: Room, request: HistoryRequest): Promise<Entered> {
    const { last, count } = room;
    const topic = room.topic?.topic;
    const nicks: string[] = [];
    for (const { nick } of room.members) {
      if (nicks.push(nick) >= MAX_WELCOME_MEMBERS) break;
    }
    // only when the join is in the log, the cids of an earlier session do not count any more
    const [{ messages, isOtherLog }] = await Promise.all([
      room.history.asked(request),
      room.settled(),
    ]);
    return { room, last, nicks, count, topic, history: messages, isOtherLog, slot: this };
  }
}
