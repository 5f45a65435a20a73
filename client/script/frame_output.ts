/** What a script that talks in frames is told of each event. */

import type { MsgFrame } from "../../protocol/frames.ts";
import type { DisconnectReason, LinkEvent } from "../link/events.ts";
import type { Session } from "../link/session.ts";
import { jsonFrame } from "./json.ts";

type Frame = Readonly<Record<string, unknown>>;
type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** Makes the frames of one session. After a cut they go on as if there had been none. */
export class FrameOutput {
  readonly #session: Pick<Session, "newestId">;
  #room: string | undefined;
  #isDown = false;
  /** The room begins again: the ids of its messages do, too. */
  #isReset = false;
  /** Whether the old messages, those before `live`, have been told. */
  #isLive = false;
  /** The `cid` of the message that comes next; the old server does not give it back. */
  #cid: string | undefined;

  /** @param session Tells which messages were delivered. */
  constructor(session: Pick<Session, "newestId">) {
    this.#session = session;
  }

  /** The frames to print for an event. */
  framesOf(event: LinkEvent): readonly Frame[] {
    switch (event.type) {
      case "waiting":
        return this.#down(event.reason);
      case "ended":
        return [linkFrame("ended", event.reason)];
      case "reset":
        this.#isReset = true;
        return [];
      case "entered":
        return this.#entered(event);
      case "caught_up":
        return this.#caughtUp(event);
      case "message":
        return [this.#message(event)];
      case "acknowledged":
        return this.#acknowledged(event);
      case "refused":
        return [this.#refused(event)];
      case "nick_wanted":
        return event.refused === undefined || this.#room !== undefined ? [] : [{
          type: "error",
          ...{ code: event.refused.code, message: event.refused.message, ...event.refused.data },
        }];
      case "password_wanted":
        return [{ type: "error", code: "password", message: event.refused ?? "", ...event.data }];
      case "page":
        return pageFrames(event.messages);
      case "shutdown": // the link is down at once, and says why
        return [];
      default: {
        const frame = jsonFrame(event);
        return frame === undefined ? [] : [frame];
      }
    }
  }

  #down(reason: DisconnectReason): Frame[] {
    if (this.#isDown) return [];
    this.#isDown = true;
    return [linkFrame("down", reason)];
  }

  #entered(event: Event<"entered">): Frame[] {
    const { room, members, count } = event;
    const isBack = this.#isDown && room === this.#room && !this.#isReset;
    const up = this.#isDown ? [{ ...linkFrame("up"), members, count }] : [];
    this.#isDown = this.#isReset = false;
    this.#room = room;
    if (isBack) return up;
    this.#isLive = false;
    return [...up, ...this.#plainly(event)];
  }

  #caughtUp(event: Event<"caught_up">): readonly Frame[] {
    if (this.#isLive) return [];
    this.#isLive = true;
    return this.#plainly(event);
  }

  /** A message. What was said during a cut is new for the script, so it is not called old. */
  #message(event: Event<"message">): Frame {
    const { message, own } = event;
    const { old: _, ...fresh } = message;
    const shown = this.#isLive ? fresh : message;
    const [frame = {}] = this.#plainly({ ...event, message: shown });
    const cid = own && message.id === 0 ? this.#cid : undefined;
    if (cid === undefined) return frame;
    this.#cid = undefined;
    return { ...frame, cid };
  }

  /** A message that is stored is told in its turn; one that was told before is told again as the answer. */
  #acknowledged({ item, message }: Event<"acknowledged">): readonly Frame[] {
    if (item.command.kind === "say" && message === undefined) this.#cid = item.cid;
    const newest = this.#session.newestId(this.#room ?? "") ?? 0;
    return message === undefined || message.id > newest ? [] : [{ ...message }];
  }

  /** The answer to a command that has a `cid` of the script has it, too. */
  #refused(event: Event<"refused">): Frame {
    const { cid, ...frame } = jsonFrame(event) ?? {};
    const { kind } = event.item.command;
    return kind === "say" || kind === "dm" ? { ...frame, cid } : frame;
  }

  #plainly(event: LinkEvent): Frame[] {
    const frame = jsonFrame(event);
    return frame === undefined ? [] : [frame];
  }
}

function linkFrame(state: "up" | "down" | "ended", reason?: DisconnectReason): Frame {
  const { code, detail } = reason ?? {};
  return {
    type: "link",
    state,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { message: detail }),
  };
}

function pageFrames(messages: readonly MsgFrame[]): Frame[] {
  const [first, last] = [messages[0]?.id ?? 0, messages.at(-1)?.id ?? 0];
  const page = messages.map((message) => ({ ...message, old: true }));
  return [...page, { type: "history", first, last, count: messages.length }];
}
