/** Sends the outbox to a native server: in order, not too many at once, not too fast. */

import {
  type ClientFrame,
  encodeFrame,
  type ErrorCode,
  type ErrorFrame,
  type LimitsInfo,
} from "../../protocol/frames.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";
import { MAX_IN_FLIGHT, SLOW_DOWN_HOLD_MS } from "../limits.ts";
import type { DialectContext } from "./dialect.ts";
import { dataOf, refusesRoom } from "./error_codes.ts";
import type { OutboxItem, PendingCommand } from "./outbox.ts";
import { paceOf } from "./pace.ts";
import type { Session } from "./session.ts";

const NICK_REFUSED: readonly ErrorCode[] = ["nick_taken", "bad_nick"];

/** Sends the items of the outbox and takes the answers to them. */
export class NativeSender {
  readonly #context: DialectContext;
  #pace = new TokenBucket(0, 0);
  #cancel: (() => void) | undefined;

  constructor(context: DialectContext) {
    this.#context = context;
  }

  /** Sets how fast the server lets messages come. */
  limits(limits: LimitsInfo): void {
    this.#pace = paceOf(limits);
  }

  /** The change of nickname or room that is on its way, if there is one. */
  get barrier(): PendingCommand | undefined {
    return this.#context.session.outbox.barrier()?.command;
  }

  /** Sends all that `mayGo` now, up to the first that may not. The rest follows when it may. */
  flush(mayGo: (item: OutboxItem) => boolean): void {
    const { session, clock, write } = this.#context;
    const { outbox } = session;
    this.stop();
    while (outbox.inFlight < MAX_IN_FLIGHT) {
      const item = outbox.next();
      if (item === undefined) return;
      if (isElsewhere(item, session)) {
        this.#refuse(item);
        continue;
      }
      if (!mayGo(item)) return;
      const waitMs = this.#pace.take(clock.now());
      if (waitMs > 0) {
        this.#cancel = clock.after(waitMs, () => this.flush(mayGo));
        return;
      }
      outbox.markSent(item.cid, session.nick ?? "");
      write(encodeFrame(frameOf(item, session)));
    }
  }

  /** Sends nothing for a while: the server holds back. */
  hold(ms: number = SLOW_DOWN_HOLD_MS): void {
    this.#pace.hold(ms, this.#context.clock.now());
  }

  /** Takes an error that answers an item; false when it answers none. */
  refused(frame: ErrorFrame): boolean {
    const { session: { outbox }, emit } = this.#context;
    const { code, message, cid } = frame;
    const item = cid === undefined ? this.#refusedBarrier(frame) : outbox.remove(cid);
    if (item === undefined) return false;
    outbox.remove(item.cid);
    emit({ type: "refused", item, code, message, ...dataOf(frame) });
    return true;
  }

  /** Acknowledges the change of nickname or room that was on its way: the server has made it. */
  acknowledgeBarrier(): void {
    const { session: { outbox }, emit } = this.#context;
    const item = outbox.barrier();
    if (item === undefined) return;
    outbox.remove(item.cid);
    emit({ type: "acknowledged", item });
  }

  /** Cancels what was planned. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Answers to a change of nickname or room have no cid: there is only one at a time. */
  #refusedBarrier({ code, room }: ErrorFrame): OutboxItem | undefined {
    const { session } = this.#context;
    const item = session.outbox.barrier();
    if (item?.command.kind === "nick") return NICK_REFUSED.includes(code) ? item : undefined;
    // a room in which the user was before a cut is refused in the same words
    const isOther = room !== undefined && session.rooms.has(room);
    return refusesRoom(code) && !isOther ? item : undefined;
  }

  #refuse(item: OutboxItem): void {
    const { session: { outbox }, emit } = this.#context;
    outbox.remove(item.cid);
    emit({ type: "refused", item, code: "not_in_room", message: "" });
  }
}

/** Whether something is meant for another room than the only one that the server lets the user be in. */
function isElsewhere({ command }: OutboxItem, { hasRooms, room }: Session): boolean {
  return !hasRooms && command.kind === "say" && command.room !== undefined && command.room !== room;
}

function frameOf({ cid, command }: OutboxItem, session: Session): ClientFrame {
  switch (command.kind) {
    case "say": {
      const { text, action, room = session.room } = command;
      // so that the server refuses it where the user is not in that room any more
      return { type: "say", room, cid, text, ...(action ? { action } : {}) };
    }
    case "dm":
      return { type: "dm", cid, to: command.to, text: command.text };
    case "nick":
      return { type: "nick", nick: command.nick };
    case "room":
      return { type: "join", ...session.placeOf(command.room) };
  }
}
