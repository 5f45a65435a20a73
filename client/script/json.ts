/** Events as frames for programs: what `--json` prints. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import type { LinkEvent } from "../link/events.ts";

/**
 * The frame to print for an event; `undefined` where there is none. Messages come in the order of
 * their ids, none twice. The secret of the session is left out: output ends up in logs.
 */
export function jsonFrame(event: LinkEvent): Readonly<Record<string, unknown>> | undefined {
  switch (event.type) {
    case "entered": {
      const { nick, room, members, count } = event;
      if (event.frame?.type !== "welcome") return { type: "welcome", nick, room };
      const { v, server, last, log, other_log, limits } = event.frame;
      const named = { ...(log === undefined ? {} : { log }), ...(other_log ? { other_log } : {}) };
      return { type: "welcome", v, server, nick, room, last, members, count, ...named, limits };
    }
    case "caught_up":
      return { type: "live" };
    case "message":
      return numbered(event.message);
    case "presence":
    case "dm":
      return { ...event.frame };
    case "who": {
      const { type, room, count, nicks } = event;
      return { type, room, count, nicks };
    }
    case "lost":
      return { type: "lost", first: event.first, last: event.last };
    case "refused": {
      const { code, message, data, item } = event;
      return { type: "error", code, message, ...data, cid: item.cid };
    }
    case "error": {
      const { type, code, message, data } = event;
      return { type, code, message, ...data };
    }
    case "shutdown":
      return { type: "shutdown", message: event.message };
    case "prose":
      return { type: "prose", text: event.text };
    default:
      return undefined;
  }
}

/** A message without the id and cid that the old server does not give. */
function numbered(message: MsgFrame): Readonly<Record<string, unknown>> {
  if (message.id > 0) return { ...message };
  const { id: _, cid: __, ...rest } = message;
  return rest;
}
