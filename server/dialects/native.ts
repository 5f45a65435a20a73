/** The native dialect: one JSON frame a line, both ways. `docs/PROTOCOL.md` is its text. */

import { decodeClientFrame, FrameError } from "../../protocol/decode.ts";
import {
  type ClientFrame,
  encodeFrame,
  type ErrorCode,
  markOld,
  type MsgFrame,
} from "../../protocol/frames.ts";
import {
  MAX_HISTORY_MESSAGES,
  MAX_LINE_BYTES,
  MAX_NICK_COLUMNS,
  MAX_TEXT_BYTES,
  MAX_TEXT_LINES,
  PROTOCOL_VERSION,
} from "../../protocol/limits.ts";
import { MAX_HELLO_TRIES, MAX_WHO_MEMBERS, RATE_BURST_S } from "../limits.ts";
import type { Draft, Stored } from "../storage/backbone.ts";
import type { Entered } from "../chat/arrival.ts";
import { type DirectMessage, type Encoding, type Member, Refused } from "../chat/member.ts";
import type { Outlet } from "../fanout/outlet.ts";
import type { HistoryRequest, Room } from "../chat/room.ts";
import type { Dialect, Line } from "./dialect.ts";
import { Lock } from "./password_prompt.ts";

/** What a native member sees of a room: the records of the log. */
export const nativeEncoding: Encoding = {
  render: ({ event, line }) => {
    if (event.type !== "joined" || !event.resumed) return line;
    const { resumed: _, ...rest } = event;
    return encodeFrame(rest);
  },
  // one's own message is its acknowledgement; one's own coming is no news
  echoes: ({ event }) => event.type !== "joined",
};

/** The native dialect on one connection. */
export class NativeDialect implements Dialect, Member {
  readonly endsBySilence = false;
  readonly encoding = nativeEncoding;
  readonly #line: Line;
  readonly #lock: Lock;
  readonly #rate: number;
  nick = "";
  resume: string;
  #room: Room | undefined;
  #tries = 0;
  #pings = 0;

  /** @param rate Messages per second a client may send; 0: no bound. */
  constructor(line: Line, rate: number) {
    this.#line = line;
    this.#lock = new Lock(line);
    this.#rate = rate;
    this.resume = line.secret();
  }

  get address(): string {
    return this.#line.address;
  }

  get outlet(): Outlet {
    return this.#line.outlet;
  }

  costs(): boolean {
    // an answer to a ping counts too: it is as much work as a short message
    return this.#room !== undefined;
  }

