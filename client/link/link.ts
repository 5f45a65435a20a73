/**
 * The way to one server, kept open for as long as it takes: connects, talks, waits, connects again.
 * Sockets, time and chance are parameters; what happens comes out as events.
 */

import { Backoff } from "./backoff.ts";
import type { Clock } from "../../runtime/clock.ts";
import { Conversation, type Ending } from "./conversation.ts";
import type { LinkEvent } from "./events.ts";
import { KnownDms } from "./known_dms.ts";
import { CONNECT_TIMEOUT_MS, LEAVE_PATIENCE_MS } from "../limits.ts";
import type { Item, Wish } from "./outbox.ts";
import type { Session } from "./session.ts";
import { type Connection, ConnectionRefused, type Dial, Distrusted } from "./transport.ts";
import { messageOf } from "../../runtime/message_of.ts";

/** What a link works with. */
export interface LinkOptions {
  readonly dial: Dial;
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly session: Session;
  /** Missed messages that are loaded without being asked for; `Infinity` for all. */
  readonly maxCatchUp: number;
  readonly emit: (event: LinkEvent) => void;
  /**
   * Resolves when what was handed on has gone out. Nothing is read before, so that a slow reader
   * costs no memory here: the server cuts who is too slow, and what was missed is fetched again.
   */
  readonly drained?: () => Promise<void> | undefined;
}

/** See the module. */
export class Link {
  readonly #options: LinkOptions;
  readonly #backoff: Backoff;
  readonly #dms = new KnownDms();
  readonly #leaving = new AbortController();
  #conversation: Conversation | undefined;
  #enteredAt: number | undefined;
  #wake = () => {};
  #cancelLeaving = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  /** Whether one is in a room and can be heard now. */
  get live(): boolean {
    return this.#conversation?.talk?.live === true;
  }

  /** Keeps the connection until it is left or trying again is of no use. Never rejects. */
  async run(): Promise<void> {
    const { clock, emit } = this.#options;
    while (!this.#left) {
      emit({ type: "connecting" });
      this.#enteredAt = undefined;
      const ending = await this.#converse();
      if (this.#left) return;
      if (ending.final) return emit({ type: "ended", loss: ending.loss });
      const heldMs = this.#enteredAt === undefined ? 0 : clock.now() - this.#enteredAt;
      const retryMs = this.#backoff.next(heldMs);
      emit({ type: "waiting", loss: ending.loss, retryMs });
      await this.#sleep(retryMs);
    }
  }

  /** Gives the nickname that was asked for. */
  nickname(nick: string): void {
    this.#options.session.nick = nick;
    this.#conversation?.talk?.nickname();
    this.#wake();
  }

  /** Gives the password that was asked for. */
  password(password: string): void {
    this.#options.session.password = password;
    this.#conversation?.talk?.nickname();
  }

  /** Puts a wish into the outbox; `undefined` when that is full. */
  wish(wish: Wish): Item | undefined {
    const item = this.#options.session.outbox.add(wish);
    if (item !== undefined) this.pump();
    return item;
  }

  /** Sends what is in the outbox, as far as it may go now. */
  pump(): void {
    this.#conversation?.talk?.pump();
  }

  /** Asks who is there; false when this cannot be asked now. */
  who(): boolean {
    return this.#conversation?.talk?.who() === true;
  }

  /** Asks for older messages; false when this cannot be asked now. */
  history(limit: number): boolean {
    return this.#conversation?.talk?.history(limit) === true;
  }

  /** Connects now instead of after the wait that is under way; does nothing at any other time. */
  retry(): void {
    this.#wake();
  }

  /**
   * Says goodbye and ends the connection; `run` resolves then. `patienceMs` is how long the server
   * may take to end it in order.
   */
  leave(patienceMs: number = LEAVE_PATIENCE_MS): void {
    const conversation = this.#conversation;
    if (conversation?.talk === undefined || patienceMs === 0) conversation?.abort();
    else {
      conversation.talk.leave();
      this.#cancelLeaving = this.#options.clock.after(patienceMs, () => conversation.abort());
    }
    this.#leaving.abort();
    this.#wake();
  }

  get #left(): boolean {
    return this.#leaving.signal.aborted;
  }

  async #converse(): Promise<Ending> {
    const connection = await this.#dial();
    if ("loss" in connection) return connection;
    const { security } = connection;
    if (security !== undefined) this.#options.emit({ type: "secured", security });
    const conversation = new Conversation({
      ...this.#options,
      connection,
      dms: this.#dms,
      drained: this.#options.drained ?? (() => undefined),
      emit: (event) => {
        if (event.type === "entered") this.#enteredAt ??= this.#options.clock.now();
        this.#options.emit(event);
      },
    });
    this.#conversation = conversation;
    const ending = await conversation.run();
    this.#conversation = undefined;
    this.#cancelLeaving();
    return ending;
  }

  async #dial(): Promise<Connection | Ending> {
    const { dial, clock } = this.#options;
    const late = new AbortController();
    const cancel = clock.after(CONNECT_TIMEOUT_MS, () => late.abort());
    try {
      return await dial(AbortSignal.any([late.signal, this.#leaving.signal]));
    } catch (cause) {
      if (late.signal.aborted) return { loss: { code: "silent" }, final: false };
      const detail = messageOf(cause);
      // another try would find the same, or be what somebody waits for who wants to be trusted
      if (cause instanceof Distrusted) return { loss: { code: cause.code, detail }, final: true };
      const code = cause instanceof ConnectionRefused ? "refused" : "unreachable";
      return { loss: { code, detail }, final: false };
    } finally {
      cancel();
    }
  }

  async #sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    this.#wake = resolve;
    if (this.#left) resolve();
    await promise;
    cancel();
    this.#wake = () => {};
  }
}
