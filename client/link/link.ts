/**
 * The connection to one server, kept open for as long as it takes: connects, talks, waits, connects
 * again. Sockets, time and chance are parameters; what happens comes out as events.
 */

import type { Clock } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/message_of.ts";
import { CONNECT_TIMEOUT_MS, LEAVE_PATIENCE_MS } from "../limits.ts";
import type { CatchUpBounds } from "./catch_up.ts";
import { Connection, type ConnectionEnd, type ConnectionOptions } from "./connection.ts";
import type { Request, WantedHistory } from "./dialect.ts";
import type { LinkEvent } from "./events.ts";
import { Backoff } from "./backoff.ts";
import type { OutboxItem, PendingCommand } from "./outbox.ts";
import type { Session } from "./session.ts";
import {
  ConnectionRefused,
  type Dial,
  TlsUntried,
  type Transport,
  TrustError,
} from "./transport.ts";
import { withSystemCode } from "./system_code.ts";

/** What a link works with. */
export interface LinkOptions {
  /** Connects to the server. */
  readonly dial: Dial;
  /** The servers of a cluster, in place of the one that `dial` connects to. */
  readonly nodes?: DialTurns | undefined;
  /** Speaks with the old server, where that may be what answers. */
  readonly plain?: ConnectionOptions["plain"];
  /** Says when to try again. */
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  /** What survives a cut. */
  readonly session: Session;
  /** How many missed messages are loaded without being asked for. */
  readonly catchUp: CatchUpBounds;
  /** Is told all that happens, in order. */
  readonly emit: (event: LinkEvent) => void;
  /**
   * Resolves when the events so far have been dealt with. Nothing is read before, so that slow output
   * costs no memory here: the server cuts a client that is too slow, and the client fetches later
   * what it missed.
   */
  readonly drained?: () => Promise<void> | undefined;
}

/** Whose turn it is to be connected to, where several servers are one chat. */
export interface DialTurns {
  /** Connects to the one whose turn it is. */
  readonly dial: Dial;
  /** It cannot be trusted. Returns whether no other one can be tried. */
  distrust(): boolean;
  /** It has let the user in. */
  trust(): void;
  /** Goes on to the next one. Returns the wait in milliseconds, after a connection that held so long. */
  next(heldMs: number): number;
  /** It can store nothing, for so long by now. `move` is called if another one is found that can. */
  stalled?(ms: number, move: (transport: Transport) => void): void;
  /** The connection has ended. */
  ended?(): void;
}

/** One server alone. */
function alone({ dial, random }: Pick<LinkOptions, "dial" | "random">): DialTurns {
  const backoff = new Backoff(random);
  return {
    dial,
    distrust: () => true,
    trust: () => {},
    next: (heldMs) => backoff.next(heldMs),
  };
}

/** Connects to one server again and again, until the user leaves or it is of no use. */
export class Link {
  readonly #options: LinkOptions;
  readonly #nodes: DialTurns;
  readonly #leaving = new AbortController();
  #connection: Connection | undefined;
  /** The connection to another server that was found. */
  #found: Transport | undefined;
  #enteredAt: number | undefined;
  #wake = () => {};
  #cancelLeaving = () => {};

  /** Makes a link that does not connect yet. */
  constructor(options: LinkOptions) {
    this.#options = options;
    this.#nodes = options.nodes ?? alone(options);
  }

  /** Whether the user is in a room and can be heard now. */
  get live(): boolean {
    return this.#connection?.dialect?.live === true;
  }

