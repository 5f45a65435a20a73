/**
 * The topic of a room. It is found at the next start only if it stands near the end of the log, so it
 * is written once more before it is too far back.
 */

import type { TopicFrame } from "../../protocol/frames.ts";
import { LOG_TAIL_BYTES, RECENT_MESSAGES } from "../limits.ts";
import type { Draft, Stored } from "../storage/journal.ts";

/** A room's topic, derived from the room's events alone. */
export class Topic {
  #frame: TopicFrame | undefined;
  /** How far back in the log it stands: in messages, and in characters of all records. */
  #messagesBack = 0;
  #charsBack = 0;

  /** The topic, who set it and when, if there is one. */
  get frame(): TopicFrame | undefined {
    return this.#frame?.topic === "" ? undefined : this.#frame;
  }

  /** Takes in what became durable. */
  apply({ event, line }: Stored): void {
    this.#charsBack += line.length;
    if (event.type === "msg") this.#messagesBack++;
    if (event.type !== "topic") return;
    this.#frame = { ...event, ts: event.set ?? event.ts };
    this.#messagesBack = this.#charsBack = 0;
  }

  /** The topic to be written once more, when it is time. */
  takeRewrite(): Draft | undefined {
    if (this.frame === undefined) return undefined;
    const isNear = this.#messagesBack < RECENT_MESSAGES / 2;
    if (isNear && this.#charsBack < LOG_TAIL_BYTES / 4) return undefined;
    this.#messagesBack = this.#charsBack = 0;
    const { type, nick, topic, ts } = this.frame;
    return { type, nick, topic, set: ts };
  }
}
