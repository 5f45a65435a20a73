/** The native dialect: one JSON frame a line, both ways. `docs/PROTOCOL.md` is its text. */

import { decodeClientFrame } from "../../protocol/decode_client.ts";
import { FrameError } from "../../protocol/decode_fields.ts";
import {
  type ClientFrame,
  DEFAULT_ROOM,
  encodeFrame,
  type ErrorCode,
  type ErrorData,
  type MsgFrame,
} from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES, MAX_ROOM_CHARS, PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { checkRoom } from "../../protocol/names.ts";
import { MAX_HELLO_TRIES } from "../limits.ts";
import type { Draft, Stored } from "../storage/journal.ts";
import type { Entered } from "../chat/arrival.ts";
import { type DirectMessage, type Encoding, Refused } from "../chat/member.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { HistoryRequest } from "../chat/history.ts";
import type { Room } from "../chat/room.ts";
import type { Dialect, Peer, Services } from "./dialect.ts";
import { BetweenLines } from "./between_lines.ts";
import { enteredLines, nodesOf, welcomeLines } from "./native_answers.ts";
import { answer, type Frame, type NativeClient, type Question } from "./native_commands.ts";
import { inRoom, nativeEncoding, nativeRoomsEncoding } from "./native_encoding.ts";
import { Searching } from "./searching.ts";
import { PasswordPrompt } from "./password_prompt.ts";

/** The native dialect on one connection. */
export class NativeDialect implements Dialect, NativeClient {
  readonly #peer: Peer;
  readonly #services: Services;
  readonly #password: PasswordPrompt;
  readonly #between = new BetweenLines();
  readonly searching: Searching;
  nick = "";
  resume: string;
  readonly canMove = true;
  isUnannounced = false;
  /** Said in `hello`: the session may be in several rooms. */
  isInSeveralRooms = false;
  isResumed = false;
  away: string | undefined;
  where: string | undefined;
  saidAt: string | undefined;
  /** Whether `hello` was answered, and nothing has ended the session. */
  #isIn = false;
  /** The room that it came into last. */
  #room: Room | undefined;
  /** Its rooms by name, where it may be in several. */
  readonly #rooms = new Map<string, Room>();
  #tries = 0;
  #pings = 0;
  /** Writes that were finished when it was looked last. */
  #writes = -1;

  constructor(peer: Peer, services: Services) {
    this.#peer = peer;
    this.#services = services;
    this.#password = new PasswordPrompt(peer, services);
    this.searching = new Searching(services.phrases);
    this.resume = services.secret();
  }

  get encoding(): Encoding {
    return this.isInSeveralRooms ? nativeRoomsEncoding : nativeEncoding;
  }

  get address(): string {
    return this.#peer.address;
  }

  get outlet(): Outlet {
    return this.#peer.outlet;
  }

