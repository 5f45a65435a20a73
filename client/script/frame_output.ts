/** What a script that talks in frames is told of each event. */

import type { DisconnectReason, LinkEvent } from "../link/events.ts";
import type { Session } from "../link/session.ts";
import { jsonFrame } from "./json.ts";

type Frame = Readonly<Record<string, unknown>>;
type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** How much of a room the script was told. */
interface Told {
  /** Whether the old messages, those before `live`, have been told. */
  isLive: boolean;
  /** There was a cut, and the room was not entered again since. */
  isAway: boolean;
  /** The room begins again: the ids of its messages do, too. */
  isReset: boolean;
}

/** Makes the frames of one session. After a cut they go on as if there had been none. */
export class FrameOutput {
  readonly #session: Pick<Session, "newestId" | "hasRooms" | "room">;
  /** The rooms in which the script knows that it is. */
  readonly #rooms = new Map<string, Told>();
  #hasEntered = false;
  #isDown = false;
  /** The `cid` of the message that comes next; the old server does not give it back. */
  #cid: string | undefined;

  /** @param session Tells which messages were delivered, and whether there may be several rooms. */
  constructor(session: Pick<Session, "newestId" | "hasRooms" | "room">) {
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
        this.#told(event.room).isReset = true;
        return [];
      case "entered":
        return this.#entered(event);
      case "caught_up":
        return this.#caughtUp(event);
      case "parted":
        return this.#parted(event);
      case "message":
        return [this.#message(event)];
      case "acknowledged":
        return this.#acknowledged(event);
      case "refused":
        return [this.#refused(event)];
      case "nick_wanted":
        return event.refused === undefined || this.#hasEntered ? [] : [{
          type: "error",
          ...{ code: event.refused.code, message: event.refused.message, ...event.refused.data },
        }];
      case "password_wanted":
        return [{ type: "error", code: "password", message: event.refused ?? "", ...event.data }];
      case "page":
        return this.#page(event);
      case "lost":
        return [{ ...plainly(event)[0], ...this.#named(event.room) }];
      case "who": {
        const { away = [] } = event;
        return [{ ...plainly(event)[0], ...(away.length === 0 ? {} : { away }) }];
      }
      case "found":
      case "rooms":
      case "away":
        return [{ ...event }];
      case "shutdown": // the link is down at once, and says why
        return [];
      default:
        return plainly(event);
    }
  }

  #down(reason: DisconnectReason): Frame[] {
    for (const told of this.#rooms.values()) told.isAway = true;
    if (this.#isDown) return [];
    this.#isDown = true;
    return [linkFrame("down", reason)];
  }

  #entered(event: Event<"entered">): Frame[] {
    const { room, members, count } = event;
    const up = this.#isDown ? [{ ...linkFrame("up"), members, count }] : [];
    this.#isDown = false;
    this.#hasEntered = true;
    const told = this.#told(room);
    const isBack = told.isAway && !told.isReset;
    if (!this.#session.hasRooms) {
      for (const other of this.#rooms.keys()) if (other !== room) this.#rooms.delete(other);
    }
    told.isAway = told.isReset = false;
    if (isBack) return up;
    told.isLive = false;
    return [...up, enteredFrame(event)];
  }

  #caughtUp({ room }: Event<"caught_up">): readonly Frame[] {
    const told = this.#told(room);
    if (told.isLive) return [];
    told.isLive = true;
    return [{ type: "live", ...this.#named(room) }];
  }

  /** The script is in a room no more. Where the server does not let it in again, it says why. */
  #parted({ room, by, reason, error }: Event<"parted">): Frame[] {
    this.#rooms.delete(room);
    const why = {
      ...(by === undefined ? {} : { by }),
      ...(reason === undefined ? {} : { reason }),
    };
    const parted = { type: "parted", room, ...why };
    return error === undefined ? [parted] : [{ type: "error", ...error, room }, parted];
  }

  /** A message. What was said during a cut is new for the script, so it is not called old. */
  #message(event: Event<"message">): Frame {
    const { message, own, room } = event;
    const { old: _, ...fresh } = message;
    const shown = this.#told(room).isLive ? fresh : message;
    const [frame = {}] = plainly({ ...event, message: shown });
    const cid = own && message.id === 0 ? this.#cid : undefined;
    if (cid === undefined) return frame;
    this.#cid = undefined;
    return { ...frame, cid };
  }

  /** A message that is stored is told in its turn; one that was told before is told again as the answer. */
  #acknowledged({ item: { cid, command }, message }: Event<"acknowledged">): readonly Frame[] {
    if (command.kind !== "say") return [];
    if (message === undefined) this.#cid = cid;
    const room = command.room ?? this.#session.room;
    const newest = this.#session.newestId(room) ?? 0;
    // in a room in which it is not any more nothing has its turn
    const isLate = this.#session.hasRooms && !this.#rooms.has(room);
    return message === undefined || message.id > newest && !isLate ? [] : [{ ...message }];
  }

  /** The answer to a command that has a `cid` of the script has it, too. */
  #refused(event: Event<"refused">): Frame {
    const { cid, ...frame } = jsonFrame(event) ?? {};
    const { kind } = event.item.command;
    return kind === "say" || kind === "dm" ? { ...frame, cid } : frame;
  }

  #page({ room, messages }: Event<"page">): Frame[] {
    const [first, last] = [messages[0]?.id ?? 0, messages.at(-1)?.id ?? 0];
    const page = messages.map((message) => ({ ...message, old: true }));
    const count = messages.length;
    return [...page, { type: "history", ...this.#named(room), first, last, count }];
  }

  #told(room: string): Told {
    let told = this.#rooms.get(room);
    if (told === undefined) {
      this.#rooms.set(room, told = { isLive: false, isAway: false, isReset: false });
    }
    return told;
  }

  #named(room: string): Frame {
    return this.#session.hasRooms ? { room } : {};
  }
}

/** What the server has said, but for the secret. */
function enteredFrame(event: Event<"entered">): Frame {
  const { frame } = event;
  if (frame === undefined) return plainly(event)[0] ?? {};
  if (frame.type === "entered") return { ...frame };
  const { resume: _, ...welcome } = frame;
  return welcome;
}

function plainly(event: LinkEvent): Frame[] {
  const frame = jsonFrame(event);
  return frame === undefined ? [] : [frame];
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
