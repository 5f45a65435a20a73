/** The life of one connection: greeting, lines, deadlines, end. Knows no rooms and no dialect. */

import type { ErrorCode, ErrorData } from "../../protocol/frames.ts";
import { banRefusal, type BanTerms } from "../chat/ban_refusal.ts";
import type { ServerPhrases } from "../../i18n/en/server.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Dialect, Door, Peer } from "../dialects/dialect.ts";
import { Outlet } from "../fanout/outlet.ts";
import {
  GOODBYE_MS,
  HANDSHAKE_TIMEOUT_MS,
  HELLO_TIMEOUT_MS,
  MAX_LAG_BYTES,
  MAX_UNHEARD_BYTES,
} from "../limits.ts";
import { ConnectionLog } from "./connection_log.ts";
import { Deadlines } from "./deadlines.ts";
import { Intake, type Speaker } from "./intake.ts";
import { LineReader } from "./line_reader.ts";
import { Pause } from "./pause.ts";
import { HandshakeError, isDisconnect, type Socket } from "./socket.ts";

/** What a connection needs. */
export interface ConnectionOptions {
  readonly socket: Socket;
  /** Address and port of the peer, for the log. */
  readonly endpoint: string;
  readonly address: string;
  readonly door: Door;
  readonly phrases: ServerPhrases;
  readonly log: Logger;
  /** Messages per second that the client may send; 0: no bound. */
  readonly rate: number;
  readonly clock: Clock;
}

/** One client's connection, from accept to close. */
export class Connection implements Peer, Speaker {
  readonly outlet: Outlet;
  readonly endpoint: string;
  readonly address: string;
  dialect: Dialect | undefined;
  ended = false;
  readonly #options: ConnectionOptions;
  readonly #log: ConnectionLog;
  readonly #intake: Intake;
  readonly #reader: LineReader;
  readonly #deadlines: Deadlines;
  /** Delays the next line. */
  readonly #pause: Pause;
  /** Resolves when the peer has sent all. */
  readonly #heardAll = Promise.withResolvers<void>();
  /** Resolves when the socket is closed. */
  readonly #over = Promise.withResolvers<void>();
  #isClosed = false;
  /** With which error the peer is sent away. */
  #why: ErrorCode | "shutdown" | undefined;

  constructor(options: ConnectionOptions) {
    const { socket, endpoint, address, phrases, clock } = options;
    this.#options = options;
    this.#log = new ConnectionLog(options.log, endpoint, () => this.dialect?.nick);
    this.endpoint = endpoint;
    this.address = address;
    this.outlet = new Outlet({
      writer: socket,
      onError: () => this.close(),
      onLag: () => this.#cut("slow", phrases.slow, true),
      maxLagBytes: MAX_LAG_BYTES,
    });
    this.#deadlines = new Deadlines(clock.now());
    const pause = this.#pause = new Pause(clock);
    const { maxLineBytes } = options.door;
    this.#intake = new Intake(this, { ...options, maxLineBytes, pause });
    const { outlet } = this;
    this.#reader = new LineReader(this.#intake, { socket, outlet, maxLineBytes, clock, pause });
  }

