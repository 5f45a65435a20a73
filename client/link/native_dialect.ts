/** The native dialect on one connection: frames in, events out. It knows no socket. */

import { FrameError } from "../../protocol/decode_fields.ts";
import { decodeServerFrame } from "../../protocol/decode_server.ts";
import { encodeFrame, type RoomInfo, type ServerFrame } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { Lines } from "../../protocol/lines.ts";
import { checkRoom } from "../../protocol/names.ts";
import { MAX_KNOWN_ROOMS, MAX_ROSTER_NICKS, MAX_TAKEN_ROOMS } from "../limits.ts";
import type { Dialect, DialectContext, Request, WantedHistory } from "./dialect.ts";
import { dataOf, isFatal, precedesCut, refusesRoom } from "./error_codes.ts";
import type { DisconnectReason, PresenceFrame } from "./events.ts";
import { Heartbeat } from "./heartbeat.ts";
import { NativeRooms } from "./native_rooms.ts";
import { NativeSender } from "./native_sender.ts";
import type { OutboxItem } from "./outbox.ts";
import { SignIn } from "./sign_in.ts";

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** Speaks the native dialect with a server that has greeted. */
export class NativeDialect implements Dialect {
  readonly #context: DialectContext;
  readonly #lines = new Lines(MAX_LINE_BYTES);
  readonly #heartbeat: Heartbeat;
  readonly #signIn: SignIn;
  readonly #sender: NativeSender;
  #stage: "sign in" | "replay" | "live" = "sign in";
  readonly #rooms: NativeRooms;
  /** The room that was entered first on this connection. */
  #home: string | undefined;
  #pings = 0;
  /** What has come of an answer to `who`. */
  #who: { nicks: string[]; away: string[] } = { nicks: [], away: [] };
  /** What has come of an answer to `rooms`. */
  #list: RoomInfo[] = [];
  /** Rooms that the user leaves, until the server has said that they are gone. */
  readonly #leaving = new Set<string>();
  /** Why the server will end the connection, as it says. */
  #reason: DisconnectReason | undefined;