  costs(): boolean {
    // an answer to a ping counts too: it is as much work as a short message
    return this.#isIn;
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
      const done = this.#isIn ? this.#take(frame) : this.#takeFirst(frame);
      return done?.catch((cause) => this.#refuse(frame, cause));
    } catch (cause) {
      if (!this.#isIn) return this.#refuse(frame, cause);
      // an error keeps the order of the answers too
      return this.settled().then(() => this.#refuse(frame, cause));
    }
  }

  error(code: ErrorCode, message: string, data?: ErrorData): string {
    return encodeFrame({ type: "error", code, message, ...data });
  }

  ping(): string {
    return encodeFrame({ type: "ping", n: ++this.#pings });
  }

  farewell(): string {
    const { phrases, nodes } = this.#services;
    return encodeFrame({ type: "shutdown", message: phrases.shutdown, ...nodesOf(nodes) });
  }

  async settled(): Promise<void> {
    if (!this.isInSeveralRooms) return await this.#room?.settled();
    const rooms = this.#services.hub.roomsOf(this);
    await Promise.all(rooms.map((room) => room.settled()));
  }

  closed(): void {
    this.#isIn = false;
    this.searching.stop();
    this.#services.hub.leave(this);
  }

  direct(message: DirectMessage): void {
    // the metadata is for clients of other dialects
    const { metadata: _, ...shown } = message;
    this.#send({ type: "dm", ...shown });
  }

  notSaved(draft: Draft, room: string): void {
    const { notSaved } = this.#services.phrases;
    const cid = draft.type === "msg" ? { cid: draft.cid } : {};
    const name = this.isInSeveralRooms ? { room } : {};
    this.#send({ type: "error", code: "not_saved", message: notSaved, ...cid, ...name });
  }

  repeated({ line }: Stored<MsgFrame>, room: string): void {
    this.outlet.send(this.isInSeveralRooms ? inRoom(room, line) : line);
  }

  waits(ms: number): void {
    // it has no place in the order: what waits for the database would hold it up
    this.outlet.sendFirst(encodeFrame({ type: "waiting", ms }));
  }

  lives(): void {
    const { writes } = this.outlet;
    if (writes === this.#writes) return this.waits(0);
    this.#writes = writes;
  }

  replaced(): void {
    this.#isIn = false;
    this.#peer.cut("replaced", this.#services.phrases.replaced);
  }

  expelled(room: string | undefined, by: string, reason: string): void {
    const { disconnectedBy, removedFromRoom } = this.#services.phrases;
    const data = { by, ...(reason === "" ? {} : { reason }) };
    if (room === undefined) return this.#peer.cut("kicked", disconnectedBy(by, reason), data);
    if (this.isInSeveralRooms) return this.#send({ type: "parted", room, ...data });
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
    // what it said before has its answer while its client still knows of that room
    await this.settled();
    // who has left meanwhile must not come back
    if (this.#peer.ended) return;
    try {
      if (from === DEFAULT_ROOM) return this.#removed(phrases.inNoRoom);
      await this.enter(hub.move(this, DEFAULT_ROOM, { count: history }));
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
    this.isInSeveralRooms = frame.rooms === true;
    this.isResumed = resume !== undefined;
    this.where = `chat@${this.#services.cloaks.of(this.address, nick)}`;
    const enter = () =>
      this.enter(this.#services.hub.enter(this, nick, room, this.historyRequest(frame), resume));
    const prepared = resume === undefined ? undefined : this.#services.readMarks.prepare(resume);
    return prepared === undefined ? enter() : prepared.then(enter);
  }

  /** Does what a frame asks for. Returns a promise only when something must be waited for. */
  #take(frame: ClientFrame): void | Promise<void> {
    const { hub, phrases } = this.#services;
    switch (frame.type) {
      case "say": {
        const room = this.#roomToSpeakIn(frame.room);
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
        return this.settled().then(() => {
          // a client that has left meanwhile must not come back by another nickname or room
          if (!this.#peer.ended) return answer(this, frame, this.#services);
        });
    }
  }

  #roomToSpeakIn(name: string | undefined): Room {
    if (this.isInSeveralRooms) return this.roomNamed(name);
    const room = this.#room!;
    // a message must not land where a removal has put its author
    if (name === undefined || name === room.name || this.#services.hub.room(name) === room) {
      return room;
    }
    throw new Refused("not_in_room", this.#services.phrases.notInRoom);
  }

  roomNamed(name: string | undefined): Room {
    const room = this.isInSeveralRooms ? this.#roomOf(name) : this.#room;
    if (room?.isListening(this)) return room;
    const { hub, phrases } = this.#services;
    if (hub.roomsOf(this).length > 0) throw new Refused("not_in_room", phrases.notInRoom);
    throw new Refused("not_in_room", phrases.inNoRoom, { cause: "no_room" });
  }

  #roomOf(name: string | undefined): Room | undefined {
    if (name !== undefined) return this.#rooms.get(name) ?? this.#services.hub.room(name);
    const rooms = this.#services.hub.roomsOf(this);
    return rooms.length === 1 ? rooms[0] : undefined;
  }

  async enter(entering: Promise<Entered | undefined>): Promise<void> {
    const entered = await entering;
    if (entered === undefined) return;
    const { room, slot } = entered;
    if (this.isInSeveralRooms && this.#isIn) {
      slot.fill(enteredLines(this, entered, this.#services));
    } else {
      this.#peer.greeted(this.nick, room.name);
      slot.fill(welcomeLines(this, entered, this.#services));
    }
    this.#isIn = true;
    this.#room = room;
    if (this.isInSeveralRooms) this.#rooms.set(room.name, room);
  }

  later(frame: Question, answering: Promise<void>): void {
    answering.catch((cause) => {
      if (this.#peer.ended) return;
      if (cause instanceof Refused) return this.#refuse(frame, cause);
      const { log, phrases } = this.#services;
      log("warn", "not answered", { type: frame.type, cause });
      this.#refuse(frame, new Refused("search_failed", phrases.searchFailed));
    });
  }

  historyRequest(frame: Frame<"hello" | "join">): HistoryRequest {
    const { since, since_ts: sinceTs, log } = frame;
    const count = Math.min(frame.history ?? this.#services.history, MAX_HISTORY_MESSAGES);
    return since === undefined ? { count } : { count, since, sinceTs, log };
  }

  quit(): void {
    this.#peer.end("");
  }

  async #sayAgain(said: NonNullable<ReturnType<Room["say"]>>, room: Room): Promise<void> {
    const [stored] = await Promise.all([said, room.settled()]);
    if (stored === undefined) {
      throw new Refused("not_saved", this.#services.phrases.unreadable, { cause: "unreadable" });
    }
    this.repeated(stored, room.name);
  }

  #send(frame: Parameters<typeof encodeFrame>[0]): void {
    this.outlet.send(encodeFrame(frame));
  }

  #refuse(frame: ClientFrame | undefined, cause: unknown): void | Promise<void> {
    if (cause instanceof FrameError) return this.#bad(cause);
    if (!(cause instanceof Refused)) throw cause;
    const { code, message, data } = cause;
    // a client that tries again on a new connection need not know why
    const isOver = this.#room === undefined && code === "unavailable";
    if (this.#password.isExhausted || isOver) return this.#peer.cut(code, message, data);
    const cid = frame !== undefined && "cid" in frame ? { cid: frame.cid } : {};
    const room = this.#isIn && this.isInSeveralRooms ? roomIn(frame) : {};
    this.#send({ type: "error", code, message, ...room, ...data, ...cid });
    if (!this.#isIn && ++this.#tries >= MAX_HELLO_TRIES) {
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

/** The room that a frame names, in the form in which it is kept, where it has one. */
function roomIn(frame: ClientFrame | undefined): { readonly room?: string } {
  if (frame === undefined || !("room" in frame) || frame.room === undefined) return {};
  const name = checkRoom(frame.room);
  // an invalid name may be as long as a line, and the answer must not be
  return { room: name.ok ? name.value : frame.room.slice(0, MAX_ROOM_CHARS).toWellFormed() };
}
