/** The native dialect: one JSON frame a line, both ways. `docs/PROTOCOL.md` is its text. */

import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import {
  type ClientFrame,
  DEFAULT_ROOM,
  encodeFrame,
  type ErrorCode,
  type ErrorData,
} from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES, PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { MAX_HELLO_TRIES } from "../limits.ts";
import type { Draft } from "../storage/backbone.ts";
import type { Entered } from "../chat/arrival.ts";
import { type DirectMessage, type Encoding, type Member, Refused } from "../chat/member.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { HistoryRequest } from "../chat/history.ts";
import type { Room } from "../chat/room.ts";
import type { Dialect, Peer, Services } from "./dialect.ts";
import { BetweenLines } from "./between_lines.ts";
import { historyLines, welcomeLines, whoLines } from "./native_answers.ts";
import { PasswordPrompt } from "./password_prompt.ts";

/** What a native member is sent of a room: the records of the log. */
export const nativeEncoding: Encoding = {
  render: ({ event, line }) => {
    if (event.type !== "joined" || !event.resumed) return line;
    const { resumed: _, ...rest } = event;
    return encodeFrame(rest);
  },
  // the own message is the acknowledgement; the own join is in the welcome
  echoes: ({ event }) => event.type !== "joined",
};

/** The native dialect on one connection. */
export class NativeDialect implements Dialect, Member {
  readonly encoding = nativeEncoding;
  readonly #peer: Peer;
  readonly #services: Services;
  readonly #password: PasswordPrompt;
  readonly #between = new BetweenLines();
  nick = "";
  resume: string;
  isUnannounced = false;
  where: string | undefined;
  saidAt: string | undefined;
  #room: Room | undefined;
  #tries = 0;
  #pings = 0;

  constructor(peer: Peer, services: Services) {
    this.#peer = peer;
    this.#services = services;
    this.#password = new PasswordPrompt(peer, services);
    this.resume = services.secret();
  }

  get address(): string {
    return this.#peer.address;
  }

  get outlet(): Outlet {
    return this.#peer.outlet;
  }

  costs(): boolean {
    // an answer to a ping counts too: it is as much work as a short message
    return this.#room !== undefined;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    const { busy } = this.#between;
    if (busy !== undefined) return busy.then(() => this.line(bytes));
    return this.#between.taking(this.#line(bytes));
  }

