/** One socket: its read loop, its deadlines, its outlet. Knows no rooms. */

import type { ErrorCode } from "../../protocol/frames.ts";
import {
  BAD_LINE_PAUSE_MS,
  GOODBYE_MS,
  HANDSHAKE_TIMEOUT_MS,
  HELLO_TIMEOUT_MS,
  MAX_BAD_LINES,
  MAX_LAG_BYTES,
  MAX_READ_BYTES,
  MAX_UNHEARD_BYTES,
  PING_AFTER_MS,
  PING_TIMEOUT_MS,
  PLAIN_LETTER_MS,
  PLAIN_SILENCE_MS,
  TURN_US,
  WRITE_STALL_MS,
} from "../limits.ts";
import { incompleteLetterBytes, type LineResult, Lines } from "../../protocol/lines.ts";
import type { Dialect, Door, Line } from "../dialects/dialect.ts";
import type { Hub } from "../chat/hub.ts";
import type { Logger } from "../../runtime/logger.ts";
import { Outlet } from "../fanout/outlet.ts";
import type { PasswordCheck } from "../access/password_check.ts";
import { ReadBuffer } from "./read_buffer.ts";
import { isDisconnect, type Socket } from "./socket.ts";
import { Throttle } from "./throttle.ts";
import type { Clock } from "../../runtime/clock.ts";
import { nextTurn } from "./next_turn.ts";

/** What a connection is made of. */
export interface ConnectionOptions {
  readonly socket: Socket;
  /** Address and port of the peer, for the log. */
  readonly peer: string;
  /** The address alone. */
  readonly address: string;
  /** Where a password is wanted. */
  readonly passwordCheck?: PasswordCheck | undefined;
  readonly hub: Hub;
  readonly log: Logger;
  /** Messages per second; 0: no bound. */
  readonly rate: number;
  readonly clock: Clock;
  readonly secret: () => string;
  /** What is spoken here. */
  readonly door: Door;
}

