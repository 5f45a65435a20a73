/** The native dialect on one connection: frames in, events out. Knows no socket; time is given. */

import { decodeServerFrame, FrameError } from "../../protocol/decode.ts";
import { encodeFrame, type ServerFrame } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES, PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { Lines } from "../../protocol/lines.ts";
import { Courier } from "./courier.ts";
import type { Loss, PresenceFrame } from "./events.ts";
import { Heartbeat } from "./heartbeat.ts";
import type { KnownDms } from "./known_dms.ts";
import {
  MAX_DOUBT_CATCH_UP,
  MAX_ROSTER_NICKS,
  PASSWORD_TIMEOUT_MS,
  WELCOME_TIMEOUT_MS,
} from "../limits.ts";
import { isFatal, precedesCut, refusesHello } from "./refusals.ts";
import type { Session } from "./session.ts";
import { Stay } from "./stay.ts";
import type { Port, Talk } from "./talk.ts";

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** See the module. */
export class NativeTalk implements Talk {
  readonly #port: Port;
  readonly #lines = new Lines(MAX_LINE_BYTES);
  readonly #heart: Heartbeat;
  readonly #courier: Courier;
  readonly #dms: KnownDms;
  #stage: "greeted" | "hello" | "replay" | "live" = "greeted";
  #stay: Stay | undefined;
  /** What was seen of the room when it was asked for. */
  #since: number | undefined;
  /** Whether the last `hello` had a password. */
  #guessed = false;
  #pings = 0;
  #who: string[] = [];
  #loss: Loss | undefined;
  #cancel = () => {};

