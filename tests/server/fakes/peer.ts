/** The peer of a dialect, without a connection. */

import type { ErrorCode, ErrorData, ServerFrame } from "../../../protocol/frames.ts";
import { decodeServerFrame } from "../../../protocol/decode_server.ts";
import type { Dialect, Peer } from "../../../server/dialects/dialect.ts";
import type { Outlet } from "../../../server/fanout/outlet.ts";
import { settled } from "../../support/virtual_clock.ts";
import { outletWith } from "./outlet.ts";
import type { Writer } from "./writer.ts";

/** A peer that takes everything, and what was done with it. */
export class FakePeer implements Peer {
  readonly outlet: Outlet;
  readonly writer: Writer;
  readonly endpoint = "192.0.2.1:5000";
  readonly address = "192.0.2.1";
  /** Where it was greeted: `nick in room`. */
  readonly greetings: string[] = [];
  /** The codes with which it was cut. */
  readonly cuts: ErrorCode[] = [];
  dialect: Dialect;
  goodbye: string | undefined;
  /** Lines that made no sense. */
  badLines = 0;
  #read = 0;

  /** @param open Begins the dialect that is spoken with it. */
  constructor(open: (peer: Peer) => Dialect) {
    const { outlet, writer } = outletWith({ fast: true });
    this.outlet = outlet;
    this.writer = writer;
    this.dialect = open(this);
  }

  get ended(): boolean {
    return this.goodbye !== undefined;
  }

  speak(dialect: Dialect): void {
    this.dialect = dialect;
  }

  greeted(nick: string, room: string): void {
    this.greetings.push(`${nick} in ${room}`);
  }

  bad(): void {
    this.badLines++;
  }

  cut(code: ErrorCode, message: string, data?: ErrorData): void {
    if (this.ended) return;
    this.cuts.push(code);
    this.end(this.dialect.error(code, message, data));
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