/** One client's connection, from accept to close. */
export class Connection implements Line {
  readonly outlet: Outlet;
  readonly #options: ConnectionOptions;
  readonly #lines: Lines;
  readonly #throttle: Throttle;
  /** The peer has sent all it ever will. */
  readonly #heardAll = Promise.withResolvers<void>();
  readonly #closing = Promise.withResolvers<void>();
  #dialect: Dialect | undefined;
  #nick: string | undefined;
  #ending = false;
  #closed = false;
  readonly #since: number;
  #heardAt: number;
  #isListening = false;
  #pingedAt: number | undefined;
  #writes = 0;
  #wroteAt: number;
  #isFirst = true;
  #badLines = 0;
  /** Bytes of a line that does not end, not yet counted as another one. */
  #dropped = 0;
  /** Bytes read after the goodbye. */
  #unheard = 0;
  /** Cancels the pending timer. */
  #cancel: () => void = () => {};

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#lines = new Lines(options.door.lineBytes);
    this.#since = this.#heardAt = this.#wroteAt = options.clock.now();
    this.#throttle = new Throttle(options.rate);
    this.outlet = new Outlet({
      writer: options.socket,
      onError: () => this.close(),
      onLag: () => this.cut("slow", this.hub.options.phrases.slow, true),
      maxLagBytes: MAX_LAG_BYTES,
    });
  }

  get hub(): Hub {
    return this.#options.hub;
  }

  get log(): Logger {
    return this.#options.log;
  }

  get peer(): string {
    return this.#options.peer;
  }

  get address(): string {
    return this.#options.address;
  }

  get passwordCheck(): PasswordCheck | undefined {
    return this.#options.passwordCheck;
  }

  get secret(): () => string {
    return this.#options.secret;
  }

  get ended(): boolean {
    return this.#ending;
  }

  greeted(nick: string, room: string): void {
    this.#nick = nick;
    this.log("info", "joined", this.#about({ room }));
  }

  /** Greets, then reads until the peer goes or is sent away. Never rejects. */
  async run(): Promise<void> {
    const { door } = this.#options;
    if (!await this.#shakeHands()) return this.close();
    this.#dialect = door.start?.(this);
    if (door.greeting !== "") this.outlet.send(door.greeting);
    try {
      await this.#read();
      this.#heardAll.resolve();
      // what was said last is stored and its acknowledgement on its way before the line is cut
      await this.hub.settled();
      this.end("");
    } catch (cause) {
      // a reset by the peer is how connections end; anything else is worth a line
      if (isDisconnect(cause)) return this.close();
      this.cut("internal", this.hub.options.phrases.internal);
      this.log("error", "connection failed", this.#about({ cause }));
    }
    await this.#closing.promise;
  }

  /** Where TLS is spoken: whether the peer speaks it too. */
  async #shakeHands(): Promise<boolean> {
    const { socket, clock } = this.#options;
    if (socket.handshake === undefined) return true;
    const cancel = clock.after(HANDSHAKE_TIMEOUT_MS, () => this.close());
    try {
      await socket.handshake();
      return !this.#ending;
    } catch (cause) {
      if (!this.#ending) this.log("info", "no TLS", this.#about({ cause }));
      return false;
    } finally {
      cancel();
    }
  }

  /** Looks at the deadlines. Called about once a second. */
  sweep(): void {
    const now = this.#options.clock.now();
    if (this.outlet.writes !== this.#writes || !this.outlet.writing) {
      this.#writes = this.outlet.writes;
      this.#wroteAt = now;
    } else if (now - this.#wroteAt > WRITE_STALL_MS) {
      this.log("info", "took nothing", this.#about({ ms: now - this.#wroteAt }));
      return this.close();
    }
    if (this.#ending) return;
    // while nothing is read, for a slow disk or the rate, it is not the peer that is silent
    if (!this.#isListening) this.#heardAt = now;
    const silent = now - this.#heardAt;
    if (this.#nick === undefined) {
      const seconds = HELLO_TIMEOUT_MS / 1000;
      const message = this.hub.options.phrases.helloTimeout(seconds);
      // from the beginning, not from the last byte: dripping does not make it longer
      if (now - this.#since > HELLO_TIMEOUT_MS) this.cut("hello_timeout", message);
    } else if (this.#pingedAt !== undefined) {
      const message = this.hub.options.phrases.pingTimeout(Math.round(silent / 1000));
      const patience = this.#dialect!.pingTimeoutMs ?? PING_TIMEOUT_MS;
      if (now - this.#pingedAt > patience) this.cut("ping_timeout", message, true);
    } else if (silent > PING_AFTER_MS) {
      const ping = this.#dialect!.ping();
      if (ping === "") return;
      this.#pingedAt = now;
      this.outlet.send(ping);
    }
  }

  /** Sends the peer away for good, with a message. */
  ban(message: string): void {
    this.cut("banned", message, true);
  }

  /** Says that the server stops, and resolves when that is sent or has taken too long. */
  async farewell(): Promise<void> {
    if (!this.#ending) this.end(this.#dialect?.farewell() ?? "");
    await this.#closing.promise;
  }

  /** @param now Whether what it has not read is dropped. */
  cut(code: ErrorCode, message: string, now = false): void {
    if (this.#ending) return;
    this.log("info", "cut", this.#about({ code }));
    const goodbye = this.#error(code, message);
    if (now) {
      this.#leave();
      this.outlet.clear();
    }
    this.end(goodbye);
  }

  end(goodbye: string): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#cancel();
    this.#leave();
    // an empty one too: it stands behind all that is to leave before the end
    this.outlet.send(goodbye);
    const cancel = this.#options.clock.after(GOODBYE_MS, () => this.close());
    // closing with something unread would reset the connection (RFC 1122, section 4.2.2.13), and the
    // peer might never see why: so it is read on, into nothing, until the peer has closed too
    const over = this.outlet.drained()
      .then(() => this.#options.socket.closeWrite())
      .then(() => this.#heardAll.promise)
      .catch(() => {
        // the peer is gone, or this side has given up: there is nobody to wait for
      });
    over.then(() => {
      cancel();
      this.close();
    });
  }

  /** Lets go of the socket at once. */
  close(): void {
    if (this.#closed) return;
    this.#closed = this.#ending = true;
    this.#heardAll.resolve();
    this.#cancel();
    this.outlet.close();
    this.#leave();
    this.#options.socket.close();
    this.log("info", this.#nick === undefined ? "closed" : "left", this.#about({}));
    this.#closing.resolve();
  }

  #leave(): void {
    this.#name();
    this.#dialect?.closed();
    this.#dialect = undefined;
  }

  async #read(): Promise<void> {
    const { clock, socket } = this.#options;
    const buffer = new ReadBuffer();
    let reading: Promise<number | null> | undefined;
    for (;;) {
      const { bytes } = buffer;
      reading ??= socket.read(bytes);
      const wait = this.#silenceMs();
      this.#isListening = true;
      const count = wait === undefined ? await reading : await this.#within(reading, wait);
      this.#isListening = false;
      if (count === "silence") {
        const line = this.#ending ? undefined : this.#lines.flush();
        if (line !== undefined) await this.#line(line);
        continue;
      }
      reading = undefined;
      if (count === null) break;
      if (this.#ending) {
        // one who goes on and on is not worth more work: its bytes wait until this side closes
        if ((this.#unheard += count) > MAX_UNHEARD_BYTES) await this.#closing.promise;
        continue;
      }
      this.#heardAt = clock.now();
      this.#pingedAt = undefined;
      let turn = this.#heardAt;
      for (const line of this.#lines.push(bytes.subarray(0, count))) {
        // most lines need no waiting, and waiting for nothing costs a turn of the event loop
        const done = this.#line(line);
        if (done !== undefined) await done;
        // who asks for more than it takes waits for its answers: that is no lag
        if (this.outlet.waitingBytes > MAX_READ_BYTES) await this.outlet.drained();
        // whoever has much to say has others speak in between
        if ((clock.now() - turn) * 1_000 > TURN_US) {
          await nextTurn();
          turn = clock.now();
        }
        // here, after all that was waited for: what comes after the end is nobody's line any more
        if (this.#ending) break;
      }
      if (this.#lines.dropping) await this.#drop(count);
      buffer.fit(count);
    }
    if (this.#ending || !this.#endsBySilence()) return;
    const line = this.#lines.flush();
    if (line !== undefined) await this.#line(line);
  }

  #endsBySilence(): boolean {
    // until the first line is whole nothing is known but its first byte
    return this.#dialect?.endsBySilence ?? this.#lines.pending[0] !== BRACE;
  }

  /** How long to wait for the rest of a piece without a line feed; `undefined`: as long as it takes. */
  #silenceMs(): number | undefined {
    const { pending } = this.#lines;
    if (this.#ending || pending.length === 0 || !this.#endsBySilence()) return undefined;
    return incompleteLetterBytes(pending) > 0 ? PLAIN_LETTER_MS : PLAIN_SILENCE_MS;
  }

  async #within<T>(promise: Promise<T>, ms: number): Promise<T | "silence"> {
    try {
      return await Promise.race([promise, this.#wait(ms).then(() => "silence" as const)]);
    } finally {
      this.#cancel();
    }
  }

  /** Resolves after `ms`, or when it is cancelled. */
  #wait(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#options.clock.after(ms, resolve);
    this.#cancel = () => {
      cancel();
      resolve();
    };
    return promise;
  }

  #line(line: LineResult): void | Promise<void> {
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if ("tooLong" in line) {
      const message = this.hub.options.phrases.lineTooLong(this.#options.door.lineBytes);
      // no client begins so, and what comes behind an endless URL must not count as a beginning
      if (isFirst) return this.cut("line_too_long", message);
      this.outlet.send(this.#error("line_too_long", message));
      return this.bad();
    }
    this.#dialect ??= this.#options.door.choose(line.bytes, this);
    if (this.#options.rate > 0) {
      const counts = this.#dialect.costs(line.bytes);
      const wait = this.#throttle.take(counts, this.#options.clock.now());
      if (wait > 0) return this.#hold(counts, wait, line.bytes);
      this.#throttle.rest();
    }
    return this.#dialect.line(line.bytes);
  }

  /** A line that does not end counts once more for each time that it would have been too long. */
  async #drop(bytes: number): Promise<void> {
    this.#dropped += bytes;
    for (; this.#dropped >= this.#options.door.lineBytes && !this.#ending;) {
      this.#dropped -= this.#options.door.lineBytes;
      await this.bad();
    }
  }

  bad(): void | Promise<void> {
    if (++this.#badLines < MAX_BAD_LINES) return this.#wait(BAD_LINE_PAUSE_MS);
    this.cut("too_many_bad_lines", this.hub.options.phrases.badLines(MAX_BAD_LINES));
  }

  /** Delays a line that came too fast; nothing more is read meanwhile. */
  async #hold(counts: boolean, wait: number, bytes: Uint8Array): Promise<void> {
    const { rate, clock } = this.#options;
    const { phrases } = this.hub.options;
    do {
      const fate = this.#throttle.hold(clock.now());
      if (fate === "cut") return this.cut("flood", phrases.flood(rate));
      if (fate === "warn") {
        this.outlet.send(this.#error("slow_down", phrases.slowDown(rate), Math.ceil(wait)));
      }
      await this.#wait(wait);
      if (this.#ending) return;
      wait = this.#throttle.take(counts, clock.now());
    } while (wait > 0);
    await this.#dialect!.line(bytes);
  }

  #error(...args: Parameters<Dialect["error"]>): string {
    return this.#dialect?.error(...args) ?? `${args[1]}\n`;
  }

  #about(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const nick = this.#name();
    return { peer: this.peer, ...(nick === undefined ? {} : { nick }), ...fields };
  }

  /** The nickname now, or the last one: a dialect that is gone knows it no more. */
  #name(): string | undefined {
    if (this.#nick !== undefined) this.#nick = this.#dialect?.nick || this.#nick;
    return this.#nick;
  }
}

const BRACE = 0x7b;
