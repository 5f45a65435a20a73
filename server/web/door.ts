/** The door for browsers: a page, and the native dialect in a WebSocket. */

import type { ServerPhrases } from "../../i18n/en/server.ts";
import { encodeFrame, GREETING } from "../../protocol/frames.ts";
import { MAX_LINE_BYTES } from "../../protocol/limits.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Door, Peer, Services } from "../dialects/dialect.ts";
import { NativeDialect } from "../dialects/native.ts";
import type { Wrap } from "../net/socket.ts";
import { exchange } from "./exchange.ts";
import { TextFrames } from "./frames.ts";
import { nameOf } from "./origin.ts";
import { type Asset, Pages } from "./pages.ts";
import { Site } from "./site.ts";
import { FramedSocket } from "./socket.ts";

/** The door of the web port. */
export function webDoor(services: Services): Door {
  return {
    greeting: `${GREETING}\n`,
    maxLineBytes: MAX_LINE_BYTES,
    open: (peer) => new NativeFromTheFirstLine(peer, services),
    refusal: (code, message, data) => encodeFrame({ type: "error", code, message, ...data }),
  };
}

/** What the web port serves. */
export interface WebOptions {
  /** The files of the page. */
  readonly page: readonly Asset[];
  /** Allowed host names besides those of the local network. */
  readonly names: readonly string[];
  readonly phrases: ServerPhrases;
  readonly clock: Clock;
}

/** Answers requests; a socket on which a WebSocket is opened has its lines in WebSocket frames. */
export function webSockets({ page, names, phrases, clock }: WebOptions): Wrap {
  const frames = new TextFrames();
  const site = new Site({
    pages: new Pages(page),
    names: new Set(names.map(nameOf)),
    say: phrases.web,
  });
  return (socket, refusal) =>
    new FramedSocket({
      socket,
      frames,
      open: (inner) => exchange(inner, (request) => site.reply(request, refusal), clock.date),
      clock,
    });
}

const BRACE = 0x7b;

/** The native dialect. If the first line is not a frame, the connection ends: plain is not spoken here. */
class NativeFromTheFirstLine extends NativeDialect {
  readonly #peer: Peer;
  readonly #helloFirst: string;
  #isFirst = true;

  constructor(peer: Peer, services: Services) {
    super(peer, services);
    this.#peer = peer;
    this.#helloFirst = services.phrases.helloFirst;
  }

  override line(bytes: Uint8Array): void | Promise<void> {
    const isFrame = !this.#isFirst || bytes[0] === BRACE;
    this.#isFirst = false;
    return isFrame ? super.line(bytes) : this.#peer.cut("bad_frame", this.#helloFirst);
  }
}
