/**
 * Frames of the native dialect on standard input and output: what a program in any language needs to be
 * a bot. The link does the rest, so the program sees no cut, except as `{"type":"link","state":…}`.
 */

import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import type { ClientFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES, MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { safeJson } from "../../runtime/safe_json.ts";
import { MAX_FRAMES_QUESTIONS } from "../limits.ts";
import type { LinkEvent } from "../link/events.ts";
import type { PendingCommand } from "../link/outbox.ts";
import { FrameOutput } from "./frame_output.ts";
import type { PipeFormat, PipeFormatContext } from "./pipe_format.ts";
import { warningOf } from "./pipe_text.ts";

/** What has no `cid`: it is asked again after a cut, until the answer is there. */
type Question = Extract<ClientFrame, { type: "who" | "history" }>;

/** Takes frames from the script, and prints those that it is to see. */
export class FrameFormat implements PipeFormat {
  readonly tellsRefusals = true;
  readonly #context: PipeFormatContext;
  readonly #output: FrameOutput;
  /** Not answered yet. The first is asked when the client is in a room. */
  readonly #questions: Question[] = [];
  #isLive = false;
  /** Whether the first question is on its way. */
  #isAsked = false;

  constructor(context: PipeFormatContext) {
    this.#context = context;
    this.#output = new FrameOutput(context.session);
  }

  get isIdle(): boolean {
    return this.#questions.length === 0;
  }

  take(line: Uint8Array | undefined): void {
    const { client } = this.#context.phrases;
    if (line === undefined) {
      return this.#error("line_too_long", client.pipeTooLong(MAX_LINE_BYTES));
    }
    if (isBlank(line)) return;
    try {
      this.#frame(decodeClientFrame(line));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#error("bad_frame", error.message, error.cid);
    }
  }

  on(event: LinkEvent): void {
    for (const frame of this.#output.framesOf(event)) this.#print(frame);
    switch (event.type) {
      case "waiting":
      case "entered":
        this.#isLive = this.#isAsked = false;
        return;
      case "caught_up":
        this.#isLive = true;
        return this.#ask();
      case "who":
        return this.#answered("who");
      case "page":
        return this.#answered("history");
    }
  }

  warningOf(event: LinkEvent): string | undefined {
    return event.type === "secured" ? warningOf(event, this.#context.phrases) : undefined;
  }

  #frame(frame: ClientFrame): void {
    const { link, leave, phrases: { client } } = this.#context;
    switch (frame.type) {
      case "say": {
        const { cid, text, action, room } = frame;
        const place = room === undefined ? {} : { room };
        return this.#send(cid, { kind: "say", text, ...place, ...(action ? { action } : {}) });
      }
      case "dm":
        return this.#send(frame.cid, { kind: "dm", to: frame.to, text: frame.text });
      case "nick":
        return this.#sent(link.send({ kind: "nick", nick: frame.nick }));
      case "join":
        return this.#sent(link.send({ kind: "room", room: frame.room }));
      case "who":
      case "history":
        if (this.#questions.length >= MAX_FRAMES_QUESTIONS) return this.#full();
        this.#questions.push(frame);
        return this.#ask();
      case "bye":
        return leave();
      default:
        return this.#error("bad_frame", client.notForScripts(frame.type));
    }
  }

  /** Puts a command into the outbox, under the script's own `cid`. One that waits there is not put in twice. */
  #send(cid: string, command: PendingCommand): void {
    const { link, session: { outbox } } = this.#context;
    if (outbox.has(cid)) return;
    this.#sent(outbox.restore({ cid, command }), cid);
    link.flush();
  }

  #sent(item: unknown, cid?: string): void {
    if (item === undefined) this.#full(cid);
  }

  #ask(): void {
    const { link, session, phrases } = this.#context;
    const [question] = this.#questions;
    if (question === undefined || !this.#isLive || this.#isAsked) return;
    this.#isAsked = question.type === "who" ? link.who() : this.#askHistory(question);
    if (this.#isAsked) return;
    if (session.dialect !== "plain") return; // after the cut that has come it is asked again
    this.#questions.shift();
    this.#error("unsupported", phrases.client.unsupported);
    this.#ask();
  }

  #answered(type: Question["type"]): void {
    if (!this.#isAsked || this.#questions[0]?.type !== type) return;
    this.#questions.shift();
    this.#isAsked = false;
    this.#ask();
  }

  /** Asks for a page. The link asks for what is older than the oldest message that it knows of. */
  #askHistory({ before, limit }: Extract<Question, { type: "history" }>): boolean {
    const { link, session } = this.#context;
    session.forgetOldest(session.room);
    if (before !== undefined) session.markOldest(session.room, before);
    return link.history(Math.min(limit, MAX_HISTORY_MESSAGES));
  }

  #full(cid?: string): void {
    this.#error("outbox_full", this.#context.phrases.client.outboxFull, cid);
  }

  #error(code: string, message: string, cid?: string): void {
    this.#print({ type: "error", code, message, ...(cid === undefined ? {} : { cid }) });
  }

  #print(frame: Readonly<Record<string, unknown>>): void {
    this.#context.print(safeJson(frame));
  }
}

const SPACE = 0x20;

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte <= SPACE);
}
