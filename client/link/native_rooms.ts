/** The rooms of one connection: what was missed in each of them, and what is said there. */

import type { ClientFrame, MsgFrame, ServerFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { MAX_DOUBT_CATCH_UP } from "../limits.ts";
import { type CatchUpBounds, type CatchUpOptions, skippedOf } from "./catch_up.ts";
import type { DialectContext, WantedHistory } from "./dialect.ts";
import type { Missed } from "./events.ts";
import { Timeline } from "./timeline.ts";

/** What the server tells of a room that the user has entered. */
export type RoomFrame = Extract<ServerFrame, { type: "welcome" | "entered" }>;

/** Has a timeline for each room that the user is in. */
export class NativeRooms {
  readonly #context: DialectContext;
  readonly #send: (frame: ClientFrame) => void;
  readonly #timelines = new Map<string, Timeline>();

  /** @param send Sends a frame to the server. */
  constructor(context: DialectContext, send: (frame: ClientFrame) => void) {
    this.#context = context;
    this.#send = send;
  }

  /** Whether all that was said in all rooms before the user came has been delivered. */
  get isComplete(): boolean {
    const { session } = this.#context;
    return [...session.rooms].every((room) => this.#timelines.get(room)?.complete === true);
  }

  /** Whether that is so for `room`, or the user is not there. */
  isCompleteIn(room: string): boolean {
    const timeline = this.#timelines.get(room);
    return timeline === undefined ? !this.#context.session.rooms.has(room) : timeline.complete;
  }

  /**
   * The user is in a room.
   *
   * @param asked The id after which messages were asked for, if there was one.
   * @param nick The user's nickname.
   */
  enter(frame: RoomFrame, asked: number | undefined, nick: string): void {
    const { session, emit } = this.#context;
    const { room, last, members, count, topic } = frame;
    const { options, isReset, missed } = this.#place(frame, asked);
    if (!session.hasRooms) this.#leaveAll();
    session.rooms.add(room);
    this.#timelines.set(
      room,
      new Timeline(
        this.#context,
        room,
        options,
        (page) => this.#send({ type: "history", ...this.#named(room), ...page }),
      ),
    );
    this.#tellSeen(room, frame.seen);
    if (isReset) emit({ type: "reset", room });
    emit({
      type: "entered",
      ...{ nick, room, members, count, last, back: options.since !== undefined, plain: false },
      ...(frame.type === "welcome" ? { limits: frame.limits } : { isFurther: true }),
      frame,
      ...(topic === undefined ? {} : { topic }),
      ...(missed === undefined ? {} : { missed }),
      ...(session.seenId(room) === undefined ? {} : { seen: session.seenId(room) ?? last }),
    });
  }

  /** Takes a message of `room`. */
  take(room: string, message: MsgFrame): void {
    const timeline = this.#timelines.get(room);
    if (timeline !== undefined) return timeline.take(message);
    // the user was removed between saying it and its answer
    const { session: { outbox }, emit } = this.#context;
    const { cid, nick, id } = message;
    const item = cid === "" ? undefined : outbox.remove(cid, nick);
    if (item !== undefined) emit({ type: "acknowledged", item, id, message });
  }

  /** The server's replay of `room` has ended. */
  live(room: string): void {
    this.#timelines.get(room)?.live();
  }

  /** A page of `room` that was asked for has come to its end. */
  closePage(room: string): void {
    this.#timelines.get(room)?.closePage();
  }

  /** Asks for older messages; false where the user is not in the room. */
  askOlder(wanted: WantedHistory): boolean {
    const timeline = this.#timelines.get(wanted.room);
    timeline?.askOlder(wanted);
    return timeline !== undefined;
  }

  /** The user is not in `room` any more. */
  leave(room: string): void {
    this.#timelines.delete(room);
    this.#context.session.leave(room);
  }

  /** Enters the rooms again in which the user was before the cut, but for `entered`. */
  rejoin(entered: string): void {
    const { session } = this.#context;
    for (const room of session.rooms) {
      if (room !== entered) this.#send({ type: "join", ...session.placeOf(room) });
    }
  }

  /** Where in the log of the room the user is, and how much of it is wanted. */
  #place(
    frame: RoomFrame,
    asked: number | undefined,
  ): { options: CatchUpOptions; isReset: boolean; missed: Missed | undefined } {
    const { session } = this.#context;
    const { room, last, log, seen } = frame;
    const sinceTs = session.newestTs(room);
    const isRecalled = session.takeRecalled(room);
    const bounds = this.#bounds(isRecalled);
    // where nothing was said before, all that is there now is new, whatever the log is called
    const wasEmpty = asked === 0;
    const isSame = asked !== undefined && (wasEmpty || frame.other_log !== true && asked <= last);
    // the room has another log than before
    const isReset = asked !== undefined && !isSame;
    // in a copy of the log before, what is new is later than what was delivered; and who wants no history
    // wants nothing else of any log
    const isCopy = log !== undefined && log === session.logOf(room);
    const after = isReset && (isCopy || session.history === 0) ? sinceTs : undefined;
    // what was read at another place is not new
    const mayBeRead = !isReset && seen !== undefined && seen <= last &&
      (asked === undefined || isRecalled && seen > asked);
    const since = mayBeRead ? seen : isSame ? asked : undefined;
    if (isReset) session.forget(room);
    session.markLog(room, log);
    // of another log all is new
    const wanted = after === undefined
      ? session.history ?? (isReset ? last - skippedOf(last, bounds) : undefined)
      : MAX_HISTORY_MESSAGES;
    const count = isReset && after === undefined ? last : last - (since ?? last);
    const skipped = since === undefined ? count - (wanted ?? count) : skippedOf(count, bounds);
    const isTimeKnown = since === asked && since !== undefined && sinceTs !== undefined;
    return {
      options: { last, since, wanted, after, bounds },
      isReset,
      missed: count === 0
        ? undefined
        : { count, skipped, isRecalled, ...(isTimeKnown ? { since: sinceTs } : {}) },
    };
  }

  /**
   * How many missed messages to load. Own messages that the server may have stored are the oldest of
   * them: while there is a doubt, none may be left out.
   */
  #bounds(isRecalled: boolean): CatchUpBounds {
    const { session, catchUp } = this.#context;
    if (session.outbox.inDoubt) return all(Infinity);
    if (session.inDoubt) return all(Math.max(catchUp.most, MAX_DOUBT_CATCH_UP));
    // the user has said how much there is to be seen at first
    return isRecalled && session.history !== undefined ? all(session.history) : catchUp;
  }

  /** Both sides go on with the greater of the two numbers. */
  #tellSeen(room: string, seen: number | undefined): void {
    const { session } = this.#context;
    const own = session.seenId(room);
    if (seen !== undefined) session.markSeen(room, seen);
    if (session.hasRooms && own !== undefined && own > (seen ?? 0)) {
      this.#send({ type: "seen", room, id: own });
    }
  }

  #leaveAll(): void {
    this.#timelines.clear();
    this.#context.session.rooms.clear();
  }

  /** The room as a field, where the server knows several. */
  #named(room: string): { readonly room?: string } {
    return this.#context.session.hasRooms ? { room } : {};
  }
}

/** The bounds of which `most` is the only one. */
function all(most: number): CatchUpBounds {
  return { most, newest: most };
}
