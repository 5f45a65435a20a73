/** A connection with a fake socket, as tests of each of its sides need it. */

import { assert } from "@std/assert";
import { SWEEP_MS } from "../../../server/limits.ts";
import { Connection } from "../../../server/net/connection.ts";
import { chatDoor } from "../../../server/dialects/chat_door.ts";
import type { FakeServer } from "./server.ts";
import { FakeSocket } from "./socket.ts";
import { settled } from "../../support/virtual_clock.ts";

export const GREETING = "NICKNAME_REQUEST\n";
export const encode = (text: string) => new TextEncoder().encode(text);
export const hello = (nick: string, more: object = {}) => ({ type: "hello", v: 1, nick, ...more });
export const say = (cid: string, text: string) => ({ type: "say", cid, text });

/** A connection, its socket, and what it has logged. */
export class FakeConnection {
  readonly server: FakeServer;
  readonly socket: FakeSocket;
  readonly connection: Connection;
  readonly log: string[] = [];
  /** The nickname in each line of the log. */
  readonly named: unknown[] = [];
  over = false;

  constructor(server: FakeServer, {
    rate = 0,
    fast = true,
    tls = undefined as
      | (() => Promise<unknown>)
      | undefined,
    door = chatDoor({ ...server.services, rate }),
    socket = new FakeSocket(fast),
  } = {}) {
    this.server = server;
    this.socket = socket;
    if (tls !== undefined) this.socket.handshake = tls;
    this.connection = new Connection({
      socket: socket.lines,
      endpoint: "192.0.2.1:5000",
      address: "192.0.2.1",
      phrases: server.services.phrases,
      log: (level, event, fields = {}) => {
        this.log.push(`${level} ${event}${"code" in fields ? ` ${fields.code}` : ""}`);
        this.named.push(fields.nick);
      },
      rate,
      clock: server.clock,
      door,
    });
    this.connection.run().then(() => this.over = true);
  }

  /** Enters in the native dialect and forgets what was heard of it. */
  async enter(nick: string): Promise<this> {
    await this.socket.frames(hello(nick));
    this.socket.news();
    return this;
  }

  /** What came lately, in short: `welcome`, `msg hi`, `error flood`. */
  heard(): string[] {
    return this.socket.newFrames().map((frame) =>
      [frame.type, frame.code, frame.text, frame.n].filter((part) => part !== undefined).join(" ")
    );
  }

  /** Lets time pass with a look at the deadlines each second, as a listener does. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= SWEEP_MS) {
      await this.server.clock.advance(Math.min(left, SWEEP_MS));
      this.connection.sweep();
      await settled();
    }
  }

  /** The peer goes, whatever state the connection is in. */
  async bye(): Promise<void> {
    if (!this.socket.closed) await this.socket.hangUp();
    this.socket.writer.fast = true;
    await this.socket.writer.takeAll();
    // what is held back by the rate is still said
    await this.server.clock.advance(60_000);
    assert(this.over && this.socket.closed);
  }
}

/** Messages of the lobby, as they are stored. */
export function stored(server: FakeServer): string[] {
  return server.disk.log("lobby").flatMap(({ event }) =>
    event.type === "msg" ? [`${event.nick}: ${event.text}`] : []
  );
}