  constructor(port: Port, dms: KnownDms) {
    this.#port = port;
    this.#dms = dms;
    this.#courier = new Courier(port);
    this.#heart = new Heartbeat({
      clock: port.clock,
      ping: () => this.#send({ type: "ping", n: ++this.#pings }),
      dead: () => port.close({ code: "silent" }),
    });
  }

  get live(): boolean {
    return this.#stage === "live";
  }

  nickname(): void {
    const { session, clock, close, isPrivate } = this.#port;
    if (this.#stage !== "greeted" || session.nick === undefined) return;
    const password = session.passwordWanted && isPrivate ? session.password : undefined;
    this.#guessed = password !== undefined;
    this.#stage = "hello";
    session.settle();
    this.#since = session.seen(session.room);
    this.#send({
      type: "hello",
      v: PROTOCOL_VERSION,
      nick: session.nick,
      ...this.#place(session.room),
      ...secretOf(session),
      ...(password === undefined ? {} : { password }),
    });
    const patienceMs = this.#guessed ? PASSWORD_TIMEOUT_MS : WELCOME_TIMEOUT_MS;
    this.#cancel = clock.after(patienceMs, () => close({ code: "silent" }));
  }

  receive(bytes: Uint8Array): void {
    this.#heart.heard();
    for (const line of this.#lines.push(bytes)) {
      if ("bytes" in line) this.#line(line.bytes);
    }
    this.pump();
  }

  pump(): void {
    if (this.live && this.#stay?.done) this.#courier.pump((room) => this.#place(room));
  }

  who(): boolean {
    if (this.live) this.#send({ type: "who" });
    return this.live;
  }

  history(limit: number): boolean {
    if (this.live) this.#stay?.askOlder(limit);
    return this.live;
  }

  leave(): void {
    this.#send({ type: "bye" });
  }

  closed(): Loss | undefined {
    this.#cancel();
    this.#heart.stop();
    this.#courier.stop();
    const { session } = this.#port;
    // the server may have let in whom it could not tell so any more
    if (this.#stage === "hello") session.resume ??= session.secret;
    session.outbox.cut();
    return this.#loss;
  }

  #send(frame: Parameters<typeof encodeFrame>[0]): void {
    this.#port.write(encodeFrame(frame));
  }

  /** The room, and how much of its past is wanted. */
  #place(room: string): { room: string; since?: number; history?: number } {
    const { session } = this.#port;
    const since = session.seen(room);
    if (since !== undefined) return { room, since };
    return session.history === undefined ? { room } : { room, history: session.history };
  }

  #line(bytes: Uint8Array): void {
    let frame: ServerFrame | undefined;
    try {
      frame = decodeServerFrame(bytes);
    } catch (error) {
      // one line that makes no sense is no reason to lose the rest
      if (!(error instanceof FrameError)) throw error;
    }
    if (frame !== undefined) this.#take(frame);
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case "msg":
        return this.#stay?.take(frame);
      case "welcome":
        return this.#welcome(frame);
      case "live":
        return this.#live();
      case "history":
        return this.#stay?.closePage();
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
      case "ping":
        return this.#send({ type: "pong", n: frame.n });
      case "pong":
        return;
      case "shutdown":
        this.#loss = { code: "shutdown", detail: frame.message };
        return this.#port.emit({ type: "shutdown", message: frame.message });
    }
  }

  #welcome(frame: Frame<"welcome">): void {
    const { session, emit, maxCatchUp } = this.#port;
    const { nick, room, members, count, last, limits } = frame;
    this.#cancel();
    this.#heart.start();
    if (this.live) this.#answered();
    else this.#courier.limits(limits);
    const asked = this.live ? session.seen(room) : this.#since;
    const since = asked !== undefined && asked <= last ? asked : undefined;
    // the log is another one than it was: nothing old came, since it was asked for what is newer
    const reset = asked !== since;
    if (reset) session.forget(room);
    const wanted = session.history ?? (reset ? limits.history : undefined);
    session.nick = nick;
    session.resume = frame.resume;
    session.room = room;
    this.#stage = "replay";
    // what may have been stored unseen is among what was missed first: nothing may be left out
    const most = session.outbox.inDoubt
      ? Infinity
      : session.inDoubt
      ? Math.max(maxCatchUp, MAX_DOUBT_CATCH_UP)
      : maxCatchUp;
    this.#stay = new Stay(
      this.#port,
      { last, since, wanted, most },
      (page) => this.#send({ type: "history", ...page }),
    );
    const back = since !== undefined;
    if (reset) emit({ type: "reset", room });
    emit({ type: "entered", nick, room, members, count, back, plain: false, limits, frame });
  }

  #live(): void {
    if (this.#stage !== "replay") return;
    this.#stage = "live";
    this.#stay?.live();
  }

  #presence(frame: PresenceFrame): void {
    const { session, emit } = this.#port;
    const own = frame.nick === session.nick;
    if (own && frame.type === "renamed") {
      session.nick = frame.to;
      this.#answered();
    }
    emit({ type: "presence", frame, own });
  }

  /** The change of nickname or room that was on its way has been made. */
  #answered(): void {
    const { session, emit } = this.#port;
    const item = session.outbox.barrier();
    if (item === undefined) return;
    session.outbox.take(item.cid);
    emit({ type: "acknowledged", item });
  }

  #direct(frame: Frame<"dm">): void {
    const { session, emit } = this.#port;
    const item = session.outbox.take(frame.cid, frame.nick);
    if (item !== undefined) emit({ type: "acknowledged", item });
    if (!this.#dms.isNew(frame)) return;
    emit({ type: "dm", frame, own: item !== undefined || frame.nick === session.nick });
  }

  #whoIs({ room, count, nicks, more }: Frame<"who">): void {
    if (this.#who.length < Math.min(count, MAX_ROSTER_NICKS)) this.#who.push(...nicks);
    if (more) return;
    this.#port.emit({ type: "who", room, count, nicks: this.#who });
    this.#who = [];
  }

  #error(frame: Frame<"error">): void {
    const { code, message, cid, retry_ms: retryMs } = frame;
    if (this.live && this.#courier.refused(code, message, cid)) return;
    if (isFatal(code)) return this.#port.close({ code, detail: message }, true);
    if (precedesCut(code)) {
      this.#loss = { code, detail: message };
      return;
    }
    if (this.#stage === "hello") return this.#refusedHello(frame);
    if (code === "slow_down") this.#courier.hold(retryMs);
    const retry = retryMs === undefined ? {} : { retryMs };
    this.#port.emit({ type: "error", code, message, ...retry });
  }

  #refusedHello({ code, message }: Frame<"error">): void {
    const { session, emit, close } = this.#port;
    this.#cancel();
    if (code === "password") return this.#wantPassword(message);
    if (code !== "nick_taken" && code !== "bad_nick") {
      return close({ code, detail: message }, refusesHello(code));
    }
    const nick = session.nick ?? "";
    session.nick = undefined;
    this.#stage = "greeted";
    emit({ type: "nick_wanted", refused: { nick, code, message } });
  }

  #wantPassword(message: string): void {
    const { session, emit, close, isPrivate } = this.#port;
    if (!isPrivate) return close({ code: "password_exposed" }, true);
    session.passwordWanted = true;
    this.#stage = "greeted";
    if (!this.#guessed && session.password !== undefined) return this.nickname();
    session.password = undefined;
    emit({ type: "password_wanted", ...(this.#guessed ? { refused: message } : {}) });
  }
}

/** Which session is meant: the one that there was, or a new one. */
function secretOf({ resume, secret }: Session): { resume?: string; secret?: string } {
  if (resume !== undefined) return { resume };
  return secret === undefined ? {} : { secret };
}
