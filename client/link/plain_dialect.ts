/**
 * The old server's dialect on one connection: text in, events out. It knows no socket.
 *
 * The old server asks for the nickname without a line feed. It refuses one with a line of text and
 * closes. It numbers nothing, acknowledges nothing and does not send one's own messages back.
 */

import { type MsgFrame, PLAIN_SHUTDOWN } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import { Lines } from "../../protocol/lines.ts";
import { PLAIN_JOIN_MS } from "../limits.ts";
import type { Dialect, DialectContext } from "./dialect.ts";
import type { DisconnectReason } from "./events.ts";
import type { OutboxItem } from "./outbox.ts";
import { PlainHistory } from "./plain_history.ts";
import { type PlainLine, readPlainLine } from "./plain_lines.ts";
import { PlainSender } from "./plain_sender.ts";

const LF = 0x0a;

/** Speaks the old server's dialect. */
export class PlainDialect implements Dialect {
  readonly #context: DialectContext;
  readonly #sender: PlainSender;
  readonly #history: PlainHistory;
  readonly #lines = new Lines(MAX_LINE_BYTES);
  readonly #decoder = new TextDecoder();
  #stage: "greeted" | "joining" | "live" = "greeted";
  /** What the server said before it let the user in. If it does not, this is the reason. */
  #answer: string | undefined;
  /** The message whose further lines may still come. */
  #last: MsgFrame | undefined;
  /** Whether the history has been read. */
  #caughtUp = false;
  #heard = false;
  #shutdown = false;
  #cancel = () => {};

  constructor(context: DialectContext) {
    this.#context = context;
    this.#history = new PlainHistory(context.session);
    this.#sender = new PlainSender(context, (item) => this.#written(item));
  }

  get live(): boolean {
    return this.#stage === "live";
  }

  signIn(): void {
    const { session, clock } = this.#context;
    if (this.#stage !== "greeted" || session.nick === undefined) return;
    this.#stage = "joining";
    this.#sender.nickname(session.nick);
    this.#cancel = clock.after(PLAIN_JOIN_MS, () => {
      this.#enter();
      this.#catchUp();
    });
  }

  receive(bytes: Uint8Array): void {
    if (!this.#heard && bytes[0] === LF) return this.#nativeAfterAll();
    this.#heard = true;
    for (const line of this.#lines.push(bytes)) {
      if ("bytes" in line) this.#line(this.#decoder.decode(line.bytes));
    }
    const pending = this.#decoder.decode(this.#lines.pending);
    const isStopping = pending === PLAIN_SHUTDOWN;
    // further lines of the message may come: within the history, and where half a line is there
    if (isStopping || (pending === "" && !this.#history.isOpen)) this.#endMessage();
    if (isStopping) this.#stop();
  }

  flush(): void {
    if (this.#caughtUp) this.#sender.flush();
  }

  request(): boolean {
    return false;
  }

  history(): boolean {
    return false;
  }

  leave(): void {
    this.#sender.leave();
  }

  closed(clean: boolean): DisconnectReason | undefined {
    this.#cancel();
    this.#endMessage();
    const { session, emit } = this.#context;
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

  /** The greeting's line feed came late: the server is native. The next connection is, too. */
  #nativeAfterAll(): void {
    this.#context.session.dialect = "native";
    this.#context.close({ code: "closed" });
  }

  #stop(): void {
    if (this.#shutdown) return;
    this.#shutdown = true;
    this.#context.emit({ type: "shutdown", message: "" });
  }

  #line(text: string): void {
    const line = readPlainLine(text);
    if (line.kind === "continued" && this.#last !== undefined) {
      this.#last = { ...this.#last, text: `${this.#last.text}\n${line.text}` };
      return;
    }
    this.#endMessage();
    if (this.#stage !== "live" && line.kind === "prose") {
      this.#answer = text;
      return;
    }
    this.#enter();
    this.#take(line);
  }

  #take(line: PlainLine): void {
    const { emit, clock } = this.#context;
    const ts = new Date(clock.date()).toISOString();
    switch (line.kind) {
      case "message":
        this.#last = this.#message(line.nick, line.text, line.time);
        return;
      case "joined":
      case "left":
        return emit({
          type: "presence",
          room: this.#context.session.room,
          frame: { type: line.kind, ts, nick: line.nick },
          own: false,
        });
      case "history_begins":
        if (!this.#caughtUp) this.#history.begin();
        return;
      case "history_ends":
      case "no_history":
        return this.#catchUp();
      case "continued":
      case "prose":
        // within the history it tells who came and went long ago
        if (!this.#history.isOpen) emit({ type: "prose", text: line.text });
    }
  }

  /** A message. One with a time is of the history; the time is in the server's own time zone. */
  #message(nick: string, text: string, time?: string): MsgFrame {
    const parsed = time === undefined ? NaN : Date.parse(time.replace(" ", "T"));
    const at = Number.isNaN(parsed) ? this.#context.clock.date() : parsed;
    const old = time === undefined ? {} : { old: true } as const;
    return { id: 0, ts: new Date(at).toISOString(), type: "msg", nick, text, cid: "", ...old };
  }

  /** Hands on the message whose lines were being collected. */
  #endMessage(): void {
    const message = this.#last;
    this.#last = undefined;
    if (message !== undefined && !this.#history.add(message)) this.#deliver(message, false);
  }

  #deliver(message: MsgFrame, own: boolean): void {
    this.#history.remember([message]);
    this.#context.emit({ type: "message", room: this.#context.session.room, message, own });
  }

  /** Shows the user's own message: the server does not send it back. */
  #written({ command }: OutboxItem): void {
    const { session } = this.#context;
    if (command.kind !== "say") return;
    this.#deliver(this.#message(session.nick ?? "", command.text), true);
  }

  #enter(): void {
    if (this.#stage !== "joining") return;
    this.#stage = "live";
    const { session, emit } = this.#context;
    const { nick = "", room } = session;
    const back = session.plainRecent !== undefined;
    emit({ type: "entered", nick, room, members: [], count: 0, back, plain: true });
    if (this.#answer !== undefined) emit({ type: "prose", text: this.#answer });
  }

  #catchUp(): void {
    if (this.#caughtUp) return;
    this.#caughtUp = true;
    this.#cancel();
    this.#endMessage();
    const { session, session: { room }, emit } = this.#context;
    const { messages, back, missed, uncertain } = this.#history.end();
    for (const message of messages) this.#deliver(message, message.nick === session.nick);
    const doubt = uncertain ? { uncertain } : {};
    emit({ type: "caught_up", room, back, missed, skipped: 0, ...doubt });
    this.flush();
  }
}
