/** A connection without a socket, for dialects. */

import type { ErrorCode, ServerFrame } from "../../../protocol/frames.ts";
import { decodeServerFrame } from "../../../protocol/decode.ts";
import { phrases } from "../../../i18n/phrases.ts";
import type { Backbone } from "../../../server/storage/backbone.ts";
import type { Dialect, Line } from "../../../server/dialects/dialect.ts";
import { Hub } from "../../../server/chat/hub.ts";
import type { Logger } from "../../../runtime/logger.ts";
import type { Outlet } from "../../../server/fanout/outlet.ts";
import type { PasswordCheck } from "../../../server/access/password_check.ts";
import { MemoryBackbone } from "../../support/memory_backbone.ts";
import { outletWith } from "./outlet.ts";
import { settled, VirtualClock } from "../../support/virtual_clock.ts";
import type { Writer } from "./writer.ts";

/** What the tests' servers call the time: half past nine in the morning, UTC. */
export const NOW = Date.UTC(2026, 10, 23, 9, 30);

/** A hub in memory, its disk and its clock. */
export class FakeServer {
  readonly clock = new VirtualClock(NOW);
  readonly disk: MemoryBackbone;
  readonly hub: Hub;
  readonly warnings: string[] = [];
  #secrets = 0;

  /** @param backbone Where the rooms are kept, if not in {@linkcode disk}. */
  constructor(backbone?: Backbone, disk = new MemoryBackbone({ clock: { date: () => NOW } })) {
    this.disk = disk;
    this.hub = new Hub({
      backbone: backbone ?? this.disk,
      phrases: phrases("en").server,
      history: 10,
      clock: this.clock,
      warn: (message) => void this.warnings.push(message),
    });
  }

  /** A new secret; they are counted. */
  readonly secret = (): string => secretOf(++this.#secrets);
}

/** The secret that a {@linkcode FakeServer} gives to whoever comes as number `n`. */
export function secretOf(n: number): string {
  return `the-secret-of-number-${n}`;
}

/** A line whose far end takes everything, and what was done with it. */
export class FakeLine implements Line {
  readonly server: FakeServer;
  readonly hub: Hub;
  readonly outlet: Outlet;
  readonly secret: () => string;
  readonly writer: Writer;
  readonly peer = "192.0.2.1:5000";
  readonly address = "192.0.2.1";
  readonly passwordCheck: PasswordCheck | undefined;
  readonly log: Logger = (_level, event) => void this.events.push(event);
  readonly events: string[] = [];
  /** Where the peer was greeted: `nick in room`. */
  readonly greetings: string[] = [];
  dialect!: Dialect;
  goodbye: string | undefined;
  /** Lines that were of no use. */
  badLines = 0;
  #read = 0;

  constructor(server: FakeServer, open: (line: Line) => Dialect, passwordCheck?: PasswordCheck) {
    const { outlet, writer } = outletWith({ fast: true });
    this.server = server;
    this.hub = server.hub;
    this.secret = server.secret;
    this.outlet = outlet;
    this.writer = writer;
    this.passwordCheck = passwordCheck;
    this.dialect = open(this);
  }

  get ended(): boolean {
    return this.goodbye !== undefined;
  }

  greeted(nick: string, room: string): void {
    this.greetings.push(`${nick} in ${room}`);
  }

  bad(): void {
    this.badLines++;
  }

  cut(code: ErrorCode, message: string): void {
    if (this.ended) return;
    this.log("info", `cut ${code}`);
    this.end(this.dialect.error(code, message));
  }

  end(goodbye: string): void {
    if (this.ended) return;
    this.goodbye = goodbye;
    this.dialect.closed();
  }

  /** Hands lines to the dialect, each when the one before is done with. */
  async say(...lines: (string | Uint8Array)[]): Promise<void> {
    for (const line of lines) {
      await this.dialect.line(typeof line === "string" ? new TextEncoder().encode(line) : line);
    }
    await settled();
  }

  /** Hands frames to the dialect. */
  send(...frames: object[]): Promise<void> {
    return this.say(...frames.map((frame) => JSON.stringify(frame)));
  }

  /** Lines that came since this was asked the last time, without their line feeds. */
  news(): string[] {
    const text = this.writer.text;
    const news = text.slice(this.#read);
    this.#read = text.length;
    return news.split("\n").slice(0, -1);
  }

  /** The same as frames. */
  frames(): ServerFrame[] {
    return this.news().map((line) => decodeServerFrame(line)!);
  }
}

/** `frames` in short: `welcome`, `#1 hi`, `error bad_text c1`, `pong 3`. */
export function short(frames: readonly ServerFrame[]): string[] {
  return frames.map((frame) => {
    switch (frame.type) {
      case "msg":
        return `${frame.old ? "old " : ""}#${frame.id} ${frame.text}`;
      case "error":
        return `error ${frame.code}${frame.cid === undefined ? "" : ` ${frame.cid}`}`;
      case "ping":
      case "pong":
        return `${frame.type} ${frame.n}`;
      case "joined":
      case "left":
        return `${frame.type} ${frame.nick}`;
      case "renamed":
        return `renamed ${frame.nick} ${frame.to}`;
      case "dm":
        return `dm ${frame.nick} ${frame.text}`;
      case "history":
        return `history ${frame.first} ${frame.last} ${frame.count}`;
      default:
        return frame.type;
    }
  });
}
