/** One stream of what is said: a room, or a private talk with one person. Pure. */

import type { MsgFrame } from "../../protocol/frames.ts";
import { CONTEXT_MESSAGES, MAX_MISSED_MESSAGES, NEWEST_MISSED_MESSAGES } from "../limits.ts";
import type { LinkEvent, Missed, PresenceFrame } from "../link/events.ts";
import { JoinFilter } from "./join_filter.ts";
import { Roster } from "./roster.ts";

type Event<T extends LinkEvent["type"]> = Extract<LinkEvent, { type: T }>;

/** What is printed in a stream, in its order. */
export type StreamEvent = Event<"message" | "dm" | "presence" | "lost" | "skipped" | "reset">;

/** What is new when a stream is shown. */
export interface News {
  /** How many messages were said since the user has read there. */
  readonly count: number;
  /** How many of them, the oldest, are not among the events. */
  readonly skipped: number;
  /** When the last message was said that the user has read, ISO 8601, if that is known. */
  readonly since: string | undefined;
  readonly events: readonly StreamEvent[];
}

/** A room or a person, and what happened there since it was shown. */
export class Conversation {
  /** The room's name, or the person's, who may be called otherwise later on. */
  name: string;
  readonly kind: "room" | "person";
  /** Who is there, as far as this side knows. */
  readonly roster = new Roster();
  /** How it was entered; `undefined` for a person, and before the first time. */
  entered: Event<"entered"> | undefined;
  /** Whether the user was there and is not any more: it is shown until they go elsewhere. */
  hasLeft = false;
  topic = "";
  /** How many people are there, as far as this side knows. */
  count = 0;
  /** Messages that the user has not seen. */
  unread = 0;
  /** How many of them call the user. */
  calls = 0;
  readonly #joinFilter = new JoinFilter();
  readonly #held: StreamEvent[] = [];
  /** The last messages that were shown. */
  #recent: Event<"message" | "dm">[] = [];
  #since: string | undefined;

  constructor(kind: Conversation["kind"], name: string) {
    this.kind = kind;
    this.name = name;
  }

  /** The last messages that were shown, oldest first. */
  get recent(): readonly Event<"message" | "dm">[] {
    return this.#recent;
  }

  /** The room is entered. @param now A time that never goes back, in milliseconds. */
  enter(event: Event<"entered">, now: number): void {
    this.#joinFilter.entered(event, this.roster.nicks, now);
    this.entered = event;
    this.hasLeft = false;
    this.count = event.count;
    this.topic = event.topic ?? "";
  }

  /** Whether a coming or going is to be told of. */
  isNews(frame: PresenceFrame, now: number): boolean {
    const { isNews, change } = this.#joinFilter.take(frame, now);
    this.count = Math.max(this.count + change, 0);
    if (frame.type === "topic") this.topic = frame.topic;
    return isNews;
  }

  /** The server has told who is there. */
  takeWho(event: Event<"who">): void {
    this.count = event.count;
    this.roster.on(event);
  }

  /** So much was said there while the user was not connected. */
  missed({ count, since }: Missed): void {
    if (this.unread === 0) this.#since = since ?? this.#since;
    this.unread += count;
  }

  /** One of the messages that were missed is of somebody of whom the user sees nothing. */
  passOver(): void {
    if (this.unread > 0) this.unread--;
  }

  /** Takes what happens while it is not shown; `isNew` counts it as unread. */
  hold(event: StreamEvent, isNew: boolean, isCall: boolean): void {
    if (this.unread === 0) this.#since ??= this.#lastTs;
    if (isNew) this.unread++;
    if (isCall) this.calls++;
    this.#held.push(event);
    const over = this.#held.filter(isMessage).length - MAX_MISSED_MESSAGES;
    if (over > 0) this.#held.splice(0, this.#held.findIndex(isMessage) + 1);
    if (this.#held.length > 2 * MAX_MISSED_MESSAGES) this.#held.shift();
  }

  /** Hands over what is new: it is shown now. */
  takeNews(): News {
    const held = this.#held.splice(0);
    const total = held.filter(isMessage).length;
    const isMuch = Math.max(this.unread, total) > MAX_MISSED_MESSAGES;
    const events = isMuch ? newest(held, NEWEST_MISSED_MESSAGES) : held;
    const shown = events.filter(isMessage).length;
    const count = this.unread;
    const news = { count, skipped: Math.max(0, count - shown), since: this.#since, events };
    this.read();
    return news;
  }

  /** All is read. */
  read(): void {
    this.unread = 0;
    this.calls = 0;
    this.#since = undefined;
  }

  /** Remembers a message that was shown. */
  show(event: Event<"message" | "dm">): void {
    this.#recent = [...this.#recent, event].slice(-CONTEXT_MESSAGES);
  }

  /** Takes messages that were shown before this client began, oldest first. */
  recall(messages: readonly MsgFrame[]): void {
    const room = this.name;
    const events = messages.map((message) => ({
      type: "message" as const,
      room,
      message,
      own: false,
    }));
    this.#recent = [...events, ...this.#recent].slice(-CONTEXT_MESSAGES);
  }

  get #lastTs(): string | undefined {
    const last = this.#recent.at(-1);
    return last?.type === "message" ? last.message.ts : last?.frame.ts;
  }
}

function isMessage(event: StreamEvent): event is Event<"message" | "dm"> {
  return event.type === "message" || event.type === "dm";
}

/** The last `count` messages, and what happened since the first of them. */
function newest(events: readonly StreamEvent[], count: number): readonly StreamEvent[] {
  let left = count;
  for (let i = events.length - 1; i >= 0; i--) {
    if (isMessage(events[i]!) && --left === 0) return events.slice(i);
  }
  return events;
}
