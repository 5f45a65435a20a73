/**
 * What a script asks that has no `cid`: one question after the other, each behind what was said before it.
 * After a cut the one that has no answer is asked again.
 */

import type { ClientFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES } from "../../protocol/limits.ts";
import { checkRoom } from "../../protocol/names.ts";
import { MAX_FRAMES_QUESTIONS } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { Link } from "../link/link.ts";
import type { Session } from "../link/session.ts";

/** A frame that is a question. */
export type Question = Extract<
  ClientFrame,
  { type: "who" | "history" | "part" | "rooms" | "topic" | "search" | "away" }
>;

/** Why a question has no answer. */
export type QuestionRefusal = "not_in_room" | "unsupported";

/** What the questions work with. */
export interface QuestionsOptions {
  readonly link: Pick<Link, "who" | "history" | "part" | "rooms" | "topic" | "search" | "away">;
  readonly session: Session;
  /** A question cannot be asked: `room` is the one that it is about, if it names one. */
  readonly refuse: (code: QuestionRefusal, room: string | undefined) => void;
}

interface Waiting {
  readonly question: Question;
  /** The `cid` of what was asked for last before it, if that waited. */
  readonly behind: string | undefined;
}

/** The questions of a script that wait for their answers. */
export class FrameQuestions {
  readonly #options: QuestionsOptions;
  /** The first is asked when the client is in a room, and what it waits behind is answered. */
  readonly #waiting: Waiting[] = [];
  #isLive = false;
  /** Whether the first is on its way. */
  #isAsked = false;

  constructor(options: QuestionsOptions) {
    this.#options = options;
  }

  /** Whether all have their answers. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes one more question; false where too many wait. */
  add(question: Question): boolean {
    if (this.#waiting.length >= MAX_FRAMES_QUESTIONS) return false;
    const behind = this.#options.session.outbox.items.at(-1)?.cid;
    this.#waiting.push({ question, behind });
    this.#ask();
    return true;
  }

  /** Takes what has happened: it may be the answer, or let the next question go. */
  on(event: LinkEvent): void {
    switch (event.type) {
      case "waiting":
        this.#isLive = this.#isAsked = false;
        return;
      case "entered":
        if (event.isFurther === undefined) this.#isLive = this.#isAsked = false;
        return;
      case "caught_up":
        this.#isLive = true;
        break;
      default:
        if (this.#isAsked && isAnswer(event, this.#waiting[0]!.question, this.#options.session)) {
          this.#answered();
        }
    }
    this.#ask();
  }

  #answered(): void {
    this.#waiting.shift();
    this.#isAsked = false;
  }

  #ask(): void {
    const { session, refuse } = this.#options;
    while (this.#isLive && !this.#isAsked) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      const { question, behind } = first;
      if (behind !== undefined && session.outbox.has(behind)) return;
      const room = "room" in question ? question.room : undefined;
      const refusal = this.#refusalOf(question);
      if (refusal === undefined) {
        this.#isAsked = true; // an answer may come at once
        if (!this.#send(question, roomOf(room, session) ?? session.room)) this.#isAsked = false;
        return;
      }
      this.#waiting.shift();
      refuse(refusal, room);
    }
  }

  #refusalOf(question: Question): QuestionRefusal | undefined {
    const { session } = this.#options;
    const isForAll = question.type === "who" || question.type === "history";
    const canBeAsked = session.hasRooms || isForAll && session.dialect !== "plain";
    if (!canBeAsked) return "unsupported";
    if (question.type === "rooms" || question.type === "away") return undefined;
    return roomOf(question.room, session) === undefined ? "not_in_room" : undefined;
  }

  /** Asks; false where there is no connection now. */
  #send(question: Question, room: string): boolean {
    const { link } = this.#options;
    switch (question.type) {
      case "who":
        return link.who(room);
      case "history": {
        const { before, limit } = question;
        const wanted = before === undefined ? {} : { before };
        return this.#history(Math.min(limit, MAX_HISTORY_MESSAGES), { room, ...wanted });
      }
      case "part":
        return link.part(room, question.text);
      case "rooms":
        return link.rooms(question.like);
      case "topic":
        return link.topic(room, question.topic);
      case "search": {
        const { type: _, ...wanted } = question;
        return link.search({ ...wanted, room });
      }
      case "away":
        return link.away(question.text);
    }
  }

  /** Asks for a page: without `before` for the newest, and not for what is older than all that is known. */
  #history(limit: number, wanted: { room: string; before?: number }): boolean {
    this.#options.session.forgetOldest(wanted.room);
    return this.#options.link.history(limit, wanted);
  }
}

/** The room that is meant, in the form in which it is kept; `undefined` where the session is not there. */
export function roomOf(name: string | undefined, session: Session): string | undefined {
  const rooms = session.hasRooms ? session.rooms : new Set([session.room]);
  if (name === undefined) return rooms.size === 1 ? [...rooms][0] : undefined;
  const checked = checkRoom(name);
  return checked.ok && rooms.has(checked.value) ? checked.value : undefined;
}

/** Errors that are about the rate or the connection, and answer nothing. */
const NO_ANSWERS: ReadonlySet<string> = new Set(["slow_down", "removed"]);

function isAnswer(event: LinkEvent, question: Question, session: Session): boolean {
  if (event.type === "error") return !NO_ANSWERS.has(event.code);
  const room = "room" in question ? roomOf(question.room, session) : undefined;
  const isThere = "room" in event && (room === undefined || event.room === room);
  switch (question.type) {
    case "who":
      return event.type === "who";
    case "history":
      return event.type === "page";
    case "part":
      // it is not in that room any more
      return event.type === "parted" && event.by === undefined;
    case "rooms":
      return event.type === "rooms";
    case "topic":
      return event.type === "presence" && event.frame.type === "topic" && isThere &&
        (event.frame.old === true || event.own && question.topic !== undefined);
    case "search":
      return event.type === "found";
    case "away":
      return event.type === "away" && event.nick === session.nick;
  }
}