  constructor(context: DialectContext) {
    this.#context = context;
    this.#signIn = new SignIn(context);
    this.#sender = new NativeSender(context);
    this.#rooms = new NativeRooms(context, (frame) => this.#send(frame));
    this.#heartbeat = new Heartbeat({
      clock: context.clock,
      ping: () => this.#send({ type: "ping", n: ++this.#pings }),
      dead: () => context.close({ code: "silent" }),
    });
  }

  get live(): boolean {
    return this.#stage === "live";
  }

  signIn(): void {
    this.#signIn.start();
  }

  receive(bytes: Uint8Array): void {
    this.#heartbeat.heard();
    for (const line of this.#lines.push(bytes)) {
      if ("bytes" in line) this.#line(line.bytes);
    }
    this.flush();
  }

  flush(): void {
    if (this.live) this.#sender.flush((item) => this.#mayGo(item));
  }

  request(frame: Request): boolean {
    const { session } = this.#context;
    if (!this.live || !session.hasRooms && frame.type !== "who") return false;
    if (frame.type === "part") this.#leaving.add(frame.room ?? session.room);
    this.#send(session.hasRooms ? frame : { type: "who" });
    return true;
  }

  history(wanted: WantedHistory): boolean {
    return this.live && this.#rooms.askOlder(wanted);
  }

  leave(): void {
    this.#send({ type: "bye" });
  }

  closed(): DisconnectReason | undefined {
    this.#signIn.closed();
    this.#heartbeat.stop();
    this.#sender.stop();
    this.#context.session.outbox.disconnected();
    // nobody enters them again
    this.#leaving.forEach((room) => this.#context.emit({ type: "parted", room }));
    return this.#reason;
  }

  #send(frame: Parameters<typeof encodeFrame>[0]): void {
    this.#context.write(encodeFrame(frame));
  }

  #line(bytes: Uint8Array): void {
    let frame: ServerFrame | undefined;
    try {
      frame = decodeServerFrame(bytes);
    } catch (error) {
      // one bad line is no reason to lose the rest
      if (!(error instanceof FrameError)) throw error;
    }
    if (frame !== undefined) this.#take(frame);
  }

  #take(frame: ServerFrame): void {
    const { session, emit } = this.#context;
    switch (frame.type) {
      case "msg":
        return this.#rooms.take(frame.room ?? session.room, frame);
      case "welcome":
        return this.#welcome(frame);
      case "entered":
        return this.#entered(frame);
      case "parted":
        return this.#parted(frame);
      case "live":
        return this.#live(frame.room ?? session.room);
      case "history":
        return this.#rooms.closePage(frame.room ?? session.room);
      case "error":
        return this.#error(frame);
      case "joined":
      case "left":
      case "renamed":
      case "topic":
        return this.#presence(frame);
      case "dm":
        return this.#direct(frame);
      case "who":
        return this.#whoIs(frame);
      case "found":
        return emit({ ...frame, room: frame.room ?? session.room });
      case "rooms":
        return this.#roomList(frame);
      case "away":
        return emit(frame);
      case "ping":
        return this.#send({ type: "pong", n: frame.n });
      case "pong":
        return;
      case "waiting":
        return emit({ type: "stalled", ms: frame.ms });
      case "shutdown":
        this.#learn(frame);
        this.#reason = { code: "shutdown", detail: frame.message };
        return emit({ type: "shutdown", message: frame.message });
    }
  }

  #welcome(frame: Frame<"welcome">): void {
    const { session } = this.#context;
    // only who is in one room at a time is welcomed again
    if (this.#stage !== "sign in" && session.hasRooms) return;
    const { nick, room, limits } = frame;
    const askedAtSignIn = this.#signIn.welcomed();
    const asked = this.live ? session.newestId(room) : askedAtSignIn;
    this.#heartbeat.start(limits.silence_ms);
    if (this.live) this.#sender.acknowledgeBarrier();
    else this.#sender.limits(limits);
    session.nick = nick;
    session.resume = frame.resume;
    session.room = room;
    session.hasRooms = session.wantsRooms && frame.rooms === true;
    this.#home = room;
    this.#stage = "replay";
    this.#rooms.enter(frame, asked, nick);
    this.#learn(frame);
    if (!session.hasRooms) return;
    this.#rooms.rejoin(room);
    if (session.away !== undefined) this.#send({ type: "away", text: session.away });
  }

  /** Learns of other servers, where nobody on the way can make them up. */
  #learn({ nodes = [] }: Pick<Frame<"welcome">, "nodes">): void {
    const { emit, isPrivate } = this.#context;
    if (isPrivate && nodes.length > 0) emit({ type: "nodes", nodes });
  }

  #entered(frame: Frame<"entered">): void {
    const { session } = this.#context;
    const { room } = frame;
    const wanted = this.#sender.barrier;
    if (wanted?.kind === "room" && isSameRoom(wanted.room, room)) this.#sender.acknowledgeBarrier();
    if (session.rooms.size >= MAX_KNOWN_ROOMS && !session.rooms.has(room)) return;
    this.#rooms.enter(frame, session.newestId(room), session.nick ?? "");
  }

  #parted(frame: Frame<"parted">): void {
    this.#leaving.delete(frame.room);
    this.#rooms.leave(frame.room);
    this.#context.emit(frame);
  }

  /** Whether an item may go: what the server may have stored already must have been delivered. */
  #mayGo({ command }: OutboxItem): boolean {
    const { session } = this.#context;
    if (command.kind !== "say") return this.#rooms.isComplete;
    return this.#rooms.isCompleteIn(command.room ?? session.room);
  }

  #live(room: string): void {
    if (room === this.#home && this.#stage === "replay") this.#stage = "live";
    this.#rooms.live(room);
  }

  #presence(frame: PresenceFrame): void {
    const { session, emit } = this.#context;
    let own = frame.nick === session.nick;
    if (frame.type === "renamed") {
      if (own) {
        session.nick = frame.to;
        this.#sender.acknowledgeBarrier();
      }
      // it comes once for each room
      own ||= frame.to === session.nick;
    }
    const room = frame.room ?? session.room;
    // what happens elsewhere would fill the memory with rooms in which nobody is
    if (session.rooms.has(room)) emit({ type: "presence", room, frame, own });
  }

  #direct(frame: Frame<"dm">): void {
    const { session, emit } = this.#context;
    const item = session.outbox.remove(frame.cid, frame.nick);
    if (item !== undefined) emit({ type: "acknowledged", item });
    // the answer to what was sent twice is an answer
    if (!session.isNewDm(frame) && item === undefined) return;
    emit({ type: "dm", frame, own: item !== undefined || frame.nick === session.nick });
  }

  #whoIs({ room, count, nicks, away = [], more }: Frame<"who">): void {
    if (this.#who.nicks.length < Math.min(count, MAX_ROSTER_NICKS)) {
      this.#who.nicks.push(...nicks);
      this.#who.away.push(...away);
    }
    if (more) return;
    this.#context.emit({ type: "who", room, count, ...this.#who });
    this.#who = { nicks: [], away: [] };
  }

  #roomList({ rooms, more }: Frame<"rooms">): void {
    if (this.#list.length < MAX_TAKEN_ROOMS) this.#list.push(...rooms);
    if (more) return;
    this.#context.emit({ type: "rooms", rooms: this.#list });
    this.#list = [];
  }

  #error(frame: Frame<"error">): void {
    const { code, message, retry_ms: retryMs } = frame;
    const data = dataOf(frame);
    if (this.live && this.#sender.refused(frame)) return;
    if (this.#refusedRoom(frame)) return;
    if (isFatal(code)) return this.#context.close({ code, detail: message, ...data }, true);
    if (precedesCut(code)) {
      this.#reason = { code, detail: message, ...data };
      return;
    }
    if (this.#signIn.isAsked) return this.#signIn.refused(frame);
    if (code === "slow_down") this.#sender.hold(retryMs);
    const retry = retryMs === undefined ? {} : { retryMs };
    this.#context.emit({ type: "error", code, message, ...data, ...retry });
  }

  /** Takes the refusal of a room in which the user was before the cut; false if it is something else. */
  #refusedRoom(frame: Frame<"error">): boolean {
    const { session, emit, close } = this.#context;
    const { code, message } = frame;
    const room = frame.room ?? (this.#signIn.isAsked ? session.room : undefined);
    if (room === undefined || !refusesRoom(code) || !session.rooms.has(room)) return false;
    const data = dataOf(frame);
    if (this.#signIn.isAsked) {
      const next = [...session.rooms].find((each) => each !== room);
      if (next === undefined) return false;
      session.room = next;
      close({ code, detail: message, ...data });
    }
    this.#rooms.leave(room);
    emit({ type: "parted", room, error: { code, message, ...data } });
    return true;
  }
}

/** Whether `one`, as somebody has typed it, means the room `other`: the server keeps names in one form. */
function isSameRoom(one: string, other: string): boolean {
  const checked = checkRoom(one);
  return (checked.ok ? checked.value : one) === other;
}