  line(bytes: Uint8Array): void | Promise<void> {
    let frame: ClientFrame | undefined;
    try {
      frame = decodeClientFrame(bytes);
      const done = this.#room === undefined
        ? this.#takeFirst(frame)
        : this.#take(frame, this.#room);
      return done?.catch((cause) => this.#refuse(frame, cause));
    } catch (cause) {
      if (this.#room === undefined) return this.#refuse(frame, cause);
      // an error, too, is an answer in the order of the commands
      return this.#room.settled().then(() => this.#refuse(frame, cause));
    }
  }

  error(code: ErrorCode, message: string, retryMs?: number): string {
    const retry = retryMs === undefined ? {} : { retry_ms: retryMs };
    return encodeFrame({ type: "error", code, message, ...retry });
  }

  ping(): string {
    return encodeFrame({ type: "ping", n: ++this.#pings });
  }

  farewell(): string {
    return encodeFrame({ type: "shutdown", message: this.#line.hub.options.phrases.shutdown });
  }

  closed(): void {
    this.#room = undefined;
    this.#line.hub.leave(this);
  }

  direct(message: DirectMessage): void {
    // what goes along with it is for clients of other dialects
    const { metadata: _, ...shown } = message;
    this.#send({ type: "dm", ...shown });
  }

  notSaved(draft: Draft): void {
    if (draft.type !== "msg") return;
    const { notSaved } = this.#line.hub.options.phrases;
    this.#send({ type: "error", code: "not_saved", message: notSaved, cid: draft.cid });
  }

  replaced(): void {
    this.#room = undefined;
    this.#line.cut("replaced", this.#line.hub.options.phrases.replaced);
  }

  expelled(_room: string | undefined, by: string, reason: string): void {
    this.#line.cut("kicked", this.#line.hub.options.phrases.kicked(by, reason));
  }

  #takeFirst(frame: ClientFrame): void | Promise<void> {
    const { phrases } = this.#line.hub.options;
    if (frame.type === "bye") return this.#line.end("");
    if (frame.type === "ping") return this.#send({ type: "pong", n: frame.n });
    if (frame.type !== "hello") throw new Refused("bad_frame", phrases.helloFirst);
    if (frame.v !== PROTOCOL_VERSION) {
      throw new Refused("bad_version", phrases.version(frame.v, PROTOCOL_VERSION));
    }
    if (this.#lock.isOpen) return this.#hello(frame);
    return this.#lock.open(frame.password).then(() => this.#hello(frame));
  }

  #hello(frame: Extract<ClientFrame, { type: "hello" }>): Promise<void> {
    const { nick, room = "lobby", secret, resume } = frame;
    if (secret !== undefined) this.resume = secret;
    return this.#enter(this.#line.hub.enter(this, nick, room, this.#historyRequest(frame), resume));
  }

  /** Does what a frame asks for; a promise only where something has to be waited for. */
  #take(frame: ClientFrame, room: Room): void | Promise<void> {
    const { hub } = this.#line;
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
        throw new Refused("bad_frame", hub.options.phrases.helloFirst);
      default:
        // answers come in the order of the commands: first all that was said has to be out
        return room.settled().then(() => this.#answer(frame, room));
    }
  }

  #answer(
    frame: Exclude<ClientFrame, { type: "say" | "hello" | "pong" }>,
    room: Room,
  ): void | Promise<void> {
    const { hub, ended } = this.#line;
    // who has left meanwhile must not come back by another nickname or room
    if (ended) return;
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
        return this.#who(room);
      case "history":
        return this.#history(room, frame.before ?? room.last + 1, frame.limit);
      case "bye":
        return this.#line.end("");
    }
  }

  async #enter(entering: Promise<Entered | undefined>): Promise<void> {
    const entered = await entering;
    if (entered === undefined) return;
    const { room, last, nicks, count, history: old, slot } = entered;
    this.#room = room;
    this.#line.greeted(this.nick, room.name);
    const { history } = this.#line.hub.options;
    const welcome = encodeFrame({
      type: "welcome",
      v: PROTOCOL_VERSION,
      server: "chat",
      nick: this.nick,
      room: room.name,
      resume: this.resume,
      last,
      members: nicks,
      count,
      limits: {
        line_bytes: MAX_LINE_BYTES,
        text_bytes: MAX_TEXT_BYTES,
        text_lines: MAX_TEXT_LINES,
        nick_columns: MAX_NICK_COLUMNS,
        rate: this.#rate,
        burst: this.#rate * RATE_BURST_S,
        history,
      },
    });
    slot.fill(welcome + oldLines(old) + encodeFrame({ type: "live" }));
  }

  #historyRequest(frame: { readonly since?: number; readonly history?: number }): HistoryRequest {
    const count = Math.min(
      frame.history ?? this.#line.hub.options.history,
      MAX_HISTORY_MESSAGES,
    );
    return frame.since === undefined ? { count } : { count, since: frame.since };
  }

  async #sayAgain(said: NonNullable<ReturnType<Room["say"]>>, room: Room): Promise<void> {
    const [stored] = await Promise.all([said, room.settled()]);
    if (stored === undefined) {
      throw new Refused("not_saved", this.#line.hub.options.phrases.unreadable);
    }
    this.outlet.send(stored.line);
  }

  #who(room: Room): void {
    const nicks = Array.from(room.members, (member) => member.nick);
    let lines = "";
    for (let at = 0; at === 0 || at < nicks.length; at += MAX_WHO_MEMBERS) {
      const page = nicks.slice(at, at + MAX_WHO_MEMBERS);
      const more = at + MAX_WHO_MEMBERS < nicks.length;
      lines += encodeFrame({
        type: "who",
        room: room.name,
        count: nicks.length,
        nicks: page,
        ...(more ? { more } : {}),
      });
    }
    this.outlet.send(lines);
  }

  async #history(room: Room, before: number, limit: number): Promise<void> {
    const count = Math.min(limit, MAX_HISTORY_MESSAGES);
    const page = count === 0 ? [] : await room.messages(before - count, before - 1);
    const first = page[0]?.event.id ?? 0;
    const last = page.at(-1)?.event.id ?? 0;
    this.outlet.send(
      oldLines(page) + encodeFrame({ type: "history", first, last, count: page.length }),
    );
  }

  #send(frame: Parameters<typeof encodeFrame>[0]): void {
    this.outlet.send(encodeFrame(frame));
  }

  #refuse(frame: ClientFrame | undefined, cause: unknown): void | Promise<void> {
    if (cause instanceof FrameError) return this.#bad(cause);
    if (!(cause instanceof Refused)) throw cause;
    if (this.#lock.isSpent) return this.#line.cut(cause.code, cause.message);
    const cid = frame !== undefined && "cid" in frame ? { cid: frame.cid } : {};
    this.#send({ type: "error", code: cause.code, message: cause.message, ...cid });
    if (this.#room === undefined && ++this.#tries >= MAX_HELLO_TRIES) {
      this.#line.cut("flood", this.#line.hub.options.phrases.helloTries(MAX_HELLO_TRIES));
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
    return this.#line.bad();
  }
}

function oldLines(messages: readonly Stored<MsgFrame>[]): string {
  return messages.map(({ line }) => markOld(line)).join("");
}
