/**
 * Frames of the native dialect on standard input and output: what a program in any language needs to be
 * a bot. The link does the rest, so the program sees no cut, except as `{"type":"link","state":…}`.
 */

import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import type { ClientFrame } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { checkRoom } from "../../protocol/names.ts";
import { safeJson } from "../../runtime/safe_json.ts";
import { serverErrorText } from "../server_error_text.ts";
import type { LinkEvent } from "../link/events.ts";
import type { PendingCommand } from "../link/outbox.ts";
import { FrameOutput } from "./frame_output.ts";
import { FrameQuestions, roomOf } from "./frame_questions.ts";
import type { PipeFormat, PipeFormatContext } from "./pipe_format.ts";
import { warningOf } from "./pipe_text.ts";

/** Takes frames from the script, and prints those that it is to see. */
export class FrameFormat implements PipeFormat {
  readonly tellsRefusals = true;
  readonly #context: PipeFormatContext;
  readonly #output: FrameOutput;
  readonly #questions: FrameQuestions;
  /** Whether the server has let it in once: since then it is known in which rooms it is. */
  #hasEntered = false;

  constructor(context: PipeFormatContext) {
    this.#context = context;
    this.#output = new FrameOutput(context.session);
    this.#questions = new FrameQuestions({
      ...context,
      refuse: (code, room) =>
        code === "unsupported"
          ? this.#error(code, context.phrases.client.unsupported)
          : this.#notInRoom(room),
    });
  }

  get isIdle(): boolean {
    return this.#questions.isEmpty;
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
    if (event.type === "entered") this.#hasEntered = true;
    if (event.type === "parted") this.#goElsewhere(event.room);
    this.#questions.on(event);
  }

  warningOf(event: LinkEvent): string | undefined {
    return event.type === "secured" ? warningOf(event, this.#context.phrases) : undefined;
  }

  #frame(frame: ClientFrame): void {
    const { link, leave, phrases: { client } } = this.#context;
    switch (frame.type) {
      case "say":
        return this.#say(frame);
      case "dm":
        return this.#send(frame.cid, { kind: "dm", to: frame.to, text: frame.text });
      case "nick":
        return this.#sent(link.send({ kind: "nick", nick: frame.nick }));
      case "join":
        return this.#sent(link.send({ kind: "room", room: formOf(frame.room) ?? frame.room }));
      case "who":
      case "history":
      case "part":
      case "rooms":
      case "topic":
      case "search":
      case "away":
        return this.#questions.add(frame) ? undefined : this.#full();
      case "seen":
        return this.#seen(frame);
      case "bye":
        return leave();
      default:
        return this.#error("bad_frame", client.notForScripts(frame.type));
    }
  }

  #say({ cid, text, action, room: name }: Extract<ClientFrame, { type: "say" }>): void {
    const { session } = this.#context;
    // in one room alone it need not be named
    const isKnown = name === undefined && this.#hasEntered && session.hasRooms;
    const room = isKnown ? roomOf(undefined, session) : name && (formOf(name) ?? name);
    if (isKnown && room === undefined) return this.#notInRoom(undefined, cid);
    const place = room === undefined ? {} : { room };
    this.#send(cid, { kind: "say", text, ...place, ...(action ? { action } : {}) });
  }

  #seen({ room: name, id }: Extract<ClientFrame, { type: "seen" }>): void {
    const { link, session } = this.#context;
    const room = roomOf(name, session);
    if (room === undefined) return this.#notInRoom(name);
    link.seen(room, id);
  }

  /** After a cut the session goes on in a room in which it still is. */
  #goElsewhere(from: string): void {
    const { session } = this.#context;
    const [next] = session.rooms;
    if (session.room === from && next !== undefined) session.room = next;
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

  #full(cid?: string): void {
    this.#error("outbox_full", this.#context.phrases.client.outboxFull, cid);
  }

  #notInRoom(room: string | undefined, cid?: string): void {
    const code = "not_in_room";
    const message = serverErrorText({ code, message: "" }, this.#context.phrases);
    const named = room === undefined ? {} : { room };
    this.#print({ type: "error", code, message, ...named, ...(cid === undefined ? {} : { cid }) });
  }

  #error(code: string, message: string, cid?: string): void {
    this.#print({ type: "error", code, message, ...(cid === undefined ? {} : { cid }) });
  }

  #print(frame: Readonly<Record<string, unknown>>): void {
    this.#context.print(safeJson(frame));
  }
}

/** The form in which a room is kept; `undefined` where the name is none. */
function formOf(name: string): string | undefined {
  const checked = checkRoom(name);
  return checked.ok ? checked.value : undefined;
}

const SPACE = 0x20;

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte <= SPACE);
}
