/** Both ends of one WebSocket. */

import { TextFrames } from "../../../server/web/frames.ts";
import { FramedSocket } from "../../../server/web/socket.ts";
import type { Socket } from "../../../server/net/socket.ts";
import { SystemClock } from "../../../runtime/clock.ts";
import { clientFrame, joined, OPCODE, serverFrame } from "../../support/web_frames.ts";
import type { FragileSocket, SocketPair, SocketPeer } from "../net/socket_suite.ts";
import { closing, ConnPeer, fragilePair, tcpPair } from "../net/tcp_pair.ts";

const LF = 0x0a;

/** Bytes of a fragment: a text must not be longer than a line may be. */
const FRAGMENT_BYTES = 8 * 1024;

/** The client's end: sends its bytes in fragments, which end a text where a line ends. */
class WebSocketPeer implements SocketPeer {
  readonly #peer: SocketPeer;
  #isWithin = false;
  #rest: Uint8Array = new Uint8Array();

  constructor(peer: SocketPeer) {
    this.#peer = peer;
  }

  send(bytes: Uint8Array): Promise<void> {
    const frames: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const most = bytes.subarray(at, at + FRAGMENT_BYTES);
      const end = most.lastIndexOf(LF) + 1;
      const part = most.subarray(0, end || most.length);
      const opcode = this.#isWithin ? OPCODE.continuation : OPCODE.text;
      frames.push(clientFrame(part, { opcode, fin: end > 0 }));
      this.#isWithin = end === 0;
      at += part.length;
    }
    return this.#peer.send(joined(frames));
  }

  async receive(): Promise<Uint8Array | null> {
    for (;;) {
      const frame = serverFrame(this.#rest);
      if (frame !== undefined) {
        this.#rest = this.#rest.subarray(frame.length);
        return frame.opcode === OPCODE.text ? frame.payload : null;
      }
      const bytes = await this.#peer.receive();
      if (bytes === null) return null;
      this.#rest = joined([this.#rest, bytes]);
    }
  }

  end(): Promise<void> {
    return this.#peer.end();
  }
}

async function framed(socket: Socket): Promise<FramedSocket> {
  const framed = new FramedSocket({
    socket,
    frames: new TextFrames(),
    open: () => Promise.resolve(new Uint8Array()),
    clock: new SystemClock(),
  });
  await framed.handshake();
  return framed;
}

/** A WebSocket that is open. */
export async function webSocketPair(): Promise<SocketPair> {
  const { accepted, connected } = await tcpPair();
  const socket = await framed(accepted);
  const peer = new WebSocketPeer(new ConnPeer(connected));
  return { socket, peer, ...closing(socket, connected) };
}

/** The same, for a test that tears it away. */
export async function fragileWebSocketPair(): Promise<FragileSocket> {
  const { accepted, connected } = await fragilePair();
  const socket = await framed(accepted);
  return { socket, reset: () => connected.resetAndDestroy(), ...closing(socket) };
}