  /** Runs until the user leaves, or until another try would be of no use. Never rejects. */
  async run(): Promise<void> {
    const { clock, emit } = this.#options;
    while (!this.#left) {
      emit({ type: "connecting" });
      this.#enteredAt = undefined;
      const { reason, final } = await this.#connect();
      if (this.#left) return this.#found?.close();
      if (this.#found !== undefined) {
        emit({ type: "waiting", reason, retryMs: 0 });
        continue;
      }
      if (final) return emit({ type: "ended", reason });
      const heldMs = this.#enteredAt === undefined ? 0 : clock.now() - this.#enteredAt;
      const retryMs = this.#nodes.next(heldMs);
      emit({ type: "waiting", reason, retryMs });
      await this.#sleep(retryMs);
    }
  }

  /** Answers the server's question for a nickname, now or when it comes. */
  nickname(nick: string): void {
    this.#options.session.nick = nick;
    this.#connection?.dialect?.signIn();
    this.#wake();
  }

  /** Answers the server's question for a password. */
  password(password: string): void {
    this.#options.session.password = password;
    this.#connection?.dialect?.signIn();
  }

  /** Puts a command into the outbox and sends it when it may go; `undefined` when that is full. */
  send(command: PendingCommand): OutboxItem | undefined {
    const { session } = this.#options;
    const isNamed = command.kind !== "say" || command.room !== undefined;
    const item = session.outbox.add(isNamed ? command : { ...command, room: session.nextRoom });
    if (item !== undefined) this.flush();
    return item;
  }

  /** Sends what is in the outbox, as far as it may go now. */
  flush(): void {
    this.#connection?.dialect?.flush();
  }

  /** Asks who is in a room; false when this cannot be asked now. */
  who(room: string = this.#options.session.room): boolean {
    return this.#request({ type: "who", room });
  }

  /** Asks for older messages of a room; false when this cannot be asked now. */
  history(limit: number, more: Partial<WantedHistory> = {}): boolean {
    const wanted = { room: this.#options.session.room, ...more, limit };
    return this.#connection?.dialect?.history(wanted) === true;
  }

  /** Leaves a room, now or where there is no connection; false when the server knows one room alone. */
  part(room: string, text?: string): boolean {
    const { session } = this.#options;
    if (!session.hasRooms || !session.rooms.has(room)) return false;
    session.leave(room);
    const isAsked = this.#request({ type: "part", room, ...(text === undefined ? {} : { text }) });
    if (!isAsked) this.#options.emit({ type: "parted", room });
    return true;
  }

  /** Asks which rooms there are; false when this cannot be asked now. */
  rooms(like?: string): boolean {
    return this.#request({ type: "rooms", ...(like === undefined ? {} : { like }) });
  }

  /** Looks for messages, newest first; false when this cannot be asked now. One search at a time. */
  search(wanted: Omit<Extract<Request, { type: "search" }>, "type">): boolean {
    return this.#request({ type: "search", ...wanted });
  }

  /** Asks for the topic of a room, or sets it; false when this cannot be done now. */
  topic(room: string, topic?: string): boolean {
    return this.#request({ type: "topic", room, ...(topic === undefined ? {} : { topic }) });
  }

  /** Says that the user is away, for a reason, or is back; after a cut it is said again. False when not now. */
  away(text?: string): boolean {
    const isAsked = this.#request({ type: "away", ...(text === undefined ? {} : { text }) });
    if (isAsked) this.#options.session.away = text;
    return isAsked;
  }

  /** Remembers that the user has read all messages of a room up to `id`, and tells the server. */
  seen(room: string, id: number, ts?: string): void {
    const { session } = this.#options;
    const isNews = session.markSeen(room, id, ts) && id > 0;
    // a room that was left meanwhile is told of when it is entered again
    if (isNews && session.rooms.has(room)) this.#request({ type: "seen", room, id });
  }

  /** Connects now if the link waits before another try; does nothing at any other time. */
  retry(): void {
    this.#wake();
  }

  /**
   * Says goodbye and ends the connection; `run` resolves then. `patienceMs` is how long the server
   * may take to end it in order.
   */
  leave(patienceMs: number = LEAVE_PATIENCE_MS): void {
    const connection = this.#connection;
    if (connection?.dialect === undefined || patienceMs === 0) connection?.abort();
    else {
      connection.dialect.leave();
      this.#cancelLeaving = this.#options.clock.after(patienceMs, () => connection.abort());
    }
    this.#leaving.abort();
    this.#wake();
  }

  #request(frame: Request): boolean {
    return this.#connection?.dialect?.request(frame) === true;
  }

  get #left(): boolean {
    return this.#leaving.signal.aborted;
  }

  async #connect(): Promise<ConnectionEnd> {
    const transport = await this.#dial();
    if ("reason" in transport) return transport;
    const { security } = transport;
    if (security !== undefined) this.#options.emit({ type: "secured", security });
    this.#connection = new Connection({
      ...this.#options,
      transport,
      drained: this.#options.drained ?? (() => undefined),
      emit: (event) => {
        if (event.type === "entered") this.#enter();
        if (event.type === "stalled") {
          this.#nodes.stalled?.(event.ms, (transport) => this.#move(transport));
        }
        this.#options.emit(event);
      },
    });
    const end = await this.#connection.run();
    this.#connection = undefined;
    this.#nodes.ended?.();
    this.#cancelLeaving();
    return end;
  }

  #enter(): void {
    this.#enteredAt ??= this.#options.clock.now();
    this.#nodes.trust();
  }

  /** Goes on at another server, which has greeted. */
  #move(transport: Transport): void {
    this.#found = transport;
    this.#connection?.abort("moved");
  }

  async #dial(): Promise<Transport | ConnectionEnd> {
    const found = this.#found;
    this.#found = undefined;
    if (found !== undefined) return found;
    const { clock } = this.#options;
    const { dial } = this.#nodes;
    const late = new AbortController();
    const cancel = clock.after(CONNECT_TIMEOUT_MS, () => late.abort());
    try {
      return await dial(AbortSignal.any([late.signal, this.#leaving.signal]));
    } catch (cause) {
      const isSilent = late.signal.aborted && !(cause instanceof TlsUntried);
      if (isSilent) return { reason: { code: "silent" }, final: false };
      const why = { detail: messageOf(cause), ...withSystemCode(cause) };
      // another try would find the same, or is what an attacker waits for
      if (cause instanceof TrustError) {
        return { reason: { code: cause.code, ...why }, final: this.#nodes.distrust() };
      }
      const code = cause instanceof ConnectionRefused ? "refused" : "unreachable";
      return { reason: { code, ...why }, final: false };
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
