/** The capabilities of IRCv3 that this server has, and what they change. */

import { MAX_TEXT_BYTES, MAX_TEXT_LINES } from "../../../protocol/limits.ts";

/** The capabilities there are, with the value that `CAP LS 302` names. */
export const CAPS = {
  "message-tags": "",
  "server-time": "",
  "echo-message": "",
  "batch": "",
  "labeled-response": "",
  "draft/chathistory": "",
  "draft/event-playback": "",
  "draft/read-marker": "",
  "draft/multiline": `max-bytes=${MAX_TEXT_BYTES},max-lines=${MAX_TEXT_LINES}`,
  "cap-notify": "",
  "away-notify": "",
  "extended-join": "",
  "multi-prefix": "",
  "userhost-in-names": "",
  "setname": "",
  "invite-notify": "",
  "standard-replies": "",
  "extended-monitor": "",
  // the name it had before: some clients know only this one
  "draft/extended-monitor": "",
  "soju.im/search": "",
  "sasl": "PLAIN",
} as const satisfies Record<string, string>;

/** A capability. */
export type Cap = keyof typeof CAPS;

/** Capabilities that change the lines of a room. Each is one bit of a shape. */
const SHAPING = [
  "server-time",
  "message-tags",
  "extended-join",
  "away-notify",
  "setname",
  "invite-notify",
  "draft/multiline",
] as const satisfies readonly Cap[];

/** A capability that changes the lines of a room. */
export type ShapingCap = typeof SHAPING[number];

/** Whether `name` is a capability. */
export function isCap(name: string): name is Cap {
  return Object.hasOwn(CAPS, name);
}

/** The shape that belongs to `caps`. Clients of the same shape read the same feed. */
export function shapeOf(caps: ReadonlySet<Cap>): number {
  return SHAPING.reduce((shape, cap, i) => shape | (isInUse(caps, cap) ? 1 << i : 0), 0);
}

/** Whether a client has `cap`, and also the capability that `cap` needs. */
function isInUse(caps: ReadonlySet<Cap>, cap: Cap): boolean {
  return caps.has(cap) && (cap !== "draft/multiline" || caps.has("batch"));
}

/** The capabilities that make up a shape. */
export function capsOf(shape: number): ReadonlySet<ShapingCap> {
  return new Set(SHAPING.filter((_, i) => (shape & (1 << i)) !== 0));
}

/** Whether a client with `caps` is also told of changes of the people it watches (IRCv3 extended-monitor). */
export function watchesClosely(caps: ReadonlySet<Cap>): boolean {
  return caps.has("extended-monitor") || caps.has("draft/extended-monitor");
}