  #line(bytes: Uint8Array): void | Promise<void> {
    let frame: ClientFrame | undefined;
    try {
      frame = decodeClientFrame(bytes);
      const done = this.#room === undefined
        ? this.#takeFirst(frame)
        : this.#take(frame, this.#room);
      return done?.catch((cause) => this.#refuse(frame, cause));
    } catch (cause) {
      if (this.#room === undefined) return this.#refuse(frame, cause);
      // an error keeps the order of the answers too
      return this.#room.settled().then(() => this.#refuse(frame, cause));
    }
  }

  error(code: ErrorCode, message: string, data?: ErrorData): string {
    return encodeFrame({ type: "error", code, message, ...data });
  }

  ping(): string {
    return encodeFrame({ type: "ping", n: ++this.#pings });
  }

  farewell(): string {
    return encodeFrame({ type: "shutdown", message: this.#services.phrases.shutdown });
  }

  async settled(): Promise<void> {
    await this.#room?.settled();
  }

  closed(): void {
    this.#room = undefined;
    this.#services.hub.leave(this);
  }

  direct(message: DirectMessage): void {
    // the metadata is for clients of other dialects
    const { metadata: _, ...shown } = message;
    this.#send({ type: "dm", ...shown });
  }

  notSaved(draft: Draft): void {
    if (draft.type !== "msg") return;
    const { notSaved } = this.#services.phrases;
    this.#send({ type: "error", code: "not_saved", message: notSaved, cid: draft.cid });
  }

  replaced(): void {
    this.#room = undefined;
    this.#peer.cut("replaced", this.#services.phrases.replaced);
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    const { disconnectedBy, removedFromRoom } = this.#services.phrases;
    const data = { by, ...(reason === "" ? {} : { reason }) };
    if (room === undefined) return this.#peer.cut("kicked", disconnectedBy(by, reason), data);
    this.#removed(removedFromRoom(by, reason), { ...data, room });
    this.#between.do(() => this.#goBack(room));
  }

  #removed(message: string, data?: ErrorData): void {
    this.#send({ type: "error", code: "removed", message, ...data });
  }

  /** Goes to the lobby from the room that it was removed from, unless it is in a room already. */
  async #goBack(from: string): Promise<void> {
    const { hub, history, phrases } = this.#services;
    if (this.#peer.ended || hub.roomsOf(this).length > 0) return;
    try {
      if (from === DEFAULT_ROOM) return this.#removed(phrases.inNoRoom);
      await this.#enter(hub.move(this, DEFAULT_ROOM, { count: history }));
    } catch (cause) {
      if (!(cause instanceof Refused)) return this.#peer.cut("internal", phrases.internal);
      this.#removed(phrases.inNoRoom);
    }
  }

  #takeFirst(frame: ClientFrame): void | Promise<void> {
    const { phrases } = this.#services;
    if (frame.type === "bye") return this.#peer.end("");
    if (frame.type === "ping") return this.#send({ type: "pong", n: frame.n });
    if (frame.type !== "hello") throw new Refused("bad_frame", phrases.helloFirst);
    if (frame.v !== PROTOCOL_VERSION) {
      throw new Refused("bad_version", phrases.version(frame.v, PROTOCOL_VERSION));
    }
    if (this.#password.isPassed) return this.#hello(frame);
    return this.#password.answer(frame.password).then(() => this.#hello(frame));
  }

  #hello(frame: Extract<ClientFrame, { type: "hello" }>): Promise<void> {
    const { nick, room = DEFAULT_ROOM, secret, resume } = frame;
    if (secret !== undefined) this.resume = secret;
    this.isUnannounced = frame.unannounced === true;
    this.where = `chat@${this.#services.cloaks.of(this.address, nick)}`;
    return this.#enter(
      this.#services.hub.enter(this, nick, room, this.#historyRequest(frame), resume),
    );
  }

  /** Does what a frame asks for. Returns a promise only when something must be waited for. */
  #take(frame: ClientFrame, room: Room): void | Promise<void> {
    const { hub, phrases } = this.#services;
    switch (frame.type) {
      case "say": {
        const said = hub.say(this, room, frame.text, frame.cid, {
          action: frame.action === true,
        });
        return said === undefined ? undefined : this.#sayAgain(said, room);
      }
      case "pong":
        return;
      case "hello":
        throw new Refused("bad_frame", phrases.helloFirst);
      default:
        // answers keep the order of the commands: what was said before must be out first
        return room.settled().then(() => this.#answer(frame, room));
    }
  }

  #answer(
    frame: Exclude<ClientFrame, { type: "say" | "hello" | "pong" }>,
    room: Room,
  ): void | Promise<void> {
    const { hub } = this.#services;
    // a client that has left meanwhile must not come back by another nickname or room
    if (this.#peer.ended) return;
    switch (frame.type) {
      case "ping":
        return this.#send({ type: "pong", n: frame.n });
      case "dm":
        return hub.direct(this, frame.to, frame.text, frame.cid);
      case "nick":
        return hub.rename(this, frame.nick);
      case "join":
        return this.#enter(hub.move(this, frame.room, this.#historyRequest(frame)));
      case "who":
        return this.outlet.send(whoLines(room));
      case "history":
        return this.#history(room, frame.before ?? room.last + 1, frame.limit);
      case "bye":
        return this.#peer.end("");
    }
  }

  async #enter(entering: Promise<Entered | undefined>): Promise<void> {
    const entered = await entering;
    if (entered === undefined) return;
    this.#room = entered.room;
    this.#peer.greeted(this.nick, entered.room.name);
    entered.slot.fill(welcomeLines(this, entered, this.#services));
  }

  #historyRequest(frame: Extract<ClientFrame, { type: "hello" | "join" }>): HistoryRequest {
    const { since, since_ts: sinceTs, log } = frame;
    const count = Math.min(frame.history ?? this.#services.history, MAX_HISTORY_MESSAGES);
    return since === undefined ? { count } : { count, since, sinceTs, log };
  }

  async #sayAgain(said: NonNullable<ReturnType<Room["say"]>>, room: Room): Promise<void> {
    const [stored] = await Promise.all([said, room.settled()]);
    if (stored === undefined) {
      throw new Refused("not_saved", this.#services.phrases.unreadable);
    }
    this.outlet.send(stored.line);
  }

  async #history(room: Room, before: number, limit: number): Promise<void> {
    const count = Math.min(limit, MAX_HISTORY_MESSAGES);
    // what is older than a message that is not there yet is older than the newest one
    const end = Math.min(before, room.last + 1);
    const page = count === 0 ? [] : await room.history.range(end - count, end - 1);
    this.outlet.send(historyLines(page));
  }

  #send(frame: Parameters<typeof encodeFrame>[0]): void {
    this.outlet.send(encodeFrame(frame));
  }

  #refuse(frame: ClientFrame | undefined, cause: unknown): void | Promise<void> {
    if (cause instanceof FrameError) return this.#bad(cause);
    if (!(cause instanceof Refused)) throw cause;
    const { code, message, data } = cause;
    if (this.#password.isExhausted) return this.#peer.cut(code, message, data);
    const cid = frame !== undefined && "cid" in frame ? { cid: frame.cid } : {};
    this.#send({ type: "error", code, message, ...data, ...cid });
    if (this.#room === undefined && ++this.#tries >= MAX_HELLO_TRIES) {
      this.#peer.cut("flood", this.#services.phrases.helloTries(MAX_HELLO_TRIES));
    }
  }

  #bad(cause: FrameError): void | Promise<void> {
    const { message, cid } = cause;
    this.#send({
      type: "error",
      code: "bad_frame",
      message,
      ...(cid === undefined ? {} : { cid }),
    });
    return this.#peer.bad();
  }
}
