/** A WebSocket of the browser as a transport. Its texts are lines of the native dialect. */

import type { Dial, Transport } from "../link/transport.ts";

/** What a dial needs of a browser's WebSocket. */
export type WebSocketLike = Pick<
  WebSocket,
  "send" | "close" | "onopen" | "onmessage" | "onerror" | "onclose"
>;

/** What a dial works with. */
export interface WebSocketDialOptions {
  /** Opens a WebSocket to the page's own server. */
  readonly open: () => WebSocketLike;
  /** Whether nobody on the way can read along. */
  readonly isPrivate: boolean;
}

/** Makes a dial that opens a WebSocket. */
export function webSocketDial({ open, isPrivate }: WebSocketDialOptions): Dial {
  return (signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<Transport>();
    const socket = open();
    const transport = new WebSocketTransport(socket, isPrivate);
    const abort = () => {
      transport.close();
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort);
    socket.onopen = () => resolve(transport);
    // a connection that a policy forbids has an error and no end
    transport.ended.then(() => reject(new Error("The WebSocket cannot be opened")));
    return promise.finally(() => signal.removeEventListener("abort", abort));
  };
}

const encoder = new TextEncoder();

class WebSocketTransport implements Transport {
  readonly isPrivate: boolean;
  /** Resolves when nothing more comes. */
  readonly ended: Promise<void>;
  readonly #socket: WebSocketLike;
  readonly #decoder = new TextDecoder();
  /** What has come and was not read. */
  readonly #received: Uint8Array[] = [];
  #isClosed = false;
  #hasEnded = false;
  #wake = () => {};

  constructor(socket: WebSocketLike, isPrivate: boolean) {
    this.isPrivate = isPrivate;
    this.#socket = socket;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    socket.onmessage = ({ data }) => {
      this.#received.push(encoder.encode(data));
      this.#wake();
    };
    socket.onerror = socket.onclose = () => {
      this.#hasEnded = true;
      resolve();
      this.#wake();
    };
  }

  async read(into: Uint8Array): Promise<number | null> {
    while (this.#received.length === 0 && !this.#hasEnded && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    if (this.#isClosed) throw new Error("The WebSocket was closed");
    const first = this.#received.shift();
    if (first === undefined) return null;
    if (first.length > into.length) this.#received.unshift(first.subarray(into.length));
    const bytes = first.subarray(0, into.length);
    into.set(bytes);
    return bytes.length;
  }

  // not async: what is written in turns must go out in turns
  write(bytes: Uint8Array): Promise<number> {
    if (this.#isClosed || this.#hasEnded) {
      return Promise.reject(new Error("The WebSocket was closed"));
    }
    this.#socket.send(this.#decoder.decode(bytes));
    return Promise.resolve(bytes.length);
  }

  closeWrite(): Promise<void> {
    // a WebSocket of a browser has no half-open end: the goodbye before it has said all
    return Promise.resolve();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
    this.#wake();
  }
}
