/** The way into a native server: nickname, password, and the secret of the session. */

import { type ClientFrame, encodeFrame, type ErrorFrame } from "../../protocol/frames.ts";
import { PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { PASSWORD_TIMEOUT_MS, WELCOME_TIMEOUT_MS } from "../limits.ts";
import type { DialectContext } from "./dialect.ts";
import { dataOf, refusesHello } from "./error_codes.ts";

/** Sends `hello` until the server lets the user in. */
export class SignIn {
  readonly #context: DialectContext;
  #stage: "waiting" | "asked" | "done" = "waiting";
  /** Id of the newest message that was delivered when `hello` went out. */
  #since: number | undefined;
  /** Whether the last `hello` had a password. */
  #hadPassword = false;
  #cancel = () => {};

  constructor(context: DialectContext) {
    this.#context = context;
  }

  /** Whether `hello` was sent and the server has not answered. */
  get isAsked(): boolean {
    return this.#stage === "asked";
  }

  /** Sends `hello` if the server waits for it and there is a nickname. */
  start(): void {
    const { session, clock, write, close, isPrivate } = this.#context;
    if (this.#stage !== "waiting" || session.nick === undefined) return;
    const password = session.passwordWanted && isPrivate ? session.password : undefined;
    this.#hadPassword = password !== undefined;
    this.#stage = "asked";
    session.willSignIn();
    this.#since = session.newestId(session.room);
    const hello: ClientFrame = {
      type: "hello",
      v: PROTOCOL_VERSION,
      nick: session.nick,
      ...session.placeOf(session.room),
      ...this.#secret(),
      ...(password === undefined ? {} : { password }),
      ...(session.unannounced ? { unannounced: true } : {}),
      ...(session.wantsRooms ? { rooms: true } : {}),
    };
    write(encodeFrame(hello));
    const timeoutMs = this.#hadPassword ? PASSWORD_TIMEOUT_MS : WELCOME_TIMEOUT_MS;
    this.#cancel = clock.after(timeoutMs, () => close({ code: "silent" }));
  }

  /** The server has let the user in. Returns the `since` that was asked for. */
  welcomed(): number | undefined {
    this.#cancel();
    this.#stage = "done";
    return this.#since;
  }

  /** The server has answered `hello` with an error. */
  refused(frame: ErrorFrame): void {
    const { session, emit, close } = this.#context;
    const { code, message } = frame;
    this.#cancel();
    if (code === "password") return this.#wantPassword(frame);
    if (code !== "nick_taken" && code !== "bad_nick") {
      return close({ code, detail: message, ...dataOf(frame) }, refusesHello(code));
    }
    const nick = session.nick ?? "";
    session.nick = undefined;
    this.#stage = "waiting";
    emit({ type: "nick_wanted", refused: { nick, code, message, ...dataOf(frame) } });
  }

  /** The connection is gone. */
  closed(): void {
    this.#cancel();
    const { session } = this.#context;
    // the server may have let the user in and could not say so any more
    if (this.isAsked) session.resume ??= session.secret;
  }

  #wantPassword(frame: ErrorFrame): void {
    const { session, emit, close, isPrivate } = this.#context;
    if (!isPrivate) return close({ code: "password_exposed" }, true);
    session.passwordWanted = true;
    this.#stage = "waiting";
    if (!this.#hadPassword && session.password !== undefined) return this.start();
    session.password = undefined;
    const refused = this.#hadPassword ? { refused: frame.message, ...dataOf(frame) } : {};
    emit({ type: "password_wanted", ...refused });
  }

  /** The session to go on with, or the secret proposed for a new one. */
  #secret(): { resume?: string; secret?: string } {
    const { resume, secret } = this.#context.session;
    if (resume !== undefined) return { resume };
    return secret === undefined ? {} : { secret };
  }
}
