/** A socket in memory whose peer speaks WebSocket: a test sends and reads the bytes of its texts. */

import type { Clock } from "../../../runtime/clock.ts";
import type { Socket } from "../../../server/net/socket.ts";
import { TextFrames } from "../../../server/web/frames.ts";
import { FramedSocket } from "../../../server/web/socket.ts";
import { bytesOf, clientFrame, joined, OPCODE, serverFrames } from "../../support/web_frames.ts";
import { FakeSocket } from "./socket.ts";

const LF = 0x0a;

/** The peer's side of a WebSocket that is open. */
export class FakeWebSocket extends FakeSocket {
  readonly #lines: Socket;
  #seen = 0;
  #isWithin = false;

  constructor(fast: boolean, clock: Clock) {
    super(fast);
    this.#lines = new FramedSocket({
      socket: this,
      frames: new TextFrames(),
      open: () => Promise.resolve(new Uint8Array()),
      clock,
    });
  }

  override get lines(): Socket {
    return this.#lines;
  }

  /** Sends pieces as fragments: a text ends where a line does. */
  override async send(...pieces: (string | Uint8Array)[]): Promise<void> {
    for (const piece of pieces) {
      const bytes = bytesOf(piece);
      const fragments: Uint8Array[] = [];
      for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf(LF, at) + 1;
        const part = bytes.subarray(at, end || bytes.length);
        const opcode = this.#isWithin ? OPCODE.continuation : OPCODE.text;
        fragments.push(clientFrame(part, { opcode, fin: end > 0 }));
        this.#isWithin = end === 0;
        at += part.length;
      }
      await super.send(joined(fragments));
    }
  }

  override news(): string {
    const { frames } = serverFrames(this.writer.bytes);
    const texts = frames.filter(({ opcode }) => opcode === OPCODE.text);
    const text = new TextDecoder().decode(joined(texts.map(({ payload }) => payload)));
    const news = text.slice(this.#seen);
    this.#seen = text.length;
    return news;
  }
}

/**
 * All frames in the bytes that a server has sent, in short: `text …`, `pong …`, `close 1000 why`.
 *
 * @throws {Error} when the last one is not complete.
 */
export function sentFrames(bytes: Uint8Array): string[] {
  const { frames, rest } = serverFrames(bytes);
  if (rest.length > 0) throw new Error(`The last frame is not complete: ${rest}`);
  return frames.map(({ opcode, payload }) => {
    const text = new TextDecoder().decode(payload);
    if (opcode === OPCODE.text) return `text ${text}`;
    if (opcode === OPCODE.pong) return `pong ${text}`;
    if (opcode !== OPCODE.close) throw new Error(`A frame of opcode ${opcode}`);
    if (payload.length === 0) return "close";
    const reason = new TextDecoder().decode(payload.subarray(2));
    return `close ${payload[0]! << 8 | payload[1]!}${reason && ` ${reason}`}`;
  });
}
