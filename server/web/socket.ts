/** A WebSocket as a `Socket`: the lines of a connection in WebSocket frames, over another socket. */

import type { ErrorCode } from "../../protocol/frames.ts";
import type { Clock } from "../../runtime/clock.ts";
import { TokenBucket } from "../../runtime/token_bucket.ts";
import { FREE_LINES_PER_S, MAX_UNHEARD_BYTES, MIN_READ_BYTES } from "../limits.ts";
import { discard } from "../net/discard.ts";
import { Pause } from "../net/pause.ts";
import { HandshakeError, isDisconnect, type Socket } from "../net/socket.ts";
import { FrameDecoder, WebSocketError } from "./frame_decoder.ts";
import { FrameWriter } from "./frame_writer.ts";
import { CLOSE_CODE, type TextFrames } from "./frames.ts";

const LF = 0x0a;
const NOTHING: Uint8Array = new Uint8Array(0);

/** What a WebSocket needs. */
export interface FramedSocketOptions {
  /** Carries the frames. */
  readonly socket: Socket;
  /** Shared by all WebSockets of a server. */
  readonly frames: TextFrames;
  /**
   * Answers the HTTP request. If that opens a WebSocket, resolves with the bytes that came after the request;
   * if not, with `undefined`.
   */
  readonly open: (socket: Socket) => Promise<Uint8Array | undefined>;
  readonly clock: Clock;
}

/** The server's end of a WebSocket (RFC 6455). */
export class FramedSocket implements Socket {
  readonly #socket: Socket;
  readonly #open: FramedSocketOptions["open"];
  readonly #clock: Clock;
  readonly #decoder = new FrameDecoder();
  readonly #writer: FrameWriter;
  /** The rate of frames that end no line, such as pings: the rate of lines does not count them. */
  readonly #rate = new TokenBucket(FREE_LINES_PER_S, FREE_LINES_PER_S);
  readonly #pause: Pause;
  /** Bytes that came after the request. */
  #early: Uint8Array = NOTHING;
  #isOpen = false;
  /** This side's close frame is sent, or about to be. */
  #isClosing = false;
  #isClosed = false;
  /** The client has broken the protocol after this side's close frame. */
  #isInvalid = false;
  /** A line feed that the last read had no room for. */
  #owesLf = false;
  /** The close frame to send: the client has closed the WebSocket, or broken the protocol. */
  #answer: { readonly code: number | undefined; readonly reason: string } | undefined;

  constructor({ socket, frames, open, clock }: FramedSocketOptions) {
    this.#socket = socket;
    this.#open = open;
    this.#clock = clock;
    this.#writer = new FrameWriter(socket, frames);
    this.#pause = new Pause(clock);
  }

  /**
   * Answers the request. Resolves to `false` if that opens no WebSocket.
   *
   * @throws {HandshakeError} when the peer leaves before its request is complete, or before it has the answer.
   */
  async handshake(): Promise<boolean> {
    await this.#socket.handshake?.();
    try {
      const early = await this.#open(this.#socket);
      this.#early = early ?? NOTHING;
      return this.#isOpen = early !== undefined;
    } catch (cause) {
      throw isDisconnect(cause) ? new HandshakeError("no request", { cause }) : cause;
    }
  }

  /** Reads lines. A text without a line feed at its end gets one. */
  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#owesLf) {
        this.#owesLf = false;
        into[0] = LF;
        return 1;
      }
      if (this.#answer !== undefined) return null;
      const count = await this.#receive(into);
      if (count === null) return null;
      if (this.#isInvalid) return count;
      const length = await this.#decode(into, count);
      if (length > 0) return length;
    }
  }

  write(lines: Uint8Array): Promise<number> {
    // before that, the peer expects HTTP
    if (!this.#isOpen) return Promise.reject(new Deno.errors.BrokenPipe("no WebSocket is open"));
    return this.#writer.write(lines);
  }

  /** Sends a close frame and the end of the stream. */
  async closeWrite(why?: ErrorCode | "shutdown"): Promise<void> {
    this.#isClosing = true;
    if (this.#isOpen) {
      const { code, reason } = this.#answer ?? { code: closeCodeFor(why), reason: "" };
      await this.#writer.close(code, reason);
    }
    await this.#socket.closeWrite();
    // the connection has stopped reading: without this, unread bytes could reset it
    const isUnread = this.#answer !== undefined;
    if (isUnread) await discard(this.#socket, new Uint8Array(MIN_READ_BYTES), MAX_UNHEARD_BYTES);
  }

  close(): void {
    this.#isClosed = true;
    this.#pause.end();
    this.#socket.close();
  }

  #receive(into: Uint8Array): Promise<number | null> {
    if (this.#early.length === 0) return this.#socket.read(into);
    const bytes = this.#early.subarray(0, into.length);
    this.#early = this.#early.subarray(bytes.length);
    into.set(bytes);
    return Promise.resolve(bytes.length);
  }

  /**
   * Decodes the first `count` bytes of `into` where they are, and moves their lines to the start: lines are
   * shorter than their frames. Returns the length of the lines.
   */
  async #decode(into: Uint8Array, count: number): Promise<number> {
    let length = 0;
    let owesLf = false;
    try {
      for (const piece of this.#decoder.push(into.subarray(0, count))) {
        if (piece.type === "text") {
          // the header of this frame has made room for it
          if (owesLf) into[length++] = LF;
          into.set(piece.bytes, length);
          length += piece.bytes.length;
          owesLf = piece.endsLine;
          continue;
        }
        if (piece.type === "close") {
          this.#answer = { code: piece.code, reason: "" };
          break;
        }
        if (piece.type === "ping") this.#writer.pong(piece.bytes);
        await this.#limitRate();
      }
    } catch (cause) {
      if (!(cause instanceof WebSocketError)) throw cause;
      this.#reject(cause);
    }
    // the frame may have begun in an earlier read, and its text fill all of this one
    this.#owesLf = owesLf && length === into.length;
    if (owesLf && !this.#owesLf) into[length++] = LF;
    return length;
  }

  #reject({ code, message }: WebSocketError): void {
    // too late to say it: what follows is read all the same, and nobody looks at it
    if (this.#isClosing) this.#isInvalid = true;
    else this.#answer = { code, reason: message };
  }

  /** Waits when frames that end no line come too fast. Meanwhile other connections have their turn. */
  async #limitRate(): Promise<void> {
    for (let ms; !this.#isClosed && (ms = this.#rate.take(this.#clock.now())) > 0;) {
      await this.#pause.wait(ms);
    }
  }
}

/** The close code for the end of a connection by this server. */
function closeCodeFor(why: ErrorCode | "shutdown" | undefined): number {
  if (why === "shutdown") return CLOSE_CODE.goingAway;
  // only a first line that is not native ends a connection with this error
  return why === "bad_frame" ? CLOSE_CODE.policyViolation : CLOSE_CODE.normal;
}
