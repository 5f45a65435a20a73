/** The native dialect on one connection: frames in, events out. It knows no socket. */

import { FrameError } from "../../protocol/decode_fields.ts";
import { decodeServerFrame } from "../../protocol/decode_server.ts";
import { encodeFrame, type ServerFrame } from "../../protocol/frames.ts";
import { MAX_HISTORY_MESSAGES, MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { Lines } from "../../protocol/lines.ts";
import { MAX_DOUBT_CATCH_UP, MAX_ROSTER_NICKS } from "../limits.ts";
import type { Dialect, DialectContext } from "./dialect.ts";
import { type CatchUpBounds, skippedOf } from "./catch_up.ts";
import { dataOf, isFatal, precedesCut } from "./error_codes.ts";
import type { DisconnectReason, PresenceFrame } from "./events.ts";
import { Heartbeat } from "./heartbeat.ts";
import { NativeSender } from "./native_sender.ts";
import { SignIn } from "./sign_in.ts";
import { Timeline } from "./timeline.ts";

type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

/** Speaks the native dialect with a server that has greeted. */
export class NativeDialect implements Dialect {
  readonly #context: DialectContext;
  readonly #lines = new Lines(MAX_LINE_BYTES);
  readonly #heartbeat: Heartbeat;
  readonly #signIn: SignIn;
  readonly #sender: NativeSender;
  #stage: "sign in" | "replay" | "live" = "sign in";
  #timeline: Timeline | undefined;
  #pings = 0;
  /** Nicknames of an answer to `who` that has not come to its end. */
  #who: string[] = [];
  /** Why the server will end the connection, as it says. */
  #reason: DisconnectReason | undefined;

  constructor(context: DialectContext) {
    this.#context = context;
    this.#signIn = new SignIn(context);
    this.#sender = new NativeSender(context);
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
    if (this.live && this.#timeline?.complete) this.#sender.flush();
  }

  who(): boolean {
    if (this.live) this.#send({ type: "who" });
    return this.live;
  }

  history(limit: number): boolean {
    if (this.live) this.#timeline?.askOlder(limit);
    return this.live;
  }

  leave(): void {
    this.#send({ type: "bye" });
  }

  closed(): DisconnectReason | undefined {
    this.#signIn.closed();
    this.#heartbeat.stop();
    this.#sender.stop();
    this.#context.session.outbox.disconnected();
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
    switch (frame.type) {
      case "msg":
        return this.#timeline?.take(frame);
      case "welcome":
        return this.#welcome(frame);
      case "live":
        return this.#live();
      case "history":
        return this.#timeline?.closePage();
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
        this.#reason = { code: "shutdown", detail: frame.message };
        return this.#context.emit({ type: "shutdown", message: frame.message });
    }
  }

  #welcome(frame: Frame<"welcome">): void {
    const { session, emit } = this.#context;
    const { nick, room, members, last, limits } = frame;
    const sinceTs = session.newestTs(room);
    const askedAtSignIn = this.#signIn.welcomed();
    this.#heartbeat.start();
    if (this.live) this.#sender.acknowledgeBarrier();
    else this.#sender.limits(limits);
    const asked = this.live ? session.newestId(room) : askedAtSignIn;
    // where nothing was said before, all that is there now is new, whatever the log is called
    const wasEmpty = asked === 0;
    const isSame = asked !== undefined && (wasEmpty || frame.other_log !== true && asked <= last);
    const since = isSame ? asked : undefined;
    // the room has another log than before
    const reset = asked !== since;
    // in a copy of the log before, what is new is later than what was delivered; and who wants no history
    // wants nothing else of any log
    const isCopy = frame.log !== undefined && frame.log === session.logOf(room);
    const after = reset && (isCopy || session.history === 0) ? session.newestTs(room) : undefined;
    if (reset) session.forget(room);
    session.markLog(room, frame.log);
    const isRecalled = session.takeRecalled(room);
    const bounds = this.#bounds(isRecalled);
    // of another log all is new
    const wanted = after === undefined
      ? session.history ?? (reset ? last - skippedOf(last, bounds) : undefined)
      : MAX_HISTORY_MESSAGES;
    session.nick = nick;
    session.resume = frame.resume;
    session.room = room;
    this.#stage = "replay";
    this.#timeline = new Timeline(
      this.#context,
      { last, since, wanted, after, bounds },
      (page) => this.#send({ type: "history", ...page }),
    );
    const back = since !== undefined;
    const count = reset && after === undefined ? last : last - (since ?? last);
    const missed = count === 0 ? undefined : {
      count,
      skipped: back ? skippedOf(count, bounds) : count - (wanted ?? count),
      isRecalled,
      ...(back && sinceTs !== undefined ? { since: sinceTs } : {}),
    };
    if (reset) emit({ type: "reset", room });
    emit({
      type: "entered",
      ...{ nick, room, members, count: frame.count, back, plain: false, limits, frame },
      ...(missed === undefined ? {} : { missed }),
    });
  }

  /**
   * How many missed messages to load. Own messages that the server may have stored are the oldest of
   * them: while there is a doubt, none may be left out.
   */
  #bounds(isRecalled: boolean): CatchUpBounds {
    const { session, catchUp } = this.#context;
    if (session.outbox.inDoubt) return all(Infinity);
    if (session.inDoubt) return all(Math.max(catchUp.most, MAX_DOUBT_CATCH_UP));
    // the user has said how much there is to be seen at first
    return isRecalled && session.history !== undefined ? all(session.history) : catchUp;
  }

  #live(): void {
    if (this.#stage !== "replay") return;
    this.#stage = "live";
    this.#timeline?.live();
  }

  #presence(frame: PresenceFrame): void {
    const { session, emit } = this.#context;
    const own = frame.nick === session.nick;
    if (own && frame.type === "renamed") {
      session.nick = frame.to;
      this.#sender.acknowledgeBarrier();
    }
    emit({ type: "presence", frame, own });
  }

  #direct(frame: Frame<"dm">): void {
    const { session, emit } = this.#context;
    const item = session.outbox.remove(frame.cid, frame.nick);
    if (item !== undefined) emit({ type: "acknowledged", item });
    if (!session.isNewDm(frame)) return;
    emit({ type: "dm", frame, own: item !== undefined || frame.nick === session.nick });
  }

  #whoIs({ room, count, nicks, more }: Frame<"who">): void {
    if (this.#who.length < Math.min(count, MAX_ROSTER_NICKS)) this.#who.push(...nicks);
    if (more) return;
    this.#context.emit({ type: "who", room, count, nicks: this.#who });
    this.#who = [];
  }

  #error(frame: Frame<"error">): void {
    const { code, message, retry_ms: retryMs } = frame;
    const data = dataOf(frame);
    if (this.live && this.#sender.refused(frame)) return;
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
}

/** The bounds of which `most` is the only one. */
function all(most: number): CatchUpBounds {
  return { most, newest: most };
}
