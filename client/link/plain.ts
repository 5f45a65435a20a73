/**
 * The old server's dialect on one connection: prose in, events out. Knows no socket.
 *
 * It asks for the nickname without a line feed, refuses one with a line of prose and a close, numbers
 * nothing, acknowledges nothing and does not send one's own messages back.
 */

import { type MsgFrame, PLAIN_SHUTDOWN } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { Lines } from "../../protocol/lines.ts";
import type { Loss } from "./events.ts";
import { MAX_PLAIN_KNOWN, PLAIN_JOIN_MS } from "../limits.ts";
import type { Item } from "./outbox.ts";
import { knownBeginning, type PlainLine, readPlainLine } from "./plain_lines.ts";
import { PlainSender } from "./plain_sender.ts";
import type { Port, Talk } from "./talk.ts";

const LF = 0x0a;

/** See the module. */
export class PlainTalk implements Talk {
  readonly #port: Port;
  readonly #sender: PlainSender;
  readonly #lines = new Lines(MAX_LINE_BYTES);
  readonly #decoder = new TextDecoder();
  #stage: "greeted" | "joining" | "live" = "greeted";
  /** What was said before one was let in: the reason, if one is not. */
  #answer: string | undefined;
  #history: MsgFrame[] | undefined;
  #last: MsgFrame | undefined;
  /** The history has been read. */
  #ready = false;
  #heard = false;
  #shutdown = false;
  #cancel = () => {};

  constructor(port: Port) {
    this.#port = port;
    this.#sender = new PlainSender(port, (item) => this.#written(item));
  }

  get live(): boolean {
    return this.#stage === "live";
  }

  nickname(): void {
    const { session, clock } = this.#port;
    if (this.#stage !== "greeted" || session.nick === undefined) return;
    this.#stage = "joining";
    this.#sender.nickname(session.nick);
    this.#cancel = clock.after(PLAIN_JOIN_MS, () => {
      this.#enter();
      this.#caughtUp();
    });
  }

  receive(bytes: Uint8Array): void {
    if (!this.#heard && bytes[0] === LF) return this.#nativeAfterAll();
    this.#heard = true;
    for (const line of this.#lines.push(bytes)) {
      if ("bytes" in line) this.#line(this.#decoder.decode(line.bytes));
    }
    this.#flush();
    if (this.#decoder.decode(this.#lines.pending) === PLAIN_SHUTDOWN) this.#stop();
  }

  pump(): void {
    if (this.#ready) this.#sender.pump();
  }

  who(): boolean {
    return false;
  }

  history(): boolean {
    return false;
  }

  leave(): void {
    this.#sender.leave();
  }

  closed(clean: boolean): Loss | undefined {
    this.#cancel();
    const { session, emit } = this.#port;
    if (clean && this.#stage === "joining" && this.#answer !== undefined) {
      const refused = {
        nick: session.nick ?? "",
        code: "nick_taken",
        message: this.#answer,
      } as const;
      session.nick = undefined;
      emit({ type: "nick_wanted", refused });
    }
    this.#sender.closed(clean);
    return this.#shutdown ? { code: "shutdown" } : undefined;
  }

  /** The line feed came late: it is a native server, and is spoken to as such the next time. */
  #nativeAfterAll(): void {
    this.#port.session.dialect = "native";
    this.#port.close({ code: "closed" });
  }

  #stop(): void {
    if (this.#shutdown) return;
    this.#shutdown = true;
    this.#port.emit({ type: "shutdown", message: "" });
  }

  #line(text: string): void {
    const line = readPlainLine(text);
    if (line.kind === "continued" && this.#last !== undefined) {
      this.#last = { ...this.#last, text: `${this.#last.text}\n${line.text}` };
      return;
    }
    this.#flush();
    if (this.#stage !== "live" && line.kind === "prose") {
      this.#answer = text;
      return;
    }
    this.#enter();
    this.#take(line);
  }

  #take(line: PlainLine): void {
    const { emit, clock } = this.#port;
    const ts = new Date(clock.date()).toISOString();
    switch (line.kind) {
      case "message":
        this.#last = this.#message(line.nick, line.text, line.time);
        return;
      case "joined":
      case "left":
        return emit({
          type: "presence",
          frame: { type: line.kind, ts, nick: line.nick },
          own: false,
        });
      case "history_begins":
        if (!this.#ready) this.#history = [];
        return;
      case "history_ends":
      case "no_history":
        return this.#caughtUp();
      case "continued":
      case "prose":
        // in the history these are comings and goings of the past
        if (this.#history === undefined) emit({ type: "prose", text: line.text });
    }
  }

  /** A message; one with a time is of the history, which it gives in its own time zone. */
  #message(nick: string, text: string, time?: string): MsgFrame {
    const parsed = time === undefined ? NaN : Date.parse(time.replace(" ", "T"));
    const at = Number.isNaN(parsed) ? this.#port.clock.date() : parsed;
    const old = time === undefined ? {} : { old: true } as const;
    return { id: 0, ts: new Date(at).toISOString(), type: "msg", nick, text, cid: "", ...old };
  }

  /** Hands on the message whose lines were being collected. */
  #flush(): void {
    const message = this.#last;
    this.#last = undefined;
    if (message === undefined) return;
    if (message.old === true && this.#history !== undefined) this.#history.push(message);
    else this.#deliver(message, false);
  }

  #deliver(message: MsgFrame, own: boolean): void {
    this.#know([message]);
    this.#port.emit({ type: "message", message, own });
  }

  #know(messages: readonly MsgFrame[]): void {
    const { session } = this.#port;
    const all = [...session.plainKnown ?? [], ...messages.map(keyOf)];
    session.plainKnown = all.slice(-MAX_PLAIN_KNOWN);
  }

  #written({ wish }: Item): void {
    const { session } = this.#port;
    if (wish.kind !== "say") return;
    this.#deliver(this.#message(session.nick ?? "", wish.text), true);
  }

  #enter(): void {
    if (this.#stage !== "joining") return;
    this.#stage = "live";
    const { session, emit } = this.#port;
    const { nick = "", room } = session;
    const back = session.plainKnown !== undefined;
    emit({ type: "entered", nick, room, members: [], count: 0, back, plain: true });
    if (this.#answer !== undefined) emit({ type: "prose", text: this.#answer });
  }

  #caughtUp(): void {
    if (this.#ready) return;
    this.#ready = true;
    this.#cancel();
    const { session, emit } = this.#port;
    const history = this.#history ?? [];
    this.#history = undefined;
    const back = session.plainKnown !== undefined;
    const known = knownBeginning(session.plainKnown ?? [], history.map(keyOf));
    const unwanted = Math.max(0, history.length - (session.history ?? history.length));
    const fresh = history.slice(back ? known : unwanted);
    if (!back) this.#know(history.slice(0, unwanted));
    for (const message of fresh) this.#deliver(message, message.nick === session.nick);
    const missed = back ? fresh.filter(({ nick }) => nick !== session.nick).length : 0;
    // all of the history is new: there may have been more
    const uncertain = back && known === 0 && missed > 0 ? { uncertain: true } as const : {};
    emit({ type: "caught_up", back, missed, skipped: 0, ...uncertain });
    this.pump();
  }
}

function keyOf({ nick, text }: MsgFrame): string {
  return `${nick}: ${text}`;
}
