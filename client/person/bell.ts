/** Tells which events ring the bell. Pure. */

import type { LinkEvent } from "../link/events.ts";
import { mentions } from "./mention.ts";

/** What the bell has to know of the user. */
export interface BellContext {
  readonly nick: string;
  /** Whether old messages are news, since the user missed them. */
  readonly missedOld: boolean;
  /** Words that call the user, besides the nickname. */
  readonly highlight?: readonly string[];
}

/** Whether an event rings the bell: a private message does, and a message that names the user. */
export function ringsBell(
  event: Extract<LinkEvent, { type: "message" | "dm" }>,
  { nick, missedOld, highlight = [] }: BellContext,
): boolean {
  if (event.own) return false;
  if (event.type === "dm") return true;
  const { message } = event;
  if (message.old === true && !missedOld) return false;
  if (message.nick === nick) return false;
  return [nick, ...highlight].some((word) => mentions(message.text, word).length > 0);
}