  /** Greets, then reads until the peer leaves or is cut. Never rejects. */
  async run(): Promise<void> {
    const { door, phrases } = this.#options;
    if (!await this.#shakeHands()) return this.close();
    this.#log.accept();
    if (!this.ended) {
      this.dialect = door.open(this);
      if (door.greeting !== "") this.outlet.send(door.greeting);
    }
    try {
      await this.#listen();
    } catch (cause) {
      // a reset by the peer is a usual end; anything else goes to the log
      if (isDisconnect(cause)) return this.close();
      this.cut("internal", phrases.internal);
      this.#log.write("error", "connection failed", { cause });
    }
    await this.#over.promise;
  }

  /** Checks the deadlines. Called about once a second. */
  sweep(): void {
    const now = this.#options.clock.now();
    const heardAt = this.#reader.heardAt(now);
    const overdue = this.#deadlines.look(now, {
      writing: this.outlet.writing,
      writes: this.outlet.writes,
      isGreeted: this.#log.isNamed,
      heardAt,
      pingTimeoutMs: this.dialect?.pingTimeoutMs,
    });
    if (overdue === "write") {
      this.#log.write("info", "took nothing");
      this.close();
    } else if (overdue !== undefined && !this.ended) {
      this.#act(overdue, now, heardAt);
    }
  }

  /** Ends the connection at once: its address is banned. */
  ban(terms: BanTerms): void {
    const { code, message, data } = banRefusal(terms, this.#options.phrases);
    this.#cut(code, message, true, data);
  }

  /** Says that the server stops. Resolves when the connection is closed, after `GOODBYE_MS` at most. */
  async farewell(): Promise<void> {
    this.#why ??= "shutdown";
    this.end(this.dialect?.farewell() ?? "");
    await this.#over.promise;
  }

  speak(dialect: Dialect): void {
    this.dialect = dialect;
  }

  greeted(nick: string, room: string): void {
    this.#log.name(nick);
    this.#log.write("info", "joined", { room });
  }

  bad(): void | Promise<void> {
    return this.#intake.bad();
  }

  cut(code: ErrorCode, message: string, data?: ErrorData): void {
    this.#cut(code, message, false, data);
  }

  end(goodbye: string): void {
    if (this.ended) return;
    this.ended = true;
    this.#pause.end();
    this.#leave();
    // sent also when it is empty: it is behind everything that must leave before the end
    this.outlet.end(goodbye);
    const cancel = this.#options.clock.after(GOODBYE_MS, () => this.close());
    // a close with unread bytes could lose the goodbye: so they are read until the peer closes
    const over = this.outlet.drained()
      .then(() => this.#options.socket.closeWrite(this.#why))
      .then(() => this.#heardAll.promise)
      .catch(() => {
        // the socket is closed already
      });
    over.then(() => {
      cancel();
      this.close();
    });
  }

  error(code: ErrorCode, message: string, data?: ErrorData): string {
    const { door } = this.#options;
    return this.dialect?.error(code, message, data) ?? door.refusal(code, message, data);
  }

  /** Closes the socket at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = this.ended = true;
    this.#heardAll.resolve();
    this.#pause.end();
    this.outlet.close();
    this.#leave();
    this.#options.socket.close();
    this.#log.close(this.#reader.hasHeard);
    this.#over.resolve();
  }

  /** The handshake of the socket, if it has one. Resolves to whether lines follow. */
  async #shakeHands(): Promise<boolean> {
    const { socket, clock } = this.#options;
    if (socket.handshake === undefined) return true;
    const cancel = clock.after(HANDSHAKE_TIMEOUT_MS, () => this.close());
    try {
      return await socket.handshake() !== false;
    } catch (cause) {
      const hasSpoken = cause instanceof Deno.errors.InvalidData;
      const event = cause instanceof HandshakeError ? cause.message : "no TLS";
      if (!this.ended) this.#log.write(hasSpoken ? "info" : "debug", event, { cause });
      return false;
    } finally {
      cancel();
    }
  }

  /** Reads until the peer has sent all and was answered, or until the connection has ended. */
  async #listen(): Promise<void> {
    // a peer that still sends after that is not read any more; its bytes wait until this side closes
    const isAll = await this.#reader.read() || await this.#reader.discard(MAX_UNHEARD_BYTES);
    if (!isAll) return;
    this.#heardAll.resolve();
    // the last message must be stored and acknowledged before the end
    await this.dialect?.settled();
    this.end("");
  }

  #act(overdue: "hello" | "silence" | "pong", now: number, heardAt: number): void {
    const { phrases } = this.#options;
    if (overdue === "hello") {
      return this.cut("hello_timeout", phrases.helloTimeout(HELLO_TIMEOUT_MS / 1000));
    }
    if (overdue === "pong") {
      const seconds = Math.round((now - heardAt) / 1000);
      return this.#cut("ping_timeout", phrases.pingTimeout(seconds), true);
    }
    const ping = this.dialect?.ping() ?? "";
    if (ping === "") return;
    this.#deadlines.pinged(now);
    this.outlet.send(ping);
  }

  /** @param drops Whether output that waits is dropped. */
  #cut(code: ErrorCode, message: string, drops: boolean, data?: ErrorData): void {
    if (this.ended) return;
    this.#log.write("info", "cut", { code });
    this.#why = code;
    const goodbye = this.error(code, message, data);
    if (drops) {
      this.#leave();
      this.outlet.clear();
    }
    this.end(goodbye);
  }

  #leave(): void {
    this.#log.note();
    this.dialect?.closed();
    this.dialect = undefined;
  }
}
