/** Takes the outbox to a native server: in order, not too many at once, not too fast. */

import {
  type ClientFrame,
  encodeFrame,
  type ErrorCode,
  type LimitsInfo,
} from "../../protocol/frames.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";
import { MAX_IN_FLIGHT, SLOW_DOWN_HOLD_MS } from "../limits.ts";
import type { Item } from "./outbox.ts";
import { paceOf } from "./pace.ts";
import type { Port } from "./talk.ts";

const NICK_REFUSED: readonly ErrorCode[] = ["nick_taken", "bad_nick"];
const ROOM_REFUSED: readonly ErrorCode[] = ["bad_room", "banned", "not_admitted"];

/** Where to go, and how much of its past is wanted. */
type Place = (room: string) => { room: string; since?: number; history?: number };

/** See the module. */
export class Courier {
  readonly #port: Port;
  #pace = new TokenBucket(0, 0);
  #cancel: (() => void) | undefined;

  constructor(port: Port) {
    this.#port = port;
  }

  /** Learns how fast the server lets messages come. */
  limits(limits: LimitsInfo): void {
    this.#pace = paceOf(limits);
  }

  /** Sends all that may go now; the rest follows when it may. */
  pump(place: Place): void {
    const { session, clock, write } = this.#port;
    const { outbox } = session;
    this.stop();
    while (outbox.inFlight < MAX_IN_FLIGHT) {
      const item = outbox.next();
      if (item === undefined) return;
      const waitMs = this.#pace.take(clock.now());
      if (waitMs > 0) {
        this.#cancel = clock.after(waitMs, () => this.pump(place));
        return;
      }
      outbox.sent(item.cid, session.nick ?? "");
      write(encodeFrame(frameOf(item, place)));
    }
  }

  /** The server holds back: nothing goes for a while. */
  hold(ms: number = SLOW_DOWN_HOLD_MS): void {
    this.#pace.hold(ms, this.#port.clock.now());
  }

  /** Takes an error that answers an item; false when it answers none. */
  refused(code: ErrorCode, message: string, cid: string | undefined): boolean {
    const { session: { outbox }, emit } = this.#port;
    const item = cid === undefined ? this.#barrier(code) : outbox.take(cid);
    if (item === undefined) return false;
    outbox.take(item.cid);
    emit({ type: "refused", item, code, message });
    return true;
  }

  /** Cancels what was planned. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Answers to a change of nickname or room bear no cid: there is only one at a time. */
  #barrier(code: ErrorCode): Item | undefined {
    const item = this.#port.session.outbox.barrier();
    const codes = item?.wish.kind === "nick" ? NICK_REFUSED : ROOM_REFUSED;
    return codes.includes(code) ? item : undefined;
  }
}

function frameOf({ cid, wish }: Item, place: Place): ClientFrame {
  switch (wish.kind) {
    case "say":
      return { type: "say", cid, text: wish.text, ...(wish.action ? { action: true } : {}) };
    case "dm":
      return { type: "dm", cid, to: wish.to, text: wish.text };
    case "nick":
      return { type: "nick", nick: wish.nick };
    case "room":
      return { type: "join", ...place(wish.room) };
  }
}
